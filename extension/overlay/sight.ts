/** Which part of an element can be seen: scrolling and clipping containers around it take away the rest. */
const ALL = new DOMRect(-1e6, -1e6, 2e6, 2e6);
const THRESHOLDS = Array.from({ length: 21 }, (_, i) => i / 20);

export class Sight {
  /** The window through which the element is seen, in the viewport; null where nothing of it is seen. */
  window: DOMRect | null = ALL;

  /** Calls back whenever the window changed, and when the element left the document. */
  constructor(element: Element, changed: () => void, signal: AbortSignal) {
    const observer = new IntersectionObserver(
      (entries) => {
        const latest = entries.at(-1);
        if (!latest) return;
        this.window = latest.isIntersecting
          ? edgesOf(latest.boundingClientRect, latest.intersectionRect)
          : null;
        changed();
      },
      { threshold: THRESHOLDS },
    );
    observer.observe(element);
    signal.addEventListener('abort', () => observer.disconnect());
  }
}

/** Only an edge that cuts something off is known; the others are far away. */
function edgesOf(all: DOMRectReadOnly, seen: DOMRectReadOnly): DOMRect {
  const left = seen.left > all.left + 1 ? seen.left : ALL.left;
  const top = seen.top > all.top + 1 ? seen.top : ALL.top;
  const right = seen.right < all.right - 1 ? seen.right : ALL.right;
  const bottom = seen.bottom < all.bottom - 1 ? seen.bottom : ALL.bottom;
  return new DOMRect(left, top, right - left, bottom - top);
}

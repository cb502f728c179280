/**
 * Finds elements as they appear, without looking through the page: a CSS animation that does nothing starts on each
 * element that matches, and its event tells (the way of refined-github's selector-observer). Elements that leave are
 * noticed when the next one comes or on the caller's own account.
 */
const ANIMATION = 'tonfall-appears';

/** Calls `found` for each element that matches `selector`, now or later and whenever it comes back, until `signal` aborts. */
export function watchBoxes(
  selector: string,
  found: (element: HTMLElement) => void,
  signal: AbortSignal,
): void {
  const take = (element: EventTarget | null | undefined) => {
    if (element instanceof HTMLElement && element.matches(selector)) found(element);
  };
  // The rule itself is in the manifest's CSS (highlights.css), which no page's policy can block.
  document.addEventListener(
    'animationstart',
    ({ animationName, target }) => animationName === ANIMATION && take(target),
    { capture: true, signal },
  );
  // An element that only now becomes a box (an attribute set late) has no animation of its own left, and one in a
  // shadow root never had one.
  document.addEventListener('focusin', (event) => take(event.composedPath()[0]), { capture: true, signal });
  document.querySelectorAll(selector).forEach(take);
}

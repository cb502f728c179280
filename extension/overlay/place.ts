/** Where things go beside a box. All in viewport pixels. */
export interface Size {
  width: number;
  height: number;
}

export interface Spot {
  left: number;
  top: number;
}

const GAP = 6;
const EDGE = 8;

/** Less room than that beside the wording, and the card lies on it rather than being scrolled line by line. */
const LEAST_HEIGHT = 240;

/**
 * Below the wording where there is room, else above it, else where there is more of it, with the height there is. Always
 * inside the viewport. `card`: the size it has when nothing limits it.
 */
export function placeCard(anchor: DOMRect, card: Size, view: Size): Spot & { height: number } {
  const below = anchor.bottom + GAP;
  const roomBelow = view.height - EDGE - below;
  const roomAbove = anchor.top - GAP - EDGE;
  const isBelow = card.height <= roomBelow || (card.height > roomAbove && roomBelow >= roomAbove);
  const room = Math.max(isBelow ? roomBelow : roomAbove, LEAST_HEIGHT);
  const height = Math.min(card.height, room, view.height - 2 * EDGE);
  const top = isBelow ? below : anchor.top - GAP - height;
  return {
    left: clamp(anchor.left, EDGE, view.width - card.width - EDGE),
    top: clamp(top, EDGE, view.height - height - EDGE),
    height,
  };
}

/** Where the badge may stand around a box, the best place first: never on the text that is written. */
export function badgeSpots(box: DOMRect, badge: Size): Spot[] {
  const right = box.right - badge.width;
  return [
    { left: box.right + GAP, top: box.top },
    { left: right, top: box.top - badge.height - 2 },
    { left: right, top: box.bottom + 2 },
    { left: box.left - badge.width - GAP, top: box.top },
    { left: box.left, top: box.top - badge.height - 2 },
    { left: box.left, top: box.bottom + 2 },
  ];
}

/** What the badge must not cover. */
const TAKEN =
  'button, a, input, textarea, select, img, svg, video, canvas, [role="button"], [role="link"], [contenteditable]';

/** Whether nothing of the page that is read or clicked lies at `spot` around `box`. */
export function isFree({ left, top }: Spot, { width, height }: Size, box: Element): boolean {
  const [right, bottom] = [left + width, top + height];
  if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) return false;
  const points: [number, number][] = [
    [left + 1, top + 1],
    [right - 1, top + 1],
    [left + 1, bottom - 1],
    [right - 1, bottom - 1],
    [(left + right) / 2, (top + bottom) / 2],
  ];
  const rect = new DOMRect(left, top, width, height);
  return points.every(([x, y]) => {
    const hit = document.elementsFromPoint(x, y).find(({ localName }) => localName !== 'tonfall-overlay');
    const taken = hit?.closest(TAKEN);
    return hit && (!taken || taken.contains(box)) && taken !== box && !hasTextIn(hit, rect);
  });
}

function hasTextIn(element: Element, rect: DOMRect): boolean {
  return [...element.childNodes].some((node) => {
    if (!(node instanceof Text) || !node.data.trim()) return false;
    const range = document.createRange();
    range.selectNode(node);
    return [...range.getClientRects()].some((line) => overlaps(line, rect));
  });
}

function overlaps(a: DOMRect, b: DOMRect): boolean {
  return a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
}

/** Whether the point is on the rectangle or on the underline just below it. */
export function contains(rect: DOMRect, x: number, y: number): boolean {
  return x >= rect.left - 1 && x <= rect.right + 1 && y >= rect.top - 1 && y <= rect.bottom + 3;
}

/** The smallest rectangle around all of them; null for none. */
export function around([first, ...rest]: readonly DOMRect[]): DOMRect | null {
  if (!first) return null;
  let { left, top, right, bottom } = first;
  for (const rect of rest) {
    left = Math.min(left, rect.left);
    top = Math.min(top, rect.top);
    right = Math.max(right, rect.right);
    bottom = Math.max(bottom, rect.bottom);
  }
  return new DOMRect(left, top, right - left, bottom - top);
}

/** What is left of `rect` inside `view`; null for nothing. */
export function within(rect: DOMRect, view: DOMRect): DOMRect | null {
  const left = Math.max(rect.left, view.left);
  const top = Math.max(rect.top, view.top);
  const width = Math.min(rect.right, view.right) - left;
  const height = Math.min(rect.bottom, view.bottom) - top;
  return width > 0 && height > 0 ? new DOMRect(left, top, width, height) : null;
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}

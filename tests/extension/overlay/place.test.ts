// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { around, badgeSpots, contains, isFree, placeCard, within } from '../../../extension/overlay/place';

const view = { width: 320, height: 600 };
const rect = (left: number, top: number, width: number, height: number) =>
  ({ left, top, width, height, right: left + width, bottom: top + height }) as DOMRect;

beforeEach(() => {
  vi.stubGlobal(
    'DOMRect',
    class {
      constructor(left: number, top: number, width: number, height: number) {
        Object.assign(this, rect(left, top, width, height));
      }
    },
  );
});

afterEach(() => vi.unstubAllGlobals());

describe('placeCard', () => {
  const card = { width: 200, height: 300 };

  it.each([
    [
      'below the wording where there is room',
      rect(20, 100, 50, 20),
      card,
      { left: 20, top: 126, height: 300 },
    ],
    ['above where there is none below', rect(20, 500, 50, 20), card, { left: 20, top: 194, height: 300 }],
    [
      'below with less height where both are short of room',
      rect(20, 260, 50, 20),
      { width: 200, height: 400 },
      { left: 20, top: 286, height: 306 },
    ],
    [
      'above with less height where that has more',
      rect(20, 330, 50, 20),
      { width: 200, height: 400 },
      { left: 20, top: 8, height: 316 },
    ],
    [
      'inside a narrow window',
      rect(250, 100, 50, 20),
      { width: 304, height: 300 },
      { left: 8, top: 126, height: 300 },
    ],
  ])('goes %s', (_where, anchor, size, wanted) => {
    expect(placeCard(anchor, size, view)).toEqual(wanted);
  });

  it('lies on a wording that fills the window rather than being a slit', () => {
    const { top, height } = placeCard(rect(0, 20, 320, 560), card, view);
    expect(height).toBe(240);
    expect(top + height).toBeLessThanOrEqual(600 - 8);
  });
});

describe('the badge', () => {
  const size = { width: 22, height: 22 };

  it('never stands on the box', () => {
    const box = rect(40, 50, 200, 80);
    for (const { left, top } of badgeSpots(box, size))
      expect(within(rect(left, top, size.width, size.height), box)).toBeNull();
  });

  it.each([
    ['nothing', '<div><div id="box"></div></div>', true],
    ['a button', '<div><div id="box"></div><button id="hit"></button></div>', false],
    ['the inside of a link', '<a href="/"><b id="hit"></b></a><div id="box"></div>', false],
    ['a picture', '<img id="hit"><div id="box"></div>', false],
    [
      'what can be clicked all around the box',
      '<div role="button" id="hit"><div id="box"></div></div>',
      true,
    ],
    ['our own layer', '<div id="box"></div><tonfall-overlay id="hit"></tonfall-overlay>', true],
  ])('sees whether a spot is free: %s', (_what, html, free) => {
    document.body.innerHTML = html;
    const box = document.querySelector('#box') as Element;
    const hit = document.querySelector('#hit');
    document.elementsFromPoint = () => [...(hit ? [hit] : []), document.body];
    expect(isFree({ left: 5, top: 5 }, size, box)).toBe(free);
  });

  it('has no spot outside the window', () => {
    expect(isFree({ left: -5, top: 5 }, size, document.body)).toBe(false);
    expect(isFree({ left: innerWidth - 5, top: 5 }, size, document.body)).toBe(false);
  });
});

describe('rectangles', () => {
  it('around all lines of a wording', () => {
    expect(around([])).toBeNull();
    expect(around([rect(200, 10, 100, 20), rect(10, 30, 50, 20)])).toMatchObject(rect(10, 10, 290, 40));
  });

  it('within a window', () => {
    expect(within(rect(0, 0, 100, 100), rect(50, 90, 100, 100))).toMatchObject(rect(50, 90, 50, 10));
    expect(within(rect(0, 0, 100, 100), rect(100, 0, 10, 10))).toBeNull();
  });

  it('take a click on the line below the letters, too', () => {
    expect(contains(rect(0, 0, 10, 10), 5, 12)).toBe(true);
    expect(contains(rect(0, 0, 10, 10), 5, 14)).toBe(false);
  });
});

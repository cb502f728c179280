import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parts } from '../../../extension/overlay/diff';

const text = fc.string({ unit: 'grapheme', maxLength: 40 });

describe('parts', () => {
  it.each([
    ['Wir haben das leider verpasst.', 'Wir haben das verpasst.', ['Wir haben das ', '', 'verpasst.']],
    ['Das ist falsch.', 'Das ist schade.', ['Das ist ', 'schade', '.']],
    ['Lesen hilft!', 'Wir erklären es gern.', ['', 'Wir erklären es gern.', '']],
    ['', '#privat', ['', '#privat', '']],
  ])('of “%s” → “%s”', (before, after, wanted) => {
    expect(parts(before, after)).toEqual(wanted);
  });

  it('always make up the new text, and what is kept was there before', () => {
    fc.assert(
      fc.property(text, text, text, text, (head, old, now, tail) => {
        const before = head + old + tail;
        const after = head + now + tail;
        const [start, changed, end] = parts(before, after);
        expect(start + changed + end).toBe(after);
        expect(before.startsWith(start) && before.endsWith(end)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

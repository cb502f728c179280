import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../extension/client/api';
import { carry, holds } from '../../../extension/overlay/spans';

function finding(text: string, start: number, end: number): Finding {
  const quote = text.slice(start, end);
  return {
    rule: `r${start}-${end}`,
    category: 'defensive',
    severity: 'warning',
    confidence: 0.9,
    certainty: 'certain',
    start,
    end,
    quote,
    message: '',
    why: '',
    principle: '',
    suggestions: [{ start, end, replacement: 'x', variant: '' }],
  };
}

const anyText = fc.string({ unit: 'grapheme', maxLength: 60 });

describe('carry', () => {
  it('moves a finding behind the edit and leaves the one before it', () => {
    const before = 'So nicht. Wer lesen kann.';
    const after = 'So nicht, bitte. Wer lesen kann.';
    const moved = carry([finding(before, 0, 8), finding(before, 10, 24)], before, after);
    expect(moved.map(({ start, end }) => after.slice(start, end))).toEqual(['So nicht', 'Wer lesen kann']);
    expect(moved[1]?.suggestions[0]).toMatchObject({ start: 17, end: 31 });
  });

  it('leaves out what was touched, also by a letter put right beside it', () => {
    const before = 'Wer lesen kann.';
    expect(carry([finding(before, 0, 14)], before, 'Wer lesen können.')).toEqual([]);
    expect(carry([finding(before, 4, 9)], before, 'Wer lesende kann.')).toEqual([]);
    expect(carry([finding(before, 4, 9)], before, 'Wer verlesen kann.')).toEqual([]);
  });

  it('keeps a finding that began within a word when it was judged, and no other', () => {
    const cut = finding('Bis morgen zurück.', 13, 18);
    expect(carry([cut], 'Bis morgen zurück.', 'Also bis morgen zurück.')).toMatchObject([
      { start: 18, end: 23 },
    ]);
    expect(holds(cut, 'Bis morgen zurück.')).toBe(true);
    const whole = finding('Bis morgen rück.', 11, 15);
    expect(carry([whole], 'Bis morgen rück.', 'Bis morgen zurück.')).toEqual([]);
  });

  it('keeps a finding on its wording through arbitrary edits, or drops it', () => {
    fc.assert(
      fc.property(
        anyText,
        anyText,
        anyText,
        fc.nat(),
        fc.nat(),
        fc.nat(),
        fc.nat(),
        (a, b, put, s, e, f, u) => {
          const before = a + b;
          const [start = 0, end = 0] = [s % (before.length + 1), e % (before.length + 1)].sort(
            (x, y) => x - y,
          );
          const [from = 0, to = 0] = [f % (before.length + 1), u % (before.length + 1)].sort((x, y) => x - y);
          const after = before.slice(0, from) + put + before.slice(to);
          for (const moved of carry([finding(before, start, end)], before, after)) {
            expect(after.slice(moved.start, moved.end)).toBe(before.slice(start, end));
            if (before !== after) expect(holds(moved, after)).toBe(true);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('never drops a finding that lies well before or behind an edit', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (head, put, tail) => {
        const before = `${head} | Wer lesen kann | ${tail}`;
        const after = `${head}${put} | Wer lesen kann | ${tail}`;
        const at = before.indexOf('Wer lesen kann', head.length);
        const moved = carry([finding(before, at, at + 14)], before, after);
        expect(moved.map(({ start, end }) => after.slice(start, end))).toEqual(['Wer lesen kann']);
      }),
      { numRuns: 1000 },
    );
  });
});

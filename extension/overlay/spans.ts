/** Findings on their way through an edit. Fails closed: what was touched is gone until the service judged anew. */
import type { Finding } from '../client/api';

/**
 * `findings` of `before`, moved to where they stand in `after`; those whose wording was touched are left out. A finding
 * on the whole draft stays, without the suggestions that were touched.
 */
export function carry<F extends Finding>(findings: readonly F[], before: string, after: string): F[] {
  if (before === after) return [...findings];
  if (!after.trim()) return [];
  const shorter = Math.min(before.length, after.length);
  let prefix = 0;
  while (prefix < shorter && before[prefix] === after[prefix]) prefix++;
  let suffix = 0;
  while (suffix < shorter - prefix && before.at(-1 - suffix) === after.at(-1 - suffix)) suffix++;

  const editEnd = before.length - suffix;
  const shift = after.length - before.length;
  const moved: F[] = [];
  for (const finding of findings) {
    const by = finding.end <= prefix ? 0 : finding.start >= editEnd ? shift : null;
    if (by === null) continue;
    const start = finding.start + by;
    const end = finding.end + by;
    if (after.slice(start, end) !== finding.quote) continue;
    if (joined(before, finding.start, after, start) || joined(before, finding.end, after, end)) continue;
    moved.push({
      ...finding,
      start,
      end,
      suggestions: moveSuggestions(finding, before, after, prefix, editEnd),
    });
  }
  return moved;
}

/** Whether a finding may be drawn: the text still reads as it was judged. */
export function holds(finding: Finding, text: string): boolean {
  return text.slice(finding.start, finding.end) === finding.quote;
}

function moveSuggestions(
  finding: Finding,
  before: string,
  after: string,
  prefix: number,
  editEnd: number,
): Finding['suggestions'] {
  const shift = after.length - before.length;
  return finding.suggestions.flatMap((suggestion) => {
    const { start, end } = suggestion;
    const by = end <= prefix ? 0 : start >= editEnd ? shift : null;
    return by === null ? [] : [{ ...suggestion, start: start + by, end: end + by }];
  });
}

/**
 * Never inside a word that goes on: an underline on half a word would be a lie. But for a word that was cut in two when
 * it was judged, as where X's limit falls into it.
 */
function joined(before: string, from: number, after: string, to: number): boolean {
  return joins(after, to) && !joins(before, from);
}

function joins(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return false;
  return /[\p{L}\p{N}\p{M}]{2}/u.test(text.slice(at - 1, at + 1));
}

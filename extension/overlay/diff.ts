/** What a rephrasing keeps of the wording it replaces, in whole words: enough to read a change at a glance. */

/** `after` in three parts: the same beginning as `before`, what is new, the same end. */
export function parts(before: string, after: string): [same: string, changed: string, same: string] {
  const [old, now] = [words(before), words(after)];
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  return [
    now.slice(0, head).join(''),
    now.slice(head, now.length - tail).join(''),
    now.slice(now.length - tail).join(''),
  ];
}

function words(text: string): string[] {
  return text.match(/\s+|[\p{L}\p{N}\p{M}]+|[^\s\p{L}\p{N}\p{M}]/gu) ?? [];
}

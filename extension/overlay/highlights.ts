/** Underlines in the page's own text by the CSS Custom Highlight API: the page's DOM stays untouched. */
import type { Severity } from '../client/api';

/** Where two overlap, the worse one is drawn. */
const SEVERITIES: readonly Severity[] = ['hint', 'warning', 'block'];
const drawn = new Map<object, Map<Severity, Range[]>>();

/** Draws these ranges for `owner`, in place of what it had before. */
export function highlight(owner: object, ranges: Map<Severity, Range[]>): void {
  if (ranges.size) drawn.set(owner, ranges);
  else if (!drawn.delete(owner)) return;
  SEVERITIES.forEach((severity, priority) => {
    const name = `tonfall-${severity}`;
    const all = [...drawn.values()].flatMap((of) => of.get(severity) ?? []);
    if (!all.length) {
      CSS.highlights.delete(name);
      return;
    }
    const lines = new Highlight(...all);
    lines.priority = priority;
    CSS.highlights.set(name, lines);
  });
}

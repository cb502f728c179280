/**
 * Times Tonfall's own work, only where the page asks for it by a mark of that name before Tonfall starts, as the bench
 * does: a browser keeps every measure for as long as the page is open.
 */
const asked = performance.getEntriesByName('tonfall-measure').length > 0;

/** Runs it; where asked, adds a performance measure `tonfall-input` with the time it took. */
export function measured(run: () => void): void {
  const start = asked ? performance.now() : 0;
  run();
  if (asked) performance.measure('tonfall-input', { start, end: performance.now() });
}

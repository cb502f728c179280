import { describe } from 'vitest';
import type { BrowserName } from './browsers';

/** Runs `tests` in Chromium and Firefox side by side, each with a world of its own; in a browser, one after the other. */
export function inBothBrowsers(tests: (name: BrowserName) => void): void {
  describe.concurrent.each(['chromium', 'firefox'] as const)('%s', (name) => {
    describe.sequential('', () => tests(name));
  });
}

import type { TestBrowser } from './browsers';
import { inFirefoxWindow } from './firefox-window';

/** Presses the browser-wide shortcut for the next finding, Alt+Shift+J. */
export async function pressShortcut(tab: TestBrowser): Promise<void> {
  await (tab.name === 'chromium' ? sendCommand(tab) : inFirefoxWindow(tab.browser, PRESS));
}

/** DevTools' keys never reach Chromium's own window, so here the test starts one step later: with the command. */
async function sendCommand({ browser, origin }: TestBrowser): Promise<void> {
  const target = await browser.waitForTarget(
    (each) => each.type() === 'service_worker' && each.url().startsWith(origin),
  );
  const worker = await target.worker();
  await worker?.evaluate(`(async () => {
    const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
    chrome.commands.onCommand.dispatch('next-finding', tab);
  })()`);
}

const PRESS = `{
  const keys = [['Alt', 'AltLeft', 18], ['Shift', 'ShiftLeft', 16], ['J', 'KeyJ', 74]];
  const processor = Cc['@mozilla.org/text-input-processor;1'].createInstance(Ci.nsITextInputProcessor);
  processor.beginInputTransactionForTests(window);
  const events = keys.map(([key, code, keyCode]) => new KeyboardEvent('', { key, code, keyCode }));
  for (const event of events) processor.keydown(event);
  for (const event of events.reverse()) processor.keyup(event);
}`;

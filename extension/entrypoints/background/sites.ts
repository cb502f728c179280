/** Keeps the content script running on the further hosts that the person switched on, and only there. */
import { browser } from 'wxt/browser';
import { hostOfPattern, isAllowed, KNOWN_SITES, patternOf } from '../../client/hosts';
import { changeSettings, readSettings } from '../../settings';

const PREFIX = 'site:';
let queue: Promise<void> = Promise.resolve();

/** One at a time: a switch in the popup changes a setting and a permission in the same moment. */
export function registerExtraHosts(): Promise<void> {
  queue = queue.then(register, register);
  return queue;
}

/** A permission was taken back, here or in the browser's own pages: the site is off until it is switched on again. */
export async function forgetHosts(origins: string[] = []): Promise<void> {
  const { extraHosts } = await readSettings();
  const gone = new Set(origins.map(hostOfPattern));
  if (!extraHosts.some((host) => gone.has(host))) return;
  await changeSettings({ extraHosts: extraHosts.filter((host) => !gone.has(host)) });
}

/** Puts the content script into pages that were open before the extension was installed or updated. */
export async function injectOpenPages(patterns: string[] = KNOWN_SITES): Promise<void> {
  const { js, css } = contentScript();
  for (const tab of await browser.tabs.query({ url: patterns })) {
    if (tab.id === undefined) continue;
    const target = { tabId: tab.id };
    // A tab that shows an error page, or sleeps, can't be helped; it gets the script when it loads.
    await browser.scripting.insertCSS({ target, files: css }).catch(() => {});
    await browser.scripting.executeScript({ target, files: js as never }).catch(() => {});
  }
}

async function register(): Promise<void> {
  const { extraHosts } = await readSettings();
  const allowed = await Promise.all(extraHosts.map(isAllowed));
  const wanted = extraHosts.filter((_, i) => allowed[i]);
  const registered = (await browser.scripting.getRegisteredContentScripts()).map(({ id }) => id);
  const gone = registered.filter((id) => id.startsWith(PREFIX) && !wanted.includes(id.slice(PREFIX.length)));
  const fresh = wanted.filter((host) => !registered.includes(PREFIX + host));
  if (gone.length) await browser.scripting.unregisterContentScripts({ ids: gone });
  if (!fresh.length) return;
  const { js, css } = contentScript();
  await browser.scripting.registerContentScripts(
    fresh.map((host) => ({
      id: PREFIX + host,
      matches: [patternOf(host)],
      js,
      css,
      runAt: 'document_idle' as const,
    })),
  );
  await injectOpenPages(fresh.map(patternOf));
}

/** The files of the manifest's own content script. Firefox gives them as full addresses. */
function contentScript(): { js: string[]; css: string[] } {
  const [script] = browser.runtime.getManifest().content_scripts ?? [];
  const path = (file: string) => new URL(file, browser.runtime.getURL('/')).pathname.slice(1);
  return { js: (script?.js ?? []).map(path), css: (script?.css ?? []).map(path) };
}

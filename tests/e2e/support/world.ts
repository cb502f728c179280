import { setTimeout as pause } from 'node:timers/promises';
/** Everything one end-to-end run needs: web, service, gate, and a browser with the extension, paired as a person pairs it. */
import type { Browser, Page } from 'puppeteer-core';
import {
  type BrowserName,
  type LaunchOptions,
  launch,
  openExtensionPage,
  type TestBrowser,
  until,
} from './browsers';
import { inFirefoxWindow } from './firefox-window';
import { Gate } from './gate';
import { Service } from './service';
import { startWeb, type Web } from './web';

export interface World extends TestBrowser {
  web: Web;
  service: Service;
  gate: Gate;
  /** A page of the extension that shows nothing: a place to run code with the extension's rights. */
  remote: Page;
  close(): Promise<void>;
}

interface WorldOptions extends LaunchOptions {
  language?: 'de' | 'en';
  /** In the service's tonfall.yaml, besides those of the example. */
  settings?: string;
}

const CLOSING_MS = 25_000;

export async function startWorld(
  name: BrowserName,
  { language = 'en', settings, ...options }: WorldOptions = {},
): Promise<World> {
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    // Nothing waits for sockets that a browser left behind: all tests have run, and the process ends soon.
    for (const end of opened.splice(0).reverse())
      await Promise.race([end(), pause(CLOSING_MS, undefined, { ref: false })]);
  };
  try {
    const service = await Service.start(settings);
    opened.push(() => service.remove());
    const web = await startWeb();
    opened.push(() => web.close());
    const gate = new Gate(() => service.port);
    await gate.open();
    opened.push(() => gate.shut());
    const tab = await launch(name, web, options);
    opened.push(() => closed(tab.browser));
    const remote = await openExtensionPage(tab, '/icon/48.png');
    const world: World = { ...tab, remote, web, service, gate, close };
    await pair(world);
    await chooseLanguage(world, language);
    return world;
  } catch (problem) {
    await close();
    throw problem;
  }
}

/** Ends a browser; one that doesn't answer any more is killed. */
async function closed(browser: Browser): Promise<void> {
  const deaf = setTimeout(() => browser.process()?.kill('SIGKILL'), 20_000);
  await browser.close().catch(() => {});
  clearTimeout(deaf);
}

/** Sets the port in the options page, asks for pairing there, and confirms on the service's page. */
export async function pair(world: World): Promise<void> {
  const options = await openExtensionPage(world, '/options.html');
  await options.waitForSelector('#port');
  await until('the port in the options', () =>
    options.$eval('#port', (field) => (field as HTMLInputElement).value),
  );
  await options.click('#port', { count: 3 });
  await options.keyboard.type(String(world.gate.port));
  await options.keyboard.press('Enter');
  await options.waitForSelector('#pair:not([hidden])');
  await options.click('#pair');
  const confirm = await until('the pair page', async () => {
    const pages = await world.browser.pages();
    return pages.find((page) => page.url().includes('/pair?'));
  });
  await confirm.waitForSelector('form button');
  await confirm.click('form button');
  await options.waitForSelector('#status[data-tone="good"]');
  await Promise.all([options.close(), confirm.close()]);
}

/** Chooses the language of the interface, in the options. */
export async function chooseLanguage(world: World, language: 'de' | 'en'): Promise<void> {
  const options = await openExtensionPage(world, '/options.html');
  await options.waitForSelector('#status[data-tone]');
  await options.select('#language', language);
  await until('the language', () =>
    options.evaluate((wanted) => document.documentElement.lang === wanted, language),
  );
  await options.close();
}

/** Opens the popup for the tab in front. The real one in Chromium; Firefox lets no test into it, so in a tab behind. */
export async function openPopup(world: World, front: Page): Promise<Page> {
  await front.bringToFront();
  if (world.name === 'firefox') {
    // As a click on the toolbar button does: the extension may know the address of this tab.
    const extension = `WebExtensionPolicy.getByID('${world.extension}').extension`;
    await inFirefoxWindow(
      world.browser,
      `${extension}.tabManager.addActiveTabPermission(gBrowser.selectedTab)`,
    );
    return openExtensionPage(world, '/popup.html', { background: true });
  }
  const extension = (await world.browser.extensions()).get(world.extension);
  if (!extension) throw new Error('The extension is gone.');
  const opened = world.browser.waitForTarget((target) => target.url() === `${world.origin}/popup.html`);
  await front.triggerExtensionAction(extension);
  return (await opened).asPage();
}

/** Chooses the role in the popup, for the tab in front. */
export async function chooseRole(world: World, front: Page, role: 'official' | 'employee'): Promise<void> {
  const popup = await openPopup(world, front);
  await popup.waitForSelector('input[name="role"]:checked');
  await clickSetting(world, popup, `input[name="role"][value="${role}"]`);
  await front.bringToFront();
}

/** Switches the site of the tab in front on or off, in the popup. */
export async function switchSite(world: World, front: Page, on: boolean): Promise<void> {
  const host = new URL(front.url()).hostname;
  if (on && world.name === 'chromium') await allowHost(world, host);
  const popup = await openPopup(world, front);
  await popup.waitForSelector('#site:not([hidden])');
  await clickSetting(world, popup, '#site-switch');
  await front.bringToFront();
}

/** Takes every rule back into force, in the options. */
export async function restoreRules(world: World): Promise<void> {
  const options = await openExtensionPage(world, '/options.html');
  await options.waitForSelector('#rules button');
  await options.click('#rules button');
  await options.waitForSelector('#rules .muted');
  await options.close();
}

/** Forgets what was posted, in the options. */
export async function forgetPosted(world: World): Promise<void> {
  const options = await openExtensionPage(world, '/options.html');
  await options.waitForSelector('#forget-posted:not([hidden])');
  await options.click('#forget-posted');
  await options.waitForSelector('#forget-posted[hidden]');
  await options.close();
}

/** Puts the settings that behaviours change back, whatever happened. */
export async function resetSettings({ remote }: World): Promise<void> {
  await remote.evaluate(
    `(globalThis.browser ?? chrome).storage.local.set({ role: 'official', ignoredRules: [], keepCases: null })`,
  );
}

/**
 * The browser's own prompt can't be clicked by a test. The person's other way to say yes is the
 * extension's entry in chrome://extensions, which calls just this.
 */
async function allowHost({ browser, extension }: World, host: string): Promise<void> {
  const page = await browser.newPage({ background: true });
  await page.goto('chrome://extensions');
  await page.evaluate(`chrome.developerPrivate.addHostPermission('${extension}', 'https://${host}/*')`);
  await page.close();
}

/** Clicks in the popup, and closes it once the change is kept. */
async function clickSetting(world: World, popup: Page, selector: string): Promise<void> {
  const before = await readSettings(world);
  // `page.click` would wait for ever in a page that stands behind another one: nothing is drawn there.
  const at = await popup.$eval(selector, (found) => {
    const { x, y, width, height } = found.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  });
  await popup.mouse.click(at.x, at.y);
  await until('the setting to be kept', async () => (await readSettings(world)) !== before);
  await popup.close();
}

async function readSettings({ remote }: World): Promise<string> {
  return JSON.stringify(await remote.evaluate('(globalThis.browser ?? chrome).storage.local.get(null)'));
}

/** Everything the extension keeps, for good and for the session, as JSON. */
export async function readStorage({ remote }: World): Promise<string> {
  return remote.evaluate(`(async ({ local, session }) =>
    JSON.stringify([await local.get(null), await session.get(null)]))((globalThis.browser ?? chrome).storage)
  `) as Promise<string>;
}

/** What the toolbar button says for the tab in front. */
export async function readToolbar({ remote }: World): Promise<{ title: string; badge: string }> {
  return remote.evaluate(`(async () => {
    const { tabs, action } = globalThis.browser ?? chrome;
    const [{ id: tabId }] = await tabs.query({ active: true, lastFocusedWindow: true });
    return { title: await action.getTitle({ tabId }), badge: await action.getBadgeText({ tabId }) };
  })()`) as Promise<{ title: string; badge: string }>;
}

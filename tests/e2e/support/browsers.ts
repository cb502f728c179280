/** The two real browsers, with the built extension installed and the host names of the tests mapped. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { HOSTS, REBOUND, type Web } from './web';

export type BrowserName = 'chromium' | 'firefox';

export interface TestBrowser {
  name: BrowserName;
  browser: Browser;
  /** `chrome-extension://…` or `moz-extension://…`, without a slash at the end. */
  origin: string;
  /** The extension's id, as `browser.installExtension` gave it. */
  extension: string;
}

export interface LaunchOptions {
  /** Firefox's theme; Chromium takes it per page, by `page.emulateMediaFeatures`. */
  theme?: 'light' | 'dark';
  /** Built extension; null: none. */
  extension?: string | null;
}

const OUTPUT = join(import.meta.dirname, '../../../extension/.output');
export const BUILT: Record<BrowserName, string> = {
  chromium: join(OUTPUT, 'chrome-mv3'),
  firefox: join(OUTPUT, 'firefox-mv3'),
};
/** Milliseconds after which waiting for a browser is a failure. */
const TIMEOUT = 8000;
const VIEWPORT = { width: 1000, height: 800 };

/** Starts a browser with a profile of its own. */
export async function launch(name: BrowserName, web: Web, options: LaunchOptions = {}): Promise<TestBrowser> {
  const extension = options.extension === undefined ? BUILT[name] : options.extension;
  if (extension && !existsSync(extension)) throw new Error(`${extension} is missing: npm run build`);
  return name === 'chromium' ? launchChromium(web, extension) : launchFirefox(web, extension, options);
}

async function launchChromium(web: Web, path: string | null): Promise<TestBrowser> {
  const browser = await puppeteer.launch({
    browser: 'chrome',
    executablePath: '/usr/bin/chromium',
    pipe: true,
    enableExtensions: true,
    acceptInsecureCerts: true,
    defaultViewport: VIEWPORT,
    args: [
      // As root, in a container, Chromium can't make its sandbox.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--ignore-certificate-errors',
      `--host-resolver-rules=${[...HOSTS.map((host) => `MAP ${host} 127.0.0.1:${web.port}`), `MAP ${REBOUND} 127.0.0.1`].join(', ')}`,
    ],
  });
  const extension = await install(browser, path);
  return { name: 'chromium', browser, extension, origin: `chrome-extension://${extension}` };
}

async function launchFirefox(web: Web, path: string | null, { theme }: LaunchOptions): Promise<TestBrowser> {
  const id = path
    ? JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8')).browser_specific_settings.gecko.id
    : '';
  const uuid = randomUUID();
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: '/usr/bin/firefox-esr',
    acceptInsecureCerts: true,
    defaultViewport: VIEWPORT,
    // Without it, WebDriver BiDi doesn't open the extension's own pages.
    args: ['-remote-allow-system-access'],
    extraPrefsFirefox: {
      // Everything goes through the CONNECT proxy, which knows the tests' hosts only. Firefox never sends 127.0.0.1 there.
      'network.proxy.type': 1,
      'network.proxy.ssl': '127.0.0.1',
      'network.proxy.ssl_port': web.proxyPort,
      'network.proxy.http': '127.0.0.1',
      'network.proxy.http_port': web.proxyPort,
      'network.proxy.no_proxies_on': REBOUND,
      'network.dns.localDomains': REBOUND,
      'extensions.webextensions.uuids': JSON.stringify({ [id]: uuid }),
      // A test can't click the browser's own prompts.
      'extensions.webextOptionalPermissionPrompts': false,
      'layout.css.prefers-color-scheme.content-override': theme === 'dark' ? 0 : 1,
      // Its lines would be in the pictures.
      'layout.spellcheckDefault': 0,
    },
  });
  return {
    name: 'firefox',
    browser,
    extension: await install(browser, path),
    origin: `moz-extension://${uuid}`,
  };
}

/** Gives the extension's id. */
async function install(browser: Browser, path: string | null): Promise<string> {
  try {
    return path ? await browser.installExtension(path) : '';
  } catch (problem) {
    await browser.close();
    throw problem;
  }
}

/** Opens one of the extension's own pages (`/popup.html`) in a tab. */
export async function openExtensionPage(
  { browser, name, origin }: TestBrowser,
  path: string,
  options: { background?: boolean } = {},
): Promise<Page> {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(TIMEOUT);
  const url = origin + path;
  if (name === 'chromium') await page.goto(url);
  else {
    // Firefox opens the page and reports neither that nor that it has loaded.
    page.goto(url, { timeout: 0 }).catch(() => {});
    await until(`${url} to load`, () =>
      page
        .evaluate((wanted) => location.href === wanted && document.readyState === 'complete', url)
        .catch(() => false),
    );
  }
  return page;
}

/** Waits until `check` gives something true, and gives that. */
export async function until<T>(
  what: string,
  check: () => Promise<T> | T,
  timeout = TIMEOUT,
): Promise<NonNullable<T>> {
  const end = performance.now() + timeout;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (performance.now() > end) throw new Error(`Waited ${timeout / 1000} s in vain for ${what}`);
    await new Promise((done) => setTimeout(done, 25));
  }
}

/** The popup: how things are on this page and what to do, the switch for this site, the role. */
import { type Browser, browser } from 'wxt/browser';
import { ask } from '../../client/ask';
import { isAllowed, isKnown, patternOf } from '../../client/hosts';
import type { Problem, Settings } from '../../client/protocol';
import { type MessageKey, t } from '../../i18n';
import { element, translatePage } from '../../page';
import { changeSettings, DEFAULTS, isOn, readSettings, watchSettings } from '../../settings';
import { recall } from '../background/memory';
import { hostOf, stateOf } from '../background/toolbar';

interface Page {
  tab: Browser.tabs.Tab | undefined;
  /** Null on pages that no extension may read. */
  host: string | null;
  /** Has the browser been told that Tonfall may read this host? */
  allowed: boolean;
  settings: Settings;
}

type Tone = 'good' | 'mend' | 'quiet';

let page: Page = { tab: undefined, host: null, allowed: false, settings: DEFAULTS };

async function open(): Promise<void> {
  await translatePage();
  page = await currentPage();
  await Promise.all([showSettings(), showStatus()]);
}

async function currentPage(): Promise<Page> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  const host = tab ? hostOf(tab) : null;
  const allowed = host !== null && (await isAllowed(host));
  return { tab, host, allowed, settings: await readSettings() };
}

async function showSettings(): Promise<void> {
  const settings = await readSettings();
  page.settings = settings;
  const { host, allowed } = page;
  element('site').hidden = host === null;
  if (host) {
    element('site-label').textContent = t('popup_site_switch', host);
    element<HTMLInputElement>('site-switch').checked = allowed && isOn(settings, host);
  }
  for (const radio of roles()) radio.checked = radio.value === settings.role;
  element<HTMLAnchorElement>('tryout').href = `http://127.0.0.1:${settings.port}/`;
  element('command-text').textContent =
    settings.port === 8377 ? 'tonfall serve' : `tonfall serve --port ${settings.port}`;
}

async function showStatus(): Promise<void> {
  const { problem } = await ask({ type: 'status' });
  const [settings, memory] = await Promise.all([readSettings(), recall()]);
  const { tone, title, help } = words(problem, settings, memory.boxes);
  element('status').dataset.tone = tone;
  element('sign').textContent = { good: '✓', mend: '!', quiet: '–' }[tone];
  element('state').textContent = t(title);
  element('help').textContent = t(help);
  element('detail').textContent = problem?.detail ?? '';
  element('detail').hidden = !problem?.detail;
  element('command').hidden = problem?.code !== 'service_unreachable';
  element('pair').hidden = problem?.code !== 'not_paired' && problem?.code !== 'token_refused';
  element('retry').hidden = !problem || !element('pair').hidden;
}

function words(
  problem: Problem | null,
  settings: Settings,
  boxes: Record<number, number>,
): { tone: Tone; title: MessageKey; help: MessageKey } {
  const { tab, host, allowed } = page;
  // A problem is worth telling on every page: the person has just asked.
  if (problem) return { tone: 'mend', title: `problem_${problem.code}`, help: `help_${problem.code}` };
  if (!host) return { tone: 'quiet', title: 'popup_impossible', help: 'popup_impossible_help' };
  const state = stateOf(allowed ? host : null, boxes[tab?.id ?? -1], settings, null);
  switch (state) {
    case 'off':
      return { tone: 'quiet', title: 'popup_off', help: 'popup_off_help' };
    case 'elsewhere':
      return { tone: 'quiet', title: 'popup_elsewhere', help: 'popup_elsewhere_help' };
    case 'no_box':
      return { tone: 'quiet', title: 'popup_no_box', help: 'popup_no_box_help' };
    default:
      return { tone: 'good', title: 'popup_ready', help: 'popup_ready_help' };
  }
}

/**
 * The wish is noted first and the browser asked at once: the popup closes when the browser's question
 * opens, and browsers take a question only straight from a click, so nothing may be awaited before.
 */
async function switchSite(on: boolean): Promise<void> {
  const { host, settings } = page;
  if (!host) return;
  const origins = [patternOf(host)];
  const noted = changeSettings(switched(settings, host, on));
  const granted = !on || (await browser.permissions.request({ origins }).catch(() => false));
  await noted;
  element('refused').hidden = granted;
  if (!granted) await changeSettings(switched(settings, host, false));
  // What isn't needed any more is given back, unless an administrator gave it for good.
  if (!on && !isKnown(host)) await browser.permissions.remove({ origins }).catch(() => false);
  page = await currentPage();
  await Promise.all([showSettings(), showStatus()]);
}

function switched(settings: Settings, host: string, on: boolean): Partial<Settings> {
  return isKnown(host)
    ? { disabledHosts: toggled(settings.disabledHosts, host, !on) }
    : { extraHosts: toggled(settings.extraHosts, host, on) };
}

function toggled(hosts: string[], host: string, present: boolean): string[] {
  const others = hosts.filter((other) => other !== host);
  return present ? [...others, host] : others;
}

function roles(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>('input[name="role"]')];
}

element('site-switch').addEventListener('change', (event) => {
  switchSite((event.target as HTMLInputElement).checked);
});
element('pair').addEventListener('click', async () => {
  const { problem } = await ask({ type: 'pair' });
  if (problem) await showStatus();
  else window.close();
});
element('retry').addEventListener('click', showStatus);
element('copy').addEventListener('click', async () => {
  await navigator.clipboard.writeText(element('command-text').textContent ?? '');
  element('copy').textContent = t('popup_copied');
});
element('options').addEventListener('click', async () => {
  await browser.runtime.openOptionsPage();
  window.close();
});
for (const radio of roles()) {
  radio.addEventListener('change', () => changeSettings({ role: radio.value as Settings['role'] }));
}
watchSettings(showSettings);
// The worker notices by itself that the service is back, and that pairing is done.
browser.storage.onChanged.addListener((changes, area) => {
  if (area === 'session' && 'problem' in changes) showStatus();
});

open();

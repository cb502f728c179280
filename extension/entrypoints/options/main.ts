/** The options page. Every change holds at once. */
import { browser } from 'wxt/browser';
import { ask } from '../../client/ask';
import { isAllowed, patternOf } from '../../client/hosts';
import type { Settings } from '../../client/protocol';
import { type MessageKey, t } from '../../i18n';
import { element, translatePage } from '../../page';
import { changeSettings, parsePort, readSettings, watchSettings } from '../../settings';
import { readPosted } from '../background/posted';

async function open(): Promise<void> {
  await translatePage();
  document.title = t('options_title');
  await Promise.all([showSettings(), showPosted(), showShortcut(), showStatus()]);
}

async function showStatus(): Promise<void> {
  const { status, problem } = await ask({ type: 'status' });
  const rules = status?.packs.reduce((sum, pack) => sum + pack.rules, 0) ?? 0;
  element('status').dataset.tone = problem || status?.problem ? 'mend' : 'good';
  element('sign').textContent = problem || status?.problem ? '!' : '✓';
  element('state').textContent = problem ? t(`problem_${problem.code}`) : t('options_connected');
  element('help').textContent = problem
    ? t(`help_${problem.code}`)
    : t(status?.problem ? 'options_configuration' : 'options_connected_help', status?.version ?? '', rules);
  element('detail').textContent = problem?.detail ?? status?.problem ?? '';
  element('detail').hidden = !element('detail').textContent;
  const unpaired = problem?.code === 'not_paired' || problem?.code === 'token_refused';
  element('pair').hidden = !unpaired;
  element('retry').hidden = !problem || unpaired;
  element('unpair').hidden = problem?.code === 'not_paired';
}

async function showSettings(): Promise<void> {
  const settings = await readSettings();
  element<HTMLInputElement>('port').value = String(settings.port);
  element<HTMLSelectElement>('role').value = settings.role;
  element<HTMLSelectElement>('language').value = settings.language;
  element<HTMLInputElement>('keep-cases').checked = settings.keepCases === true;
  showList('rules', settings.ignoredRules, 'options_rules_none', 'options_rules_restore', (rule) =>
    changeSettings({ ignoredRules: settings.ignoredRules.filter((other) => other !== rule) }),
  );
  showList('sites-off', settings.disabledHosts, 'options_sites_off_none', 'options_sites_on', (host) =>
    changeSettings({ disabledHosts: settings.disabledHosts.filter((other) => other !== host) }),
  );
  const allowed = await Promise.all(settings.extraHosts.map(isAllowed));
  const extraHosts = settings.extraHosts.filter((_, i) => allowed[i]);
  showList('sites-extra', extraHosts, 'options_sites_extra_none', 'options_sites_remove', async (host) => {
    await changeSettings({ extraHosts: settings.extraHosts.filter((other) => other !== host) });
    await browser.permissions.remove({ origins: [patternOf(host)] });
  });
}

/** One line for each entry with a button that takes it out, or one sentence where there is none. */
function showList(
  id: string,
  entries: string[],
  none: MessageKey,
  action: MessageKey,
  remove: (entry: string) => Promise<unknown>,
): void {
  const lines = entries.map((entry) => {
    const name = document.createElement('code');
    name.textContent = entry;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = t(action);
    button.setAttribute('aria-label', `${t(action)}: ${entry}`);
    button.addEventListener('click', () => remove(entry).then(saved));
    const line = document.createElement('li');
    line.append(name, button);
    return line;
  });
  if (!lines.length) {
    const line = document.createElement('li');
    line.className = 'muted';
    line.textContent = t(none);
    lines.push(line);
  }
  element(id).replaceChildren(...lines);
}

async function showPosted(): Promise<void> {
  const { length } = await readPosted();
  element('posted').textContent = length ? t('options_posted_count', length) : t('options_posted_none');
  element('forget-posted').hidden = !length;
}

async function showShortcut(): Promise<void> {
  const commands = await browser.commands.getAll();
  const shortcut = commands.find(({ name }) => name === 'next-finding')?.shortcut;
  element('shortcut').textContent = shortcut || t('options_shortcut_none');
}

/** Browsers keep shortcuts in a page of their own. */
async function openShortcuts(): Promise<void> {
  const { openShortcutSettings } = browser.commands as { openShortcutSettings?: () => Promise<void> };
  if (openShortcutSettings) await openShortcutSettings();
  else await browser.tabs.create({ url: 'chrome://extensions/shortcuts' });
}

async function savePort(): Promise<void> {
  const port = parsePort(element<HTMLInputElement>('port').value);
  element('port').setAttribute('aria-invalid', String(port === null));
  element('port-help').textContent = t(port === null ? 'options_port_wrong' : 'options_port_help');
  if (port === null) return;
  await changeSettings({ port });
  saved();
  await showStatus();
}

function saved(): void {
  element('saved').textContent = t('options_saved');
  setTimeout(() => {
    element('saved').textContent = '';
  }, 2000);
}

element('port-form').addEventListener('submit', (event) => {
  event.preventDefault();
  savePort();
});
element('role').addEventListener('change', async () => {
  await changeSettings({ role: element<HTMLSelectElement>('role').value as Settings['role'] });
  saved();
});
element('language').addEventListener('change', async () => {
  await changeSettings({ language: element<HTMLSelectElement>('language').value as Settings['language'] });
  await open();
  saved();
});
element('keep-cases').addEventListener('change', async () => {
  await changeSettings({ keepCases: element<HTMLInputElement>('keep-cases').checked });
  saved();
});
element('pair').addEventListener('click', async () => {
  await ask({ type: 'pair' });
  await showStatus();
});
element('unpair').addEventListener('click', async () => {
  await ask({ type: 'unpair' });
  await showStatus();
});
element('forget-posted').addEventListener('click', async () => {
  await ask({ type: 'forget_posted' });
  await showPosted();
  saved();
});
element('retry').addEventListener('click', showStatus);
element('shortcuts').addEventListener('click', openShortcuts);
watchSettings(showSettings);
browser.storage.onChanged.addListener((changes, area) => {
  if (area === 'session' && 'problem' in changes) showStatus();
  if (area === 'local' && 'posted' in changes) showPosted();
});
// Back from the browser's shortcuts page.
window.addEventListener('focus', showShortcut);

open();

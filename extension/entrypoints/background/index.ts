/**
 * The background worker: the only part that talks to the service. The browser may suspend it after
 * any event and start it anew, so what must last is in `Memory`.
 */
import { type Browser, browser } from 'wxt/browser';
import { defineBackground } from 'wxt/utils/define-background';
import type { FeedbackRequest, RephraseRequest } from '../../client/api';
import type { Problem, Push, Request, Response } from '../../client/protocol';
import { Service } from '../../client/service';
import { forgetToken, readToken } from '../../client/token';
import { getLanguage, setLanguage } from '../../i18n';
import { changeSettings, isOn, readSettings, watchSettings } from '../../settings';
import { keep, type Memory, recall } from './memory';
import { fetchToken, startPairing } from './pairing';
import { forgetPosted, postedBefore, rememberPosted, tidyPosted } from './posted';
import { serveRewrites } from './rewrites';
import { forgetHosts, injectOpenPages, registerExtraHosts } from './sites';
import { hostOf, showToolbar } from './toolbar';

const RETRY = 'retry';
const RETRY_MS = 2000;
/** What was learned about the service is taken for true for so long. */
const FRESH_MS = 2000;
/** Someone is waiting: for so long after a question, trouble is looked into every RETRY_MS, then by alarm. */
const EAGER_MS = 60_000;
/** Problems that pass without the person doing anything in the browser. */
const PASSING = ['service_unreachable', 'service_busy', 'service_error'];

export default defineBackground(() => {
  let eagerUntil = 0;
  let notedAt = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const ready = start();

  // Listeners are added before anything is awaited: an event that woke the worker waits for them.
  browser.runtime.onMessage.addListener((request: Request, sender, respond) => {
    answer(request, sender).then(respond, () => respond({ problem: { code: 'service_error' } }));
    return true;
  });
  serveRewrites(ready);
  browser.runtime.onInstalled.addListener(() => {
    // Firefox does this by itself.
    if (!import.meta.env.FIREFOX) injectOpenPages();
  });
  browser.tabs.onUpdated.addListener((tabId, { status }) => {
    if (status) show(tabId);
  });
  browser.tabs.onRemoved.addListener(async (tabId) => {
    const memory = await ready;
    if (!(tabId in memory.boxes)) return;
    delete memory.boxes[tabId];
    await keep(memory);
  });
  // The popup closes as soon as the browser asks for a permission, so the answer is taken in here.
  browser.permissions.onAdded.addListener(async () => {
    await registerExtraHosts();
    await show();
  });
  browser.permissions.onRemoved.addListener(({ origins }) => forgetHosts(origins));
  browser.commands.onCommand.addListener(async (command) => {
    const [tab] = await browser.tabs.query({ active: true, lastFocusedWindow: true });
    if (command === 'next-finding' && tab) push(tab, { type: 'next_finding' });
  });
  browser.alarms.onAlarm.addListener(async ({ name }) => {
    if (name === RETRY) await probe();
  });
  browser.storage.onChanged.addListener(async (changes, area) => {
    if (area !== 'local') return;
    if ('token' in changes || 'port' in changes) await probe();
    if ('role' in changes || 'language' in changes) await pushAll({ type: 'recheck' });
  });
  watchSettings(async ({ language }) => {
    setLanguage(language);
    await registerExtraHosts();
    await show();
  });

  async function start(): Promise<Memory> {
    const memory = await recall();
    setLanguage((await readSettings()).language);
    if (!memory.problem && !(await readToken())) memory.problem = { code: 'not_paired' };
    await keep(memory);
    registerExtraHosts();
    tidyPosted();
    showToolbar(memory, await readSettings());
    if (memory.pairing) finishPairing(memory);
    return memory;
  }

  async function answer(request: Request, sender: Browser.runtime.MessageSender): Promise<unknown> {
    await ready;
    switch (request.type) {
      case 'check':
        return check(request.request);
      case 'settings':
        return readSettings();
      case 'ignore_rule':
        return ignoreRule(request.rule);
      case 'rephrase':
        return rephrase(request.request);
      case 'used':
        // A private window leaves nothing behind.
        return sender.tab?.incognito ? { problem: null } : noteUsed(request.variants);
      case 'feedback':
        return keepCase(request.request);
      case 'boxes':
        return noteBoxes(request.found, sender);
      case 'posted':
        // A private window leaves nothing behind.
        if (!sender.tab?.incognito) await rememberPosted(request.fingerprint, request.answers);
        return { problem: null };
    }
    // A page's content script has no business with the rest.
    if (!sender.url?.startsWith(browser.runtime.getURL('/'))) return { problem: { code: 'service_error' } };
    switch (request.type) {
      case 'status':
        eagerUntil = Date.now() + EAGER_MS;
        return probe();
      case 'pair':
        return pair();
      case 'forget_posted':
        await forgetPosted();
        return { problem: null };
      case 'unpair':
        await forgetToken();
        return { problem: null };
    }
  }

  async function check(request: Parameters<Service['check']>[0]): Promise<Response<'check'>> {
    eagerUntil = Date.now() + EAGER_MS;
    const [token, settings, posted] = await Promise.all([readToken(), readSettings(), postedBefore(request)]);
    if (!token) return { problem: { code: 'not_paired' } };
    const complete = { role: settings.role, interface_language: getLanguage(), ...request, posted };
    const { value, problem } = await new Service(settings.port).check(complete, token);
    // Says something about this draft only.
    await note(problem?.code === 'draft_too_long' ? null : problem);
    return problem ? { problem } : { report: value };
  }

  async function rephrase(request: RephraseRequest): Promise<Response<'rephrase'>> {
    const [token, { port, role }] = await Promise.all([readToken(), readSettings()]);
    if (!token) return { problem: { code: 'not_paired' } };
    const complete = { role, interface_language: getLanguage(), ...request };
    const { value, problem } = await new Service(port).rephrase(complete, token);
    return problem ? { problem } : { rephrasing: value };
  }

  async function noteUsed(variants: string[]): Promise<Response<'used'>> {
    const [token, { port }] = await Promise.all([readToken(), readSettings()]);
    if (!token) return { problem: { code: 'not_paired' } };
    const { problem } = await new Service(port).used(variants, token);
    return { problem };
  }

  async function ignoreRule(rule: string): Promise<Response<'ignore_rule'>> {
    const { ignoredRules } = await readSettings();
    await changeSettings({ ignoredRules: [...new Set([...ignoredRules, rule])] });
    return { problem: null };
  }

  async function keepCase(request: FeedbackRequest): Promise<Response<'feedback'>> {
    const [token, { port, role, keepCases }] = await Promise.all([readToken(), readSettings()]);
    if (!token) return { problem: { code: 'not_paired' } };
    if (!keepCases) return { problem: { code: 'service_error' } };
    const { problem } = await new Service(port).feedback({ role, ...request }, token);
    return { problem };
  }

  async function noteBoxes(
    found: number,
    { tab }: Browser.runtime.MessageSender,
  ): Promise<Response<'boxes'>> {
    const memory = await ready;
    if (tab?.id !== undefined) {
      memory.boxes[tab.id] = found;
      await keep(memory);
      await show(tab.id);
      // So that the button tells before the first word is typed.
      if (Date.now() - notedAt > FRESH_MS) probe();
    }
    return { problem: memory.problem };
  }

  async function pair(): Promise<Response<'pair'>> {
    const memory = await ready;
    const problem = await startPairing(memory, new Service((await readSettings()).port));
    if (problem) await note(problem);
    else finishPairing(memory);
    return { problem };
  }

  async function finishPairing(memory: Memory): Promise<void> {
    // The saved token is noticed like every change in the storage.
    await fetchToken(memory, new Service((await readSettings()).port));
  }

  /** Is everything there for a check? One tiny check is the only way to know that the token is still good. */
  async function probe(): Promise<Response<'status'>> {
    const [token, { port }] = await Promise.all([readToken(), readSettings()]);
    const service = new Service(port);
    const status = await service.status();
    let problem = status.problem;
    if (!problem)
      problem = token ? (await service.check({ text: 'Tonfall' }, token)).problem : { code: 'not_paired' };
    // Without a token, that is the thing to mend, whether or not the service runs.
    await note(token ? problem : { code: 'not_paired' });
    return { status: status.value, problem };
  }

  /** Keeps what was learned about the way to the service, and sees to it that it recovers by itself. */
  async function note(problem: Problem | null): Promise<void> {
    const memory = await ready;
    const before = memory.problem;
    memory.problem = problem;
    notedAt = Date.now();
    if (before?.code !== problem?.code) {
      await keep(memory);
      await show();
      if (before && !problem) await pushAll({ type: 'recheck' });
    }
    clearTimeout(retry);
    if (!problem || !PASSING.includes(problem.code)) {
      browser.alarms.clear(RETRY);
      return;
    }
    browser.alarms.create(RETRY, { periodInMinutes: 0.5 });
    if (Date.now() < eagerUntil) retry = setTimeout(probe, RETRY_MS);
  }

  async function show(tabId?: number): Promise<void> {
    await showToolbar(await ready, await readSettings(), tabId).catch(() => {});
  }

  async function pushAll(message: Push): Promise<void> {
    const settings = await readSettings();
    for (const tab of await browser.tabs.query({})) {
      const host = hostOf(tab);
      if (host && isOn(settings, host)) push(tab, message);
    }
  }
});

function push(tab: Browser.tabs.Tab, message: Push): void {
  // Pages without the content script don't listen.
  if (tab.id !== undefined) browser.tabs.sendMessage(tab.id, message).catch(() => {});
}

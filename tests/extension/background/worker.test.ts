import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import type { Request } from '../../../extension/client/protocol';
import background from '../../../extension/entrypoints/background';
import { readSettings } from '../../../extension/settings';
import { answer, FakeService, REPORT, STATUS } from '../fake-service';
import { Connections, stubBrowser } from '../stub-browser';

const PAGE = { url: 'https://www.facebook.com/p/1' };
const POPUP = { url: 'chrome-extension://test-extension-id/popup.html' };

const CASE = { rule: 'de.vague.soon', text: 'Ja. Nein.', start: 4, end: 8 };

let service: FakeService;
let tabId: number;
let allowed: Set<string>;
let pushed: unknown[];
let registered: Map<string, unknown>;

beforeEach(async () => {
  fakeBrowser.reset();
  service = await new FakeService().start();
  service.tokens.add('good');
  allowed = new Set();
  pushed = [];
  registered = new Map();
  stubBrowser(new Connections(), allowed, registered);
  fakeBrowser.tabs.sendMessage = vi.fn(async (_tab: number, message: unknown) => {
    pushed.push(message);
  }) as never;
  tabId = (await fakeBrowser.tabs.create(PAGE)).id as number;
  await fakeBrowser.storage.local.set({ port: service.port, language: 'en' });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await service.stop();
});

async function send(
  request: Request,
  sender: object = { ...PAGE, tab: { id: tabId, ...PAGE } },
): Promise<unknown> {
  const deliver = fakeBrowser.runtime.onMessage.trigger as unknown as (...message: unknown[]) => void;
  return new Promise((respond) => deliver(request, sender, respond));
}

async function paired(): Promise<void> {
  await fakeBrowser.storage.local.set({ token: 'good' });
  background.main();
}

function title(): Promise<string> {
  return fakeBrowser.action.getTitle({ tabId });
}

it('says at once that pairing is missing, without asking the service', async () => {
  background.main();
  expect(await send({ type: 'check', request: { text: 'x' } })).toEqual({ problem: { code: 'not_paired' } });
  expect(service.seen).toEqual([]);
  await vi.waitFor(async () => expect(await title()).toBe('Tonfall: Not paired yet'));
  expect(await fakeBrowser.action.getBadgeText({ tabId })).toBe('?');
});

it('checks a draft, in the role and language of the settings', async () => {
  await fakeBrowser.storage.local.set({ role: 'employee' });
  await paired();
  expect(await send({ type: 'check', request: { text: 'Hallo' } })).toEqual({ report: REPORT });
  expect(service.seen.at(-1)).toMatchObject({
    authorization: 'Bearer good',
    body: { text: 'Hallo', role: 'employee', interface_language: 'en' },
  });
});

it('shows a refused token, and does not go on asking', async () => {
  await paired();
  service.tokens.clear();
  expect(await send({ type: 'check', request: { text: 'x' } })).toMatchObject({
    problem: { code: 'token_refused' },
  });
  expect(await title()).toBe('Tonfall: The pairing is no longer valid');
  expect(await fakeBrowser.alarms.getAll()).toEqual([]);
});

it('notices by itself that the service is back', async () => {
  await paired();
  await service.stop();
  expect(await send({ type: 'check', request: { text: 'x' } })).toEqual({
    problem: { code: 'service_unreachable' },
  });
  expect(await title()).toBe('Tonfall: The service isn’t running');
  expect(await fakeBrowser.alarms.getAll()).toHaveLength(1);
  await service.start(service.port);
  await vi.waitFor(async () => expect(await title()).toBe('Tonfall is reading along'), { timeout: 5000 });
  expect(pushed).toContainEqual({ type: 'recheck' });
  expect(await fakeBrowser.alarms.getAll()).toEqual([]);
});

it('is not worried by a draft that is too long', async () => {
  await paired();
  await send({ type: 'boxes', found: 1 });
  service.routes['/v1/check'] = (_body, _request, response) => answer(response, 413, { detail: 'Too long.' });
  expect(await send({ type: 'check', request: { text: 'x' } })).toEqual({
    problem: { code: 'draft_too_long', detail: 'Too long.' },
  });
  expect(await title()).toBe('Tonfall is reading along');
});

it('tells when a page has no reply box, and when it was switched off there', async () => {
  await paired();
  await send({ type: 'boxes', found: 0 });
  await vi.waitFor(async () => expect(await title()).toBe('Tonfall: no reply box found'));
  await send({ type: 'boxes', found: 2 });
  await vi.waitFor(async () => expect(await title()).toBe('Tonfall is reading along'));
  await fakeBrowser.storage.local.set({ disabledHosts: ['www.facebook.com'] });
  await vi.waitFor(async () => expect(await title()).toBe('Tonfall: off on this site'));
});

it('remembers after it was suspended', async () => {
  await paired();
  await send({ type: 'boxes', found: 0 });
  fakeBrowser.runtime.onMessage.removeAllListeners();
  background.main();
  await send({ type: 'settings' });
  expect(await fakeBrowser.storage.session.get('boxes')).toEqual({ boxes: { [tabId]: 0 } });
  await fakeBrowser.tabs.onUpdated.trigger(tabId, { status: 'complete' }, {} as never);
  await vi.waitFor(async () => expect(await title()).toBe('Tonfall: no reply box found'));
});

it('ignores a rule once', async () => {
  await paired();
  await send({ type: 'ignore_rule', rule: 'de.vague.soon' });
  await send({ type: 'ignore_rule', rule: 'de.vague.soon' });
  expect((await readSettings()).ignoredRules).toEqual(['de.vague.soon']);
});

it.each([null, false])('keeps no case before the person wants it: %s', async (keepCases) => {
  await paired();
  await fakeBrowser.storage.local.set({ keepCases });
  expect(await send({ type: 'feedback', request: CASE })).toEqual({ problem: { code: 'service_error' } });
  expect(service.seen.filter(({ path }) => path === '/v1/feedback')).toEqual([]);
});

it('keeps a case with the token, in the role of the settings', async () => {
  await fakeBrowser.storage.local.set({ keepCases: true, role: 'employee' });
  await paired();
  service.routes['/v1/feedback'] = (_body, _request, response) =>
    answer(response, 200, { sentence: 'Nein.' });
  expect(await send({ type: 'feedback', request: CASE })).toEqual({ problem: null });
  expect(service.seen.at(-1)).toMatchObject({
    path: '/v1/feedback',
    authorization: 'Bearer good',
    body: { ...CASE, role: 'employee' },
  });
});

it('tells why a case could not be kept', async () => {
  await fakeBrowser.storage.local.set({ keepCases: true });
  background.main();
  expect(await send({ type: 'feedback', request: CASE })).toEqual({ problem: { code: 'not_paired' } });
  await fakeBrowser.storage.local.set({ token: 'good' });
  service.routes['/v1/feedback'] = (_body, _request, response) =>
    answer(response, 500, { detail: 'Disk full.' });
  expect(await send({ type: 'feedback', request: CASE })).toEqual({
    problem: { code: 'service_error', detail: 'Disk full.' },
  });
});

it('answers the popup with status and problem, and content scripts not', async () => {
  await paired();
  expect(await send({ type: 'status' }, POPUP)).toEqual({ status: STATUS, problem: null });
  for (const type of ['status', 'pair', 'unpair'] as const) {
    expect(await send({ type })).toEqual({ problem: { code: 'service_error' } });
  }
  expect(await fakeBrowser.storage.local.get('token')).toEqual({ token: 'good' });
});

it('tells the popup that the service is missing even before pairing', async () => {
  background.main();
  await service.stop();
  expect(await send({ type: 'status' }, POPUP)).toEqual({
    status: null,
    problem: { code: 'service_unreachable' },
  });
});

it('forgets the token when asked', async () => {
  await paired();
  await send({ type: 'unpair' }, POPUP);
  await vi.waitFor(async () => expect(await title()).toBe('Tonfall: Not paired yet'));
});

describe('posted replies', () => {
  const print = (n: number) => n.toString(16).padStart(32, '0');
  const DAY = 24 * 60 * 60 * 1000;
  const answers = { comment: 'Kaputt!', commenter: 'Jana' };

  async function compared(request: object = {}): Promise<unknown> {
    await send({ type: 'check', request: { text: 'Hallo', ...request } });
    const bodies = service.seen.map(({ body }) => body as { text: string; posted: string[] } | undefined);
    return bodies.findLast((body) => body?.text === 'Hallo')?.posted;
  }

  it('are kept as fingerprints, and sent along with the next check', async () => {
    await paired();
    expect(await compared()).toEqual([]);
    await Promise.all([1, 2].map((n) => send({ type: 'posted', fingerprint: print(n), answers })));
    expect(await compared()).toEqual([print(1), print(2)]);
    const { posted } = await fakeBrowser.storage.local.get('posted');
    expect(posted).toEqual([1, 2].map((n) => ({ fingerprint: print(n), at: expect.any(Number) })));
  });

  it('are not compared with themselves while the same comment is answered', async () => {
    await paired();
    await send({ type: 'posted', fingerprint: print(1), answers: {} });
    await new Promise((resolve) => setTimeout(resolve, 2));
    await send({ type: 'posted', fingerprint: print(2), answers });
    expect(await compared(answers)).toEqual([print(1)]);
    expect(await compared({ ...answers, commenter: 'Olaf' })).toEqual([print(1), print(2)]);
    const now = Date.now();
    vi.spyOn(Date, 'now').mockReturnValue(now + 61_000);
    expect(await compared(answers)).toEqual([print(1), print(2)]);
  });

  it('are forgotten after two weeks, from the storage too', async () => {
    const at = Date.now();
    const posted = [at - 15 * DAY, at - 13 * DAY, at + DAY].map((at, n) => ({ fingerprint: print(n), at }));
    await fakeBrowser.storage.local.set({ posted });
    await paired();
    expect(await compared()).toEqual([print(1)]);
    await vi.waitFor(async () =>
      expect((await fakeBrowser.storage.local.get('posted')).posted).toEqual([posted[1]]),
    );
  });

  it('are 300 at most, the newest', async () => {
    const at = Date.now() - 1000;
    const posted = Array.from({ length: 300 }, (_, n) => ({ fingerprint: print(n), at }));
    await fakeBrowser.storage.local.set({ posted });
    await paired();
    await send({ type: 'posted', fingerprint: print(300), answers });
    const now = (await compared()) as string[];
    expect([now.length, now[0], now.at(-1)]).toEqual([300, print(1), print(300)]);
  });

  it('must look like fingerprints, and leave nothing behind in private windows', async () => {
    await paired();
    for (const fingerprint of ['', 'Hallo Jana', print(1).slice(1), `${print(1)}0`])
      await send({ type: 'posted', fingerprint, answers });
    await send(
      { type: 'posted', fingerprint: print(1), answers },
      { ...PAGE, tab: { id: tabId, incognito: true } },
    );
    expect(await compared()).toEqual([]);
  });

  it('are forgotten when asked in the options, not by a page', async () => {
    await paired();
    await send({ type: 'posted', fingerprint: print(1), answers });
    await send({ type: 'forget_posted' });
    expect(await compared()).toEqual([print(1)]);
    expect(await send({ type: 'forget_posted' }, POPUP)).toEqual({ problem: null });
    expect(await compared()).toEqual([]);
  });
});

it('registers the content script on further hosts while the browser allows them', async () => {
  allowed.add('https://forum.example.org/*');
  await fakeBrowser.tabs.create({ url: 'https://forum.example.org/' });
  await fakeBrowser.storage.local.set({ extraHosts: ['forum.example.org', 'never.allowed.example'] });
  await paired();
  await vi.waitFor(() =>
    expect([...registered]).toEqual([
      [
        'site:forum.example.org',
        {
          matches: ['https://forum.example.org/*'],
          js: ['content.js'],
          css: ['content.css'],
          runAt: 'document_idle',
        },
      ],
    ]),
  );
  await fakeBrowser.storage.local.set({ extraHosts: [] });
  await vi.waitFor(() => expect([...registered]).toEqual([]));
});

it('takes in a permission that is given when the popup has closed', async () => {
  await paired();
  await fakeBrowser.storage.local.set({ extraHosts: ['forum.example.org'] });
  await send({ type: 'settings' });
  expect([...registered]).toEqual([]);
  allowed.add('https://forum.example.org/*');
  await trigger(fakeBrowser.permissions.onAdded, { origins: ['https://forum.example.org/*'] });
  expect([...registered.keys()]).toEqual(['site:forum.example.org']);
});

it('forgets a site when its permission is taken back', async () => {
  await paired();
  await fakeBrowser.storage.local.set({ extraHosts: ['forum.example.org', 'other.example'] });
  await trigger(fakeBrowser.permissions.onRemoved, {
    origins: ['https://forum.example.org/*', 'https://*/*'],
  });
  expect((await readSettings()).extraHosts).toEqual(['other.example']);
});

/** Lets an event happen that the fake browser only takes listeners for. */
async function trigger(event: { addListener: unknown }, ...details: unknown[]): Promise<void> {
  for (const [listener] of vi.mocked(event.addListener as (listener: unknown) => void).mock.calls) {
    await (listener as (...details: unknown[]) => unknown)(...details);
  }
}

async function startPairing(): Promise<{ tab: number }> {
  const before = (await fakeBrowser.tabs.query({})).length;
  service.routes['/v1/pair/start'] = (_body, _request, response) =>
    answer(response, 200, {
      request: 'r1',
      url: `http://127.0.0.1:${service.port}/pair?request=r1`,
      expires_in: 300,
    });
  service.routes['/v1/pair/finish'] = (_body, _request, response) =>
    answer(response, 202, { state: 'pending' });
  expect(await send({ type: 'pair' }, POPUP)).toEqual({ problem: null });
  const tabs = await fakeBrowser.tabs.query({});
  expect(tabs).toHaveLength(before + 1);
  expect(tabs.at(-1)?.url).toContain('/pair?request=r1');
  return { tab: tabs.at(-1)?.id as number };
}

it('pairs: page, click, token', async () => {
  background.main();
  await startPairing();
  service.routes['/v1/pair/finish'] = (_body, _request, response) => answer(response, 200, { token: 'good' });
  await vi.waitFor(async () => expect(await title()).toBe('Tonfall is reading along'), { timeout: 5000 });
  expect(await fakeBrowser.storage.local.get('token')).toEqual({ token: 'good' });
  expect(pushed).toContainEqual({ type: 'recheck' });
});

it('goes on pairing after it was suspended', async () => {
  await fakeBrowser.storage.session.set({
    pairing: { request: 'r1', tab: tabId, until: Date.now() + 60_000 },
  });
  service.routes['/v1/pair/finish'] = (_body, _request, response) => answer(response, 200, { token: 'good' });
  background.main();
  await vi.waitFor(async () => expect(await title()).toBe('Tonfall is reading along'), { timeout: 5000 });
});

it.each([
  [
    'the page is closed',
    async ({ tab }: { tab: number }) => {
      const { get } = fakeBrowser.tabs;
      vi.spyOn(fakeBrowser.tabs, 'get').mockImplementation(async (id) => {
        if (id === tab) throw new Error('No tab');
        return get(id);
      });
    },
  ],
  [
    'the offer is void',
    async () => {
      service.routes['/v1/pair/finish'] = (_body, _request, response) =>
        answer(response, 410, { detail: 'Over.' });
    },
  ],
])('stops pairing when %s', async (_why, happen) => {
  background.main();
  await happen(await startPairing());
  await vi.waitFor(
    async () => expect((await fakeBrowser.storage.session.get('pairing')).pairing ?? null).toBeNull(),
    { timeout: 5000 },
  );
  expect(await title()).toBe('Tonfall: Not paired yet');
});

describe('the whole reply', () => {
  it('is asked for in the role and language of the settings', async () => {
    await fakeBrowser.storage.local.set({ role: 'employee' });
    service.routes['/v1/rephrase'] = (_body, _request, response) => answer(response, 200, { reply: null });
    await paired();
    expect(await send({ type: 'rephrase', request: { text: '', stage: 'first', avoid: ['a'] } })).toEqual({
      rephrasing: { reply: null },
    });
    expect(service.seen.at(-1)).toMatchObject({
      authorization: 'Bearer good',
      body: { text: '', stage: 'first', avoid: ['a'], role: 'employee', interface_language: 'en' },
    });
  });

  it('is not asked for without pairing', async () => {
    background.main();
    const problem = { code: 'not_paired' };
    expect(await send({ type: 'rephrase', request: { text: 'x' } })).toEqual({ problem });
    expect(await send({ type: 'used', variants: ['a'] })).toEqual({ problem });
    expect(service.seen).toEqual([]);
  });

  it('tells the service what was taken, except in a private window', async () => {
    service.routes['/v1/used'] = (_body, _request, response) => answer(response, 200, { kept: 1 });
    await paired();
    const used = () => service.seen.filter(({ path }) => path === '/v1/used').map(({ body }) => body);
    const request: Request = { type: 'used', variants: ['a', 'b'] };
    expect(await send(request, { ...PAGE, tab: { id: tabId, incognito: true } })).toEqual({ problem: null });
    expect(used()).toEqual([]);
    expect(await send(request)).toEqual({ problem: null });
    expect(used()).toEqual([{ variants: ['a', 'b'] }]);
  });
});

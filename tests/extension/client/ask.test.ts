import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import type { RephraseRequest, RewriteEvent } from '../../../extension/client/api';
import { askRewrite } from '../../../extension/client/ask';
import background from '../../../extension/entrypoints/background';
import { setLanguage } from '../../../extension/i18n';
import { FakeService } from '../fake-service';
import { Connections, stubBrowser } from '../stub-browser';

const REQUEST: RephraseRequest = { text: 'Nein.', avoid: ['a'] };
const TEXT = { type: 'text', text: 'Schön.' };
const DONE = { type: 'done', reply: { text: 'Schön.', variants: [] } };
const line = (event: object) => `${JSON.stringify(event)}\n`;

let service: FakeService;
let connections: Connections;
let gone: AbortController;

beforeEach(async () => {
  fakeBrowser.reset();
  service = await new FakeService().start();
  connections = new Connections();
  stubBrowser(connections);
  gone = new AbortController();
  await fakeBrowser.storage.local.set({
    port: service.port,
    language: 'en',
    role: 'employee',
    token: 'good',
  });
  background.main();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await service.stop();
});

async function written(): Promise<RewriteEvent[]> {
  const events: RewriteEvent[] = [];
  for await (const event of askRewrite(REQUEST, gone.signal)) events.push(event);
  return events;
}

it('brings what the model writes from the service, through the worker', async () => {
  service.routes['/v1/rewrite'] = (_body, _request, response) => response.end(line(TEXT) + line(DONE));
  expect(await written()).toEqual([TEXT, DONE]);
  expect(service.seen.filter(({ path }) => path === '/v1/rewrite')).toEqual([
    expect.objectContaining({
      authorization: 'Bearer good',
      body: { ...REQUEST, role: 'employee', interface_language: 'en' },
    }),
  ]);
  expect(connections.open).toBe(0);
});

it('ends the model’s work when it is cancelled', async () => {
  let stopped = false;
  service.routes['/v1/rewrite'] = (_body, _request, response) => {
    response.on('close', () => (stopped = true));
    response.writeHead(200).write(line(TEXT));
  };
  for await (const _ of askRewrite(REQUEST, gone.signal)) gone.abort();
  await expect.poll(() => stopped).toBe(true);
  expect(connections.open).toBe(0);
});

it('ends while it waits for the first word', async () => {
  service.routes['/v1/rewrite'] = () => gone.abort();
  expect(await written()).toEqual([]);
});

it('has failed without pairing, and without asking the service', async () => {
  await fakeBrowser.storage.local.remove('token');
  setLanguage('en');
  expect(await written()).toEqual([{ type: 'failed', detail: 'Not paired yet.' }]);
  expect(service.seen.map(({ path }) => path)).not.toContain('/v1/rewrite');
});

it('has failed where the worker goes away', async () => {
  service.routes['/v1/rewrite'] = () => connections.breakOff();
  expect(await written()).toEqual([{ type: 'failed', detail: 'The connection broke off.' }]);
});

/** Pages of the web try what pages can, in real browsers, against the running service: they learn and change nothing. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inBothBrowsers } from './support/both';
import { launch, type TestBrowser } from './support/browsers';
import { finishPairing, obtainToken, type Started, startPairing } from './support/pairing';
import { Service } from './support/service';
import { REBOUND, startWeb, type Web } from './support/web';

const ROUTES = [
  ['GET', '/'],
  ['GET', '/pair'],
  ['POST', '/pair'],
  ['GET', '/openapi.json'],
  ['GET', '/static/pages.css'],
  ['GET', '/v1/status'],
  ['POST', '/v1/check'],
  ['POST', '/v1/pair/start'],
  ['POST', '/v1/pair/finish'],
] as const;

inBothBrowsers((name) => {
  let web: Web;
  let service: Service;
  let tab: TestBrowser;
  let page: Page;
  let token: string;
  let pending: Started;
  const neighbour = http.createServer((_, response) =>
    response.setHeader('Content-Type', 'text/html').end('<p>Hello'),
  );

  beforeAll(async () => {
    [web, service] = await Promise.all([startWeb(), Service.start()]);
    await new Promise<void>((done) => neighbour.listen(0, '127.0.0.1', done));
    tab = await launch(name, web, { extension: null });
    page = await tab.browser.newPage();
    token = await obtainToken(service.port);
    pending = await startPairing(service.port);
  });

  afterAll(async () => {
    await tab.browser.close();
    neighbour.close();
    await Promise.all([web.close(), service.remove()]);
  });

  /** Where hostile pages come from: the web, another program on this machine, and a rebound name. */
  const origins = {
    'a page of the web': () => 'https://hostile.example/',
    'a page of another program on this machine': () =>
      `http://127.0.0.1:${(neighbour.address() as AddressInfo).port}/`,
    'a page under a rebound name': () => `http://${REBOUND}:${service.port}/`,
  };

  describe.each(Object.entries(origins))('%s', (_, origin) => {
    /** Under a rebound name the service even seems to be the page's own server. */
    const target = () => (origin().includes(REBOUND) ? origin() : `http://127.0.0.1:${service.port}/`);

    beforeEach(async () => {
      await page.goto(origin());
    });

    test('reads nothing by fetch, not even with a stolen token', async () => {
      for (const [method, path] of ROUTES) {
        for (const stolen of ['', token]) {
          const answer = await page.evaluate(tryFetch, new URL(path, target()).href, method, stolen);
          expect(answer, `${method} ${path}`).toMatch(/^(blocked|421)/);
        }
      }
    });

    test('gets nothing through blind requests and forms', async () => {
      for (const [method, path] of ROUTES) {
        const answer = await page.evaluate(tryBlindly, new URL(path, target()).href, method);
        expect(answer, `${method} ${path}`).toMatch(/^(blocked|opaque|basic 421)/);
      }
      const form = page.evaluate(tryForm, new URL('/pair', target()).href, pending.request);
      await Promise.all([page.waitForNavigation(), form]);
      expect(await page.$eval('body', (body) => body.textContent)).not.toMatch(/Paired|Gekoppelt/);
      // Still nobody has clicked, so there is no token.
      expect((await finishPairing(service.port, pending)).status).toBe(202);
    });

    test('shows none of the pages in a frame', async () => {
      for (const url of [pending.url, `http://127.0.0.1:${service.port}/`]) {
        await page.evaluate(tryFrame, url);
        expect(await inFrames(page, 'form, #reply-text'), url).toBe(0);
      }
    });
  });

  test('a frame that may be shown would have been seen', async () => {
    await page.goto(origins['a page of another program on this machine']());
    await page.evaluate(tryFrame, page.url());
    expect(await inFrames(page, 'p')).toBe(1);
  });
});

/** How many frames of the page hold such an element. */
async function inFrames(page: Page, selector: string): Promise<number> {
  const frames = page.frames().filter((frame) => frame !== page.mainFrame());
  const found = await Promise.all(frames.map((frame) => frame.$(selector).catch(() => null)));
  return found.filter(Boolean).length;
}

// These run in the hostile page.

async function tryFetch(url: string, method: string, token: string): Promise<string> {
  const headers: Record<string, string> = { 'Content-Type': 'application/json' };
  if (token) headers.Authorization = `Bearer ${token}`;
  const signal = AbortSignal.timeout(3000);
  const body = method === 'GET' ? undefined : '{"text": "Hello"}';
  const answer = fetch(url, { method, headers: method === 'GET' && !token ? {} : headers, body, signal });
  return answer.then(
    (response) => String(response.status),
    (error) => `blocked: ${error}`,
  );
}

async function tryBlindly(url: string, method: string): Promise<string> {
  const signal = AbortSignal.timeout(3000);
  const body = method === 'GET' ? undefined : '{"text": "Hello"}';
  return fetch(url, { method, mode: 'no-cors', credentials: 'include', body, signal }).then(
    (response) => `${response.type} ${response.status}`,
    (error) => `blocked: ${error}`,
  );
}

function tryFrame(url: string): Promise<void> {
  const frame = document.createElement('iframe');
  const loaded = new Promise<void>((done) => {
    frame.onload = () => done();
    frame.onerror = () => done();
    // Where the browser refuses, one of them may not even tell.
    setTimeout(done, 1000);
  });
  frame.src = url;
  document.body.append(frame);
  return loaded;
}

function tryForm(url: string, request: string): void {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = url;
  for (const [name, value] of Object.entries({ request, nonce: 'guessed' })) {
    const field = document.createElement('input');
    Object.assign(field, { name, value });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RewriteEvent } from '../../../extension/client/api';
import { Service } from '../../../extension/client/service';
import { setLanguage } from '../../../extension/i18n';
import { answer, FakeService, REPORT, STATUS } from '../fake-service';

let fake: FakeService;
let service: Service;

beforeEach(async () => {
  fake = await new FakeService().start();
  fake.tokens.add('good');
  service = new Service(fake.port, 300);
});
afterEach(() => fake.stop());

describe('what goes right', () => {
  it('asks for the status without a token', async () => {
    expect(await service.status()).toEqual({ value: STATUS, problem: null });
    expect(fake.seen).toEqual([
      { method: 'GET', path: '/v1/status', body: undefined, authorization: undefined },
    ]);
  });

  it('sends a draft with the token and brings the report', async () => {
    expect(await service.check({ text: 'Hallo 👋' }, 'good')).toEqual({ value: REPORT, problem: null });
    expect(fake.seen).toEqual([
      { method: 'POST', path: '/v1/check', body: { text: 'Hallo 👋' }, authorization: 'Bearer good' },
    ]);
  });
});

describe('what goes wrong', () => {
  it('is told in the language of the interface', async () => {
    fake.routes['/v1/check'] = (_body, request, response) =>
      answer(response, 500, { detail: request.headers['accept-language'] });
    setLanguage('de');
    expect((await service.check({ text: 'x' }, 'good')).problem?.detail).toBe('de');
    setLanguage('en');
    expect((await service.check({ text: 'x' }, 'good')).problem?.detail).toBe('en');
  });

  it.each([
    [401, 'token_refused'],
    [403, 'token_refused'],
    [413, 'draft_too_long'],
    [503, 'service_busy'],
    [422, 'service_error'],
    [500, 'service_error'],
  ] as const)('status %i is %s, with the words of the service', async (status, code) => {
    fake.routes['/v1/check'] = (_body, _request, response) =>
      answer(response, status, { title: 'x', status, detail: 'What to mend.' });
    const { problem } = await service.check({ text: 'x' }, 'good');
    expect(problem).toEqual({ code, detail: 'What to mend.' });
  });

  it('nobody listens', async () => {
    await fake.stop();
    expect((await service.status()).problem).toEqual({ code: 'service_unreachable' });
  });

  it('the service is killed while it answers', async () => {
    fake.routes['/v1/check'] = (_body, _request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '1000' });
      response.write('{"language":');
      setTimeout(() => response.destroy(), 20);
    };
    expect((await service.check({ text: 'x' }, 'good')).problem).toEqual({ code: 'service_unreachable' });
  });

  it('no answer in time', async () => {
    fake.routes['/v1/check'] = () => {};
    expect((await service.check({ text: 'x' }, 'good')).problem).toEqual({ code: 'service_busy' });
  });

  it('only half an answer in time', async () => {
    fake.routes['/v1/check'] = (_body, _request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.write('{"language":');
    };
    expect((await service.check({ text: 'x' }, 'good')).problem).toEqual({ code: 'service_busy' });
  });

  it('given up by the caller', async () => {
    fake.routes['/v1/check'] = () => {};
    const gone = new AbortController();
    setTimeout(() => gone.abort(), 20);
    expect((await service.check({ text: 'x' }, 'good', gone.signal)).problem).toEqual({
      code: 'service_busy',
    });
  });

  it.each([
    ['a page', '<!doctype html><title>Something else</title>'],
    ['nothing', ''],
  ])('another program answers with %s', async (_what, body) => {
    fake.routes['/v1/status'] = (_body, _request, response) => response.end(body);
    expect((await service.status()).problem).toEqual({ code: 'service_error' });
  });

  it('another program answers an error with a page', async () => {
    fake.routes['/v1/status'] = (_body, _request, response) =>
      response.writeHead(404).end('<h1>Not found</h1>');
    expect((await service.status()).problem).toEqual({ code: 'service_error' });
  });

  it('a redirect is not followed with the token', async () => {
    fake.routes['/v1/check'] = (_body, _request, response) =>
      response.writeHead(307, { Location: `http://127.0.0.1:${fake.port}/elsewhere` }).end();
    expect((await service.check({ text: 'x' }, 'good')).problem).not.toBeNull();
    expect(fake.seen.map(({ path }) => path)).toEqual(['/v1/check']);
  });
});

describe('pairing', () => {
  it('is offered', async () => {
    const offer = { request: 'r1', url: 'http://127.0.0.1/pair?request=r1', expires_in: 300 };
    fake.routes['/v1/pair/start'] = (_body, _request, response) => answer(response, 200, offer);
    expect((await service.startPairing()).value).toEqual(offer);
  });

  it.each([
    [202, { state: 'pending' }, 'pending'],
    [200, { token: 'new' }, { token: 'new' }],
    [410, { detail: 'Over.' }, 'gone'],
  ] as const)('status %i', async (status, body, value) => {
    fake.routes['/v1/pair/finish'] = (_body, _request, response) => answer(response, status, body);
    expect(await service.finishPairing('r1')).toEqual({ value, problem: null });
    expect(fake.seen.at(-1)?.body).toEqual({ request: 'r1' });
  });

  it('survives a restart of the service', async () => {
    await fake.stop();
    expect(await service.finishPairing('r1')).toEqual({
      value: null,
      problem: { code: 'service_unreachable' },
    });
  });
});

describe('the assistant', () => {
  it('asks for a reply, and tells what was taken', async () => {
    fake.routes['/v1/rephrase'] = (_body, _request, response) => answer(response, 200, { reply: null });
    fake.routes['/v1/used'] = (_body, _request, response) => answer(response, 200, { kept: 1 });
    expect((await service.rephrase({ text: '', avoid: ['a'] }, 'good')).value).toEqual({ reply: null });
    expect((await service.used(['b'], 'good')).value).toEqual({ kept: 1 });
    expect(fake.seen).toEqual([
      {
        method: 'POST',
        path: '/v1/rephrase',
        body: { text: '', avoid: ['a'] },
        authorization: 'Bearer good',
      },
      { method: 'POST', path: '/v1/used', body: { variants: ['b'] }, authorization: 'Bearer good' },
    ]);
  });
});

describe('the language model', () => {
  const REPLY = { text: 'Schön. 👋', variants: [] };
  const TEXT = { type: 'text', text: 'Schön. ' };
  const DONE = { type: 'done', reply: REPLY };
  const line = (event: object) => `${JSON.stringify(event)}\n`;
  const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

  /** `null`: the connection breaks. */
  function writes(...pieces: (string | Uint8Array | null)[]) {
    fake.routes['/v1/rewrite'] = async (_body, _request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
      for (const piece of pieces) {
        await pause(10);
        if (piece === null) response.destroy();
        else response.write(piece);
      }
      if (!pieces.includes(null)) response.end();
    };
  }

  async function written(): Promise<RewriteEvent[]> {
    const events: RewriteEvent[] = [];
    for await (const event of service.rewrite({ text: 'Nein.' }, 'good')) events.push(event);
    return events;
  }

  it('is shown as it writes', async () => {
    writes(line(TEXT), line(DONE));
    expect(await written()).toEqual([TEXT, DONE]);
    expect(fake.seen.at(-1)).toMatchObject({ body: { text: 'Nein.' }, authorization: 'Bearer good' });
  });

  it('may be split anywhere, inside a character too, and may leave out the last line end', async () => {
    const bytes = Buffer.from(`${line(TEXT)}\n\r\n${line({ type: 'new kind' })}${line(DONE).trim()}`);
    writes(...[...bytes].map((_, at) => bytes.subarray(at, at + 1)));
    expect(await written()).toEqual([TEXT, DONE]);
  });

  it('may come all at once; nothing is read behind the end', async () => {
    writes(line(TEXT) + line(DONE) + line(TEXT));
    expect(await written()).toEqual([TEXT, DONE]);
  });

  it.each([
    { type: 'rejected', reason: 'Klingt belehrend.' },
    { type: 'failed', detail: 'Zu langsam.' },
  ])('says why not: $type', async (event) => {
    writes(line(TEXT), line(event));
    expect(await written()).toEqual([TEXT, event]);
  });

  it.each([
    ['a broken line', '{"type": "te\n'],
    ['half an object at the end', '{"type": "do'],
    ['no object', 'null\n'],
    ['an object of no type', '{}\n'],
    ['a text without text', line({ type: 'text' })],
    ['an end without a reply', line({ type: 'done' })],
    ['no end', ''],
  ])('has failed with %s', async (_what, piece) => {
    setLanguage('en');
    writes(line(TEXT), piece);
    expect(await written()).toEqual([TEXT, { type: 'failed', detail: 'The connection broke off.' }]);
  });

  it('has failed where the service is killed', async () => {
    setLanguage('en');
    writes(line(TEXT), null);
    expect(await written()).toEqual([TEXT, { type: 'failed', detail: 'The service isn’t running.' }]);
  });

  it('has failed where it says nothing for long', async () => {
    setLanguage('en');
    service = new Service(fake.port, 300, 100);
    fake.routes['/v1/rewrite'] = () => {};
    expect(await written()).toEqual([{ type: 'failed', detail: 'The service is slow to answer.' }]);
  });

  it('has failed where none is configured, in the words of the service', async () => {
    fake.routes['/v1/rewrite'] = (_body, _request, response) =>
      answer(response, 404, { kind: 'no-rewriter', detail: 'Kein Sprachmodell.' });
    expect(await written()).toEqual([{ type: 'failed', detail: 'Kein Sprachmodell.' }]);
  });

  it.each(['by its signal', 'by leaving'])('stops when it is cancelled %s', async (how) => {
    let stopped = false;
    fake.routes['/v1/rewrite'] = (_body, _request, response) => {
      response.on('close', () => (stopped = true));
      response.writeHead(200).write(line(TEXT));
    };
    const gone = new AbortController();
    const events: RewriteEvent[] = [];
    for await (const event of service.rewrite({ text: 'Nein.' }, 'good', gone.signal)) {
      events.push(event);
      if (how === 'by leaving') break;
      gone.abort();
    }
    expect(events).toEqual([TEXT]);
    await expect.poll(() => stopped).toBe(true);
  });
});

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const REPORT = {
  language: 'de',
  score: 100,
  parts: [],
  findings: [],
  rewrite: null,
  fingerprint: 'ab'.repeat(16),
  pending: false,
};
export const STATUS = {
  version: '0.1.0',
  packs: [{ name: 'de', rules: 3 }],
  languages: ['de', 'en'],
  problem: null,
};

type Route = (body: unknown, request: IncomingMessage, response: ServerResponse) => void;

/** A real HTTP server on 127.0.0.1 that answers as a test wants it: routes can be changed at any time. */
export class FakeService {
  /** Every request so far: method, path, body and `Authorization`. */
  readonly seen: { method: string; path: string; body: unknown; authorization: string | undefined }[] = [];
  /** Tokens that `/v1/check` takes. */
  readonly tokens = new Set<string>();
  readonly routes: Record<string, Route> = {
    '/v1/status': (_body, _request, response) => answer(response, 200, STATUS),
    '/v1/check': (_body, request, response) =>
      this.tokens.has(request.headers.authorization?.replace('Bearer ', '') ?? '')
        ? answer(response, 200, REPORT)
        : answer(response, 401, { title: 'No token', status: 401, detail: 'Please pair again.' }),
  };
  port = 0;
  private server: Server | undefined;

  async start(port = 0): Promise<this> {
    const server = createServer(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      const { method = '', url: path = '', headers } = request;
      const body = text ? JSON.parse(text) : undefined;
      this.seen.push({ method, path, body, authorization: headers.authorization });
      const route = this.routes[path];
      if (route) route(body, request, response);
      else answer(response, 404, { title: 'Not found', status: 404, detail: 'No such page.' });
    });
    await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
    return this;
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}

export function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'Content-Type': status < 400 ? 'application/json' : 'application/problem+json',
  });
  response.end(JSON.stringify(body));
}

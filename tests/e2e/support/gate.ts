import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CheckRequest, Report } from '../../../extension/client/api';

/** One check that came by, with the service's answer once it is there. */
export interface Exchange {
  text: string;
  request: CheckRequest;
  report: Report | null;
}

/**
 * Stands between extension and service on a port of its own, and makes real trouble: late answers, no
 * answer, a refused or a torn connection.
 */
export class Gate {
  port = 0;
  /** Milliseconds that each request waits here; Infinity: for ever. */
  delay = 0;
  /** The checks that came by, oldest first. */
  readonly checks: Exchange[] = [];
  private from = 0;
  private server: http.Server | undefined;

  constructor(private readonly servicePort: () => number) {}

  /** Listens, the second time on the port it had. */
  async open(): Promise<void> {
    if (this.server) return;
    const server = http.createServer((request, response) => this.pass(request, response));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** Nobody listens any more, and what is under way is torn: as when the service is killed. */
  async shut(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (!server) return;
    const closed = new Promise((done) => server.close(done));
    server.closeAllConnections();
    await closed;
  }

  /** From here on, `reportOn` knows of no earlier check. */
  startOver(): void {
    this.delay = 0;
    this.from = this.checks.length;
  }

  /** The service's last judgement on exactly this text, or null. */
  reportOn(text: string): Report | null {
    return this.checks.slice(this.from).findLast((check) => check.text === text)?.report ?? null;
  }

  private async pass(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const body = await read(request).catch(() => null);
    if (body === null) return; // The browser gave up.
    const { method = 'GET', url = '/' } = request;
    const exchange = url === '/v1/check' ? this.note(body) : null;
    if (this.delay === Number.POSITIVE_INFINITY) return;
    if (this.delay) await new Promise((done) => setTimeout(done, this.delay));
    const headers = { ...request.headers, host: `127.0.0.1:${this.servicePort()}` };
    const forwarded = http.request({
      host: '127.0.0.1',
      port: this.servicePort(),
      method,
      path: url,
      headers,
    });
    forwarded.on('response', async (answer) => {
      const content = await read(answer);
      if (exchange && answer.statusCode === 200) exchange.report = JSON.parse(content.toString());
      response.writeHead(answer.statusCode ?? 502, answer.headers).end(content);
    });
    forwarded.on('error', () => response.destroy());
    forwarded.end(body);
  }

  private note(body: Buffer): Exchange {
    const request: CheckRequest = JSON.parse(body.toString());
    const exchange: Exchange = { text: request.text, request, report: null };
    this.checks.push(exchange);
    return exchange;
  }
}

async function read(message: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}

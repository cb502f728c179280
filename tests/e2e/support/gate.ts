import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CheckRequest, Rephrasing, Report } from '../../../extension/client/api';

/** One check that came by, with the service's answer once it is there. */
export interface Exchange {
  text: string;
  request: CheckRequest;
  report: Report | null;
}

/** Gets the service's answer on its way. */
// biome-ignore lint/suspicious/noExplicitAny: what it holds depends on what was asked.
type Take = (answer: any) => void;

/**
 * Stands between extension and service on a port of its own, and makes real trouble: late answers, no
 * answer, a refused or a torn connection.
 */
export class Gate {
  port = 0;
  /** Milliseconds that each request waits here; Infinity: for ever. */
  delay = 0;
  /** Changes reports on their way, where a test is about what the shipped rules don't offer. */
  amend: ((report: Report) => void) | null = null;
  /** The same for the assistant's answers. */
  amendReply: ((rephrasing: Rephrasing) => void) | null = null;
  /** The checks that came by, oldest first. */
  readonly checks: Exchange[] = [];
  /** What the assistant was answered, oldest first. */
  readonly rephrasings: Rephrasing[] = [];
  /** The wordings that were reported as taken. */
  readonly used: string[] = [];
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
    this.amend = null;
    this.amendReply = null;
    this.rephrasings.length = 0;
    this.used.length = 0;
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
    const take = this.note(url, body);
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
      if (!take || answer.statusCode !== 200) {
        // Piece by piece, as it comes.
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
        return;
      }
      const content = JSON.parse((await read(answer)).toString());
      take(content);
      const amended = Buffer.from(JSON.stringify(content));
      response.writeHead(200, { ...answer.headers, 'content-length': amended.length }).end(amended);
    });
    forwarded.on('error', () => response.destroy());
    // The browser gave up: the service is to know.
    response.on('close', () => forwarded.destroy());
    forwarded.end(body);
  }

  /** Takes down what is asked. Gives what is to be done with the answer, where that isn't just passed on. */
  private note(url: string, body: Buffer): Take | null {
    switch (url) {
      case '/v1/check': {
        const request: CheckRequest = JSON.parse(body.toString());
        const exchange: Exchange = { text: request.text, request, report: null };
        this.checks.push(exchange);
        return (report: Report) => {
          this.amend?.(report);
          exchange.report = report;
        };
      }
      case '/v1/rephrase':
        return (rephrasing: Rephrasing) => {
          this.amendReply?.(rephrasing);
          this.rephrasings.push(rephrasing);
        };
      case '/v1/used':
        this.used.push(...JSON.parse(body.toString()).variants);
    }
    return null;
  }
}

async function read(message: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}

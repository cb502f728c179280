/** A language model's server as far as Tonfall speaks to one: the OpenAI protocol, streaming, on this machine. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** Characters of a piece, and milliseconds between two: slow enough to be watched. */
const PIECE = 8;
const PACE_MS = 60;

export class Model {
  port = 0;
  /** What it answers when it is asked for a reply. */
  reply = '';
  /** What it answers when it is asked about a sentence. */
  judge: (sentence: string) => { category: string | null; quote: string } = () => ({
    category: null,
    quote: '',
  });
  /** The sentences it was asked about. */
  readonly judged: string[] = [];
  /** Answers that weren't waited for. */
  left = 0;
  private readonly server = http.createServer((request, response) => this.answer(request, response));

  static async start(): Promise<Model> {
    const model = new Model();
    await new Promise<void>((done) => model.server.listen(0, '127.0.0.1', done));
    model.port = (model.server.address() as AddressInfo).port;
    return model;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private async answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { messages, response_format } = JSON.parse(Buffer.concat(chunks).toString());
    let text = this.reply;
    if (response_format) {
      const { sentence } = JSON.parse(messages.at(-1).content);
      this.judged.push(sentence);
      text = JSON.stringify(this.judge(sentence));
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let at = 0; at < text.length; at += PIECE) {
      if (response.destroyed) {
        this.left++;
        return;
      }
      response.write(event({ content: text.slice(at, at + PIECE) }));
      await new Promise((done) => setTimeout(done, PACE_MS));
    }
    response.end(`${event({}, 'stop')}data: [DONE]\n\n`);
  }
}

function event(delta: { content?: string }, finish: string | null = null): string {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  const chunk = { id: 'test', object: 'chat.completion.chunk', created: 0, model: 'test', choices };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

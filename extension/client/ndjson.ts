/** A stream of JSON objects, one a line, as the language model's work comes in. */
import { t } from '../i18n';
import type { Reply, RewriteEvent } from './api';

/**
 * The events of a stream up to the one that ends it; that one is `failed` where the stream breaks off or holds something
 * else. What this version doesn't know is skipped. `heard`: called for every piece that arrives.
 */
export async function* readRewrite(
  body: ReadableStream<Uint8Array>,
  heard: () => void,
): AsyncGenerator<RewriteEvent, void> {
  for await (const line of lines(body, heard)) {
    const event = parse(line);
    if (!event) continue;
    yield event;
    if (event.type !== 'text') return;
  }
  yield broken();
}

async function* lines(body: ReadableStream<Uint8Array>, heard: () => void): AsyncGenerator<string, void> {
  const reader = body.getReader();
  // Characters are split between pieces, too.
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      heard();
      const [last = '', ...whole] = (rest + decoder.decode(value, { stream: !done })).split('\n').reverse();
      yield* whole.reverse();
      rest = last;
      if (done) break;
    }
    yield rest;
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function parse(line: string): RewriteEvent | null {
  if (!line.trim()) return null;
  let event: Record<string, unknown>;
  try {
    event = JSON.parse(line);
  } catch {
    return broken();
  }
  switch (event?.type) {
    case 'text':
      return typeof event.text === 'string' ? { type: 'text', text: event.text } : broken();
    case 'done':
      return isReply(event.reply) ? { type: 'done', reply: event.reply } : broken();
    case 'rejected':
      return { type: 'rejected', reason: String(event.reason ?? '') };
    case 'failed':
      return { type: 'failed', detail: String(event.detail ?? '') };
    default:
      return typeof event?.type === 'string' ? null : broken();
  }
}

function isReply(value: unknown): value is Reply {
  const { text, variants } = (value ?? {}) as Partial<Reply>;
  return typeof text === 'string' && Array.isArray(variants);
}

function broken(): RewriteEvent {
  return { type: 'failed', detail: t('assistant_broken_off') };
}

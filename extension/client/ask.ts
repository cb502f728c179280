import { browser } from 'wxt/browser';
import { t } from '../i18n';
import type { RephraseRequest, RewriteEvent } from './api';
import { REWRITE, type Request, type Response } from './protocol';

/**
 * Asks the background worker. Rejects only where nobody can answer: the extension was reloaded or
 * removed meanwhile, or the browser ended the worker in the middle.
 */
export async function ask<R extends Request>(request: R): Promise<Response<R['type']>> {
  const response = await browser.runtime.sendMessage(request);
  if (response === undefined) throw new Error('The background worker ended before it answered.');
  return response;
}

/** What the language model writes, through the background worker. Leaving it early ends the model's work. */
export async function* askRewrite(
  request: RephraseRequest,
  signal: AbortSignal,
): AsyncGenerator<RewriteEvent, void> {
  if (signal.aborted) return;
  const port = browser.runtime.connect({ name: REWRITE });
  const events: (RewriteEvent | null)[] = [];
  let wake = () => {};
  const take = (event: RewriteEvent | null) => {
    events.push(event);
    wake();
  };
  const end = () => take(null);
  port.onMessage.addListener(take);
  // The worker's end, never ours: the extension was reloaded, or the browser ended the worker.
  port.onDisconnect.addListener(() => take({ type: 'failed', detail: t('assistant_broken_off') }));
  signal.addEventListener('abort', end);
  try {
    port.postMessage(request);
    for (;;) {
      while (!events.length) await new Promise<void>((done) => (wake = done));
      const event = events.shift();
      if (!event || signal.aborted) return;
      yield event;
      if (event.type !== 'text') return;
    }
  } finally {
    signal.removeEventListener('abort', end);
    port.disconnect();
  }
}

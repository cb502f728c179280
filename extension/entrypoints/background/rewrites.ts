/** Passes on what the language model writes to the content script that asked for it, until one of them ends it. */
import { type Browser, browser } from 'wxt/browser';
import type { RephraseRequest, RewriteEvent } from '../../client/api';
import { REWRITE } from '../../client/protocol';
import { Service } from '../../client/service';
import { readToken } from '../../client/token';
import { getLanguage, t } from '../../i18n';
import { readSettings } from '../../settings';

/** Chrome suspends a worker that has called no API for 30 seconds, however much it waits for. */
const AWAKE_MS = 20_000;

/** `ready`: when the language of the interface is known. */
export function serveRewrites(ready: Promise<unknown>): void {
  browser.runtime.onConnect.addListener((port) => {
    if (port.name !== REWRITE) return;
    const gone = new AbortController();
    let asked = false;
    port.onDisconnect.addListener(() => gone.abort());
    port.onMessage.addListener((request: RephraseRequest) => {
      if (asked) return;
      asked = true;
      ready.then(() => serve(port, request, gone.signal));
    });
  });
}

async function serve(
  port: Browser.runtime.Port,
  request: RephraseRequest,
  signal: AbortSignal,
): Promise<void> {
  const awake = setInterval(() => browser.runtime.getPlatformInfo(), AWAKE_MS);
  try {
    for await (const event of rewrite(request, signal)) {
      if (signal.aborted) return;
      port.postMessage(event);
    }
  } finally {
    clearInterval(awake);
  }
}

async function* rewrite(request: RephraseRequest, signal: AbortSignal): AsyncGenerator<RewriteEvent, void> {
  const [token, { port, role }] = await Promise.all([readToken(), readSettings()]);
  if (!token) {
    yield { type: 'failed', detail: `${t('problem_not_paired')}.` };
    return;
  }
  const complete = { role, interface_language: getLanguage(), ...request };
  yield* new Service(port).rewrite(complete, token, signal);
}

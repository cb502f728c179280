import type { Browser } from 'puppeteer-core';

interface Bidi {
  send(
    method: string,
    params: object,
  ): Promise<{ result: { type?: string; contexts?: { context: string }[] } }>;
}

/** Runs code in Firefox's own window, for what WebDriver BiDi can do in pages only. */
export async function inFirefoxWindow(browser: Browser, expression: string): Promise<void> {
  const { connection } = browser as Browser & { connection: Bidi };
  const tree = await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' });
  const { result } = await connection.send('script.evaluate', {
    target: { context: tree.result.contexts?.[0]?.context },
    awaitPromise: false,
    expression,
  });
  if (result.type !== 'success') throw new Error(JSON.stringify(result));
}

import { browser } from 'wxt/browser';
import type { Request, Response } from './protocol';

/**
 * Asks the background worker. Rejects only where nobody can answer: the extension was reloaded or
 * removed meanwhile, or the browser ended the worker in the middle.
 */
export async function ask<R extends Request>(request: R): Promise<Response<R['type']>> {
  const response = await browser.runtime.sendMessage(request);
  if (response === undefined) throw new Error('The background worker ended before it answered.');
  return response;
}

/** Pairing: the person confirms on a page of the service, and the worker fetches the token. */
import { browser } from 'wxt/browser';
import type { Problem } from '../../client/protocol';
import type { Service } from '../../client/service';
import { saveToken } from '../../client/token';
import { getLanguage } from '../../i18n';
import { keep, type Memory } from './memory';

const POLL_MS = 1000;

/** Opens the service's page in a tab. `fetchToken` then waits for the click. */
export async function startPairing(memory: Memory, service: Service): Promise<Problem | null> {
  const { value: offer, problem } = await service.startPairing();
  if (problem) return problem;
  const tab = await browser.tabs.create({ url: `${offer.url}&lang=${getLanguage()}` });
  memory.pairing = { request: offer.request, tab: tab.id ?? -1, until: Date.now() + offer.expires_in * 1000 };
  await keep(memory);
  return null;
}

/**
 * Asks once a second until the person has confirmed, the page is closed or the offer is void. Can be
 * started again after the worker was suspended. Returns true when there is a token.
 */
export async function fetchToken(memory: Memory, service: Service): Promise<boolean> {
  const pairing = memory.pairing;
  while (pairing && memory.pairing?.request === pairing.request) {
    // Looked up first: who closes the tab right after the click has confirmed nevertheless.
    const open = await browser.tabs.get(pairing.tab).then(Boolean, () => false);
    const { value } = await service.finishPairing(pairing.request);
    const token = value && typeof value === 'object' ? value.token : null;
    if (token) await saveToken(token);
    if (token || value === 'gone' || !open || Date.now() > pairing.until) {
      if (memory.pairing?.request === pairing.request) memory.pairing = null;
      await keep(memory);
      return token !== null;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return false;
}

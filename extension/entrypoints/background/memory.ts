/** What the background worker knows between two events. The browser may suspend the worker at any time and start it anew. */
import { browser } from 'wxt/browser';
import type { Problem } from '../../client/protocol';

export interface Pairing {
  request: string;
  tab: number;
  /** Milliseconds since 1970. */
  until: number;
}

export interface Memory {
  /** Why nothing can be checked at the moment. */
  problem: Problem | null;
  /** Tab id → how many reply boxes its content script reads. */
  boxes: Record<number, number>;
  /** A pairing that waits for the person's click. */
  pairing: Pairing | null;
}

const EMPTY: Memory = { problem: null, boxes: {}, pairing: null };

/** Only the worker writes it, so what is read once stays true. */
export async function recall(): Promise<Memory> {
  return browser.storage.session.get({ ...EMPTY, boxes: {} });
}

export async function keep(memory: Memory): Promise<void> {
  await browser.storage.session.set({ ...memory });
}

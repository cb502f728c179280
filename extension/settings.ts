/** What the person chose, kept in `storage.local`, one key each, so that two writers never undo one another. */
import { browser } from 'wxt/browser';
import { isKnown } from './client/hosts';
import type { Settings } from './client/protocol';

export const DEFAULTS: Settings = {
  port: 8377,
  role: 'official',
  language: 'auto',
  disabledHosts: [],
  extraHosts: [],
  ignoredRules: [],
  keepCases: null,
};

export async function readSettings(): Promise<Settings> {
  return browser.storage.local.get(structuredClone(DEFAULTS));
}

export async function changeSettings(change: Partial<Settings>): Promise<void> {
  await browser.storage.local.set(change);
}

/** Calls back with all settings whenever one of them changes, until `signal` aborts. */
export function watchSettings(callback: (settings: Settings) => void, signal?: AbortSignal): void {
  const listener = (changes: Record<string, unknown>, area: string) => {
    if (area === 'local' && Object.keys(changes).some((key) => key in DEFAULTS))
      readSettings().then(callback);
  };
  browser.storage.onChanged.addListener(listener);
  signal?.addEventListener('abort', () => browser.storage.onChanged.removeListener(listener));
}

/** Is Tonfall switched on for this host? */
export function isOn(settings: Settings, host: string): boolean {
  if (settings.disabledHosts.includes(host)) return false;
  return isKnown(host) || settings.extraHosts.includes(host);
}

/** A port that a program can listen on, or null. */
export function parsePort(text: string): number | null {
  const port = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0;
  return port >= 1 && port <= 65535 ? port : null;
}

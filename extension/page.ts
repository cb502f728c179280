/** What popup and options share: texts in the chosen language, and how to find an element. */
import { getLanguage, type MessageKey, setLanguage, t } from './i18n';
import { readSettings } from './settings';

/** The element with this id. Throws where the page has none. */
export function element<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`This page has no #${id}.`);
  return found as T;
}

/** Puts the texts named by `data-text` and `data-label` (spoken only) into the page. */
export async function translatePage(): Promise<void> {
  setLanguage((await readSettings()).language);
  document.documentElement.lang = getLanguage();
  for (const el of document.querySelectorAll<HTMLElement>('[data-text]')) {
    el.textContent = t(el.dataset.text as MessageKey);
  }
  for (const el of document.querySelectorAll<HTMLElement>('[data-label]')) {
    el.setAttribute('aria-label', t(el.dataset.label as MessageKey));
  }
}

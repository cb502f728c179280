/** Texts on screen, in German and English. Both are built in, so that the person can choose one apart from the browser. */
import de from './public/_locales/de/messages.json';
import en from './public/_locales/en/messages.json';

export type MessageKey = keyof typeof en;
export type InterfaceLanguage = 'de' | 'en';

const messages: Record<InterfaceLanguage, Record<MessageKey, { message: string }>> = { de, en };
let current: InterfaceLanguage = browserLanguage();

/** Chooses the language of all texts from here on. `auto` follows the browser; what isn't German is English. */
export function setLanguage(choice: 'auto' | InterfaceLanguage): void {
  current = choice === 'auto' ? browserLanguage() : choice;
}

export function getLanguage(): InterfaceLanguage {
  return current;
}

/** The text for `key`; `$1`, `$2` … stand for `subs`. */
export function t(key: MessageKey, ...subs: (string | number)[]): string {
  return messages[current][key].message.replace(/\$(\d)/g, (_, n) => String(subs[n - 1] ?? ''));
}

function browserLanguage(): InterfaceLanguage {
  // The try-out page is no part of an extension and has no `chrome.i18n`.
  const { chrome } = globalThis as { chrome?: { i18n?: { getUILanguage(): string } } };
  const tag = chrome?.i18n?.getUILanguage() ?? navigator.language;
  return tag.toLowerCase().startsWith('de') ? 'de' : 'en';
}

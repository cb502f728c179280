import type { Site } from './site';

/** What is written in there is no reply: searches, code, fields that the page hides. */
const OTHERS = '[role="combobox"], [role="searchbox"], [aria-hidden="true"], [readonly], [disabled]';

/** Any site that the person switched on: every box in which more than a word or two is written. */
export const generic: Site = {
  id: 'generic',
  platform: 'other',
  matches: () => true,
  boxes: `:is(textarea, [contenteditable=""], [contenteditable="true"], [contenteditable="plaintext-only"]):not(${OTHERS})`,
  sendButtons: '',
  context: () => ({}),
};

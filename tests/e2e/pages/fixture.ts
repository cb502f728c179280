/** What every fixture page offers to the tests, and the words on it. */

/** One reply box of the page, with the text that the editor itself believes it holds. */
export interface FixtureEditor {
  element: HTMLElement;
  text(): string;
}

declare global {
  interface Window {
    /** In the order in which the boxes appeared. */
    __editors: FixtureEditor[];
    /** The text in the model of box `index`; line breaks are `\n`. */
    __model(index?: number): string;
    /** What was posted, oldest first. */
    __posted: string[];
  }
}

window.__editors = [];
window.__posted = [];
window.__model = (index = 0) => window.__editors[index]?.text() ?? `no box ${index}`;

export const language = new URLSearchParams(location.search).get('lang') === 'de' ? 'de' : 'en';
document.documentElement.lang = language;

export const words = {
  de: {
    company: 'Muster GmbH',
    post: 'Unser neuer Wasserkocher ist da: leise, sparsam, in drei Farben.',
    first: 'Euer Gerät ist nach 2 Tagen kaputt! Und der Service geht nicht ans Telefon.',
    second: 'Warte seit drei Wochen auf mein Geld.',
    reply: 'Antworten',
    write: 'Antwort schreiben …',
    like: 'Gefällt mir',
    ago: 'vor 2 Stunden',
    shortAgo: '2 Std.',
    comment: 'Kommentar',
    by: 'von',
    open: 'Beitrag öffnen',
    close: 'Schließen',
    postedBy: 'Beitrag von',
  },
  en: {
    company: 'Muster GmbH',
    post: 'Our new kettle is here: quiet, thrifty, in three colours.',
    first: 'Your kettle broke after 2 days! And nobody answers the phone.',
    second: 'Waiting for my money for three weeks now.',
    reply: 'Reply',
    write: 'Write a reply…',
    like: 'Like',
    ago: '2 hours ago',
    shortAgo: '2h',
    comment: 'Comment',
    by: 'by',
    open: 'Open post',
    close: 'Close',
    postedBy: 'Post by',
  },
}[language];

/** An element with attributes and children; `class` and `text` are ordinary attribute names here. */
export function h(
  tag: string,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

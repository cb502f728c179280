import { type Context, type Site, textOf } from './site';

const ARTICLE = '[role="article"]';
/** „Comment by Jana K. 2 hours ago“, „Antwort von Jana K. auf …“: the name ends where the time begins. */
const AUTHOR =
  /^(?:Comment|Reply|Kommentar|Antwort) (?:by|von) (.+?)(?: (?:to|auf|vor|ago|about|an?|\d).*)?$/;

/** facebook.com and business.facebook.com: Lexical editors below or beside the article of the comment. */
export const facebook: Site = {
  id: 'facebook',
  platform: 'facebook',
  matches: (host) => host === 'facebook.com' || host.endsWith('.facebook.com'),
  // Messenger's box is of the same make, but what is written there is no public reply.
  boxes: '[role="textbox"][contenteditable="true"]:not([aria-label="Message"], [aria-label="Nachricht"])',
  // Within the box's form only: beside each comment is a button with the same name that opens a box.
  sendButtons:
    '#focused-state-composer-submit [role="button"], form [role="button"]:is([aria-label="Comment"], [aria-label="Kommentieren"])',
  context(box) {
    const article = answered(box);
    if (!article) return {};
    const label = article.getAttribute('aria-label') ?? '';
    const commenter = AUTHOR.exec(label)?.[1] ?? textOf(article.querySelector('a[role="link"]'));
    const known: Context = { comment: commentText(article), commenter };
    const company = textOf(pageName(article));
    return company ? { ...known, company } : known;
  },
};

/** The nearest comment before the box that shares a container with it, the post itself where it has none. */
function answered(box: HTMLElement): Element | null {
  for (let at = box.parentElement; at; at = at.parentElement) {
    if (at.matches(ARTICLE)) return at;
    const before = [...at.querySelectorAll(ARTICLE)].filter(
      (article) => article.compareDocumentPosition(box) & Node.DOCUMENT_POSITION_FOLLOWING,
    );
    const nearest = before.at(-1);
    if (nearest) return nearest;
  }
  return null;
}

function commentText(article: Element): string {
  const texts = [...article.querySelectorAll('[dir="auto"]')].filter(
    (element) =>
      element.closest(ARTICLE) === article && !element.closest('a') && !element.closest('[contenteditable]'),
  );
  const outermost = texts.filter(
    (element) => !texts.some((other) => other !== element && other.contains(element)),
  );
  return outermost.map(textOf).filter(Boolean).join('\n');
}

function pageName(article: Element): Element | null {
  const post = article.parentElement?.closest(ARTICLE) ?? article;
  return post.querySelector('h2 a, h3 a, h4 a');
}

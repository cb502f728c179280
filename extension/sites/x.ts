import { type Context, type Site, textOf } from './site';

const TWEET = 'article[data-testid="tweet"]';

/** x.com and twitter.com: Draft.js composers below the post, or in a dialog that repeats it. */
export const x: Site = {
  id: 'x',
  platform: 'x',
  matches: (host) => /^(?:www\.|mobile\.)?(?:x|twitter)\.com$/.test(host),
  boxes:
    '[data-testid^="tweetTextarea_"][contenteditable="true"], [data-testid^="tweetTextarea_"] [contenteditable="true"]',
  sendButtons: '[data-testid="tweetButton"], [data-testid="tweetButtonInline"]',
  context(box) {
    const scope = box.closest('[role="dialog"]') ?? document;
    const tweet = [...scope.querySelectorAll(TWEET)]
      .filter((article) => article.compareDocumentPosition(box) & Node.DOCUMENT_POSITION_FOLLOWING)
      .at(-1);
    if (!tweet) return {};
    const known: Context = {
      comment: textOf(tweet.querySelector('[data-testid="tweetText"]')),
      commenter: textOf(tweet.querySelector('[data-testid="User-Name"] a')),
    };
    const time = tweet.querySelector('time[datetime]')?.getAttribute('datetime');
    return time ? { ...known, commented_at: time } : known;
  },
};

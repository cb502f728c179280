// @vitest-environment jsdom
import { beforeAll, describe, expect, it } from 'vitest';
import { SITES, siteOf } from '../../../extension/sites';

beforeAll(() => {
  // jsdom lays nothing out, so it has no innerText.
  Object.defineProperty(HTMLElement.prototype, 'innerText', {
    get(this: HTMLElement) {
      return this.textContent;
    },
  });
});

describe('sites', () => {
  it.each([
    ['www.facebook.com', 'facebook'],
    ['business.facebook.com', 'facebook'],
    ['x.com', 'x'],
    ['twitter.com', 'x'],
    ['notfacebook.com', 'generic'],
    ['forum.example', 'generic'],
  ])('%s is read by %s', (host, id) => {
    expect(siteOf(host).id).toBe(id);
  });

  it('ends with the one that takes every site', () => {
    expect(SITES.at(-1)?.id).toBe('generic');
  });

  it.each([
    ['Comment by Jana K. 2 hours ago', 'Jana K.'],
    ['Kommentar von Jana K. vor 2 Stunden', 'Jana K.'],
    ['Reply by Olaf van der Berg to Jana K.’s comment 3 minutes ago', 'Olaf van der Berg'],
    ['Antwort von Anna auf Jana K.s Kommentar vor einer Stunde', 'Anna'],
    ['Comment by Ana about a week ago', 'Ana'],
  ])('reads the author of Facebook’s “%s”', (label, author) => {
    document.body.innerHTML = `
      <div role="article" aria-label="${label}"><a role="link">Somebody</a><div dir="auto">Kaputt!</div></div>
      <div role="textbox" contenteditable="true"></div>`;
    const box = document.querySelector<HTMLElement>('[role="textbox"]');
    expect(siteOf('www.facebook.com').context(box as HTMLElement)).toMatchObject({
      comment: 'Kaputt!',
      commenter: author,
    });
  });

  it.each([
    ['www.facebook.com', '<form><div role="button" aria-label="Kommentieren"></div></form>', true],
    ['www.facebook.com', '<div role="button" aria-label="Kommentieren"></div>', false],
    ['www.facebook.com', '<form><div role="button" aria-label="Emoji"></div></form>', false],
    ['x.com', '<button data-testid="tweetButtonInline"></button>', true],
    ['x.com', '<button data-testid="tweetButton"></button>', true],
    ['x.com', '<button data-testid="app-bar-close"></button>', false],
  ])('%s: knows whether a button sends: %s', (host, html, sends) => {
    document.body.innerHTML = html;
    expect(document.querySelector(siteOf(host).sendButtons) !== null).toBe(sends);
  });

  it('tells the post that is answered on X, not one further down', () => {
    const tweet = (name: string, text: string) => `
      <article data-testid="tweet">
        <div data-testid="User-Name"><a>${name}</a><a>@handle</a></div>
        <div data-testid="tweetText">${text}</div><time datetime="2026-11-27T08:00:00.000Z"></time>
      </article>`;
    document.body.innerHTML = `
      ${tweet('Jana K.', 'Kaputt!')}
      <div data-testid="tweetTextarea_0" contenteditable="true"></div>
      ${tweet('Olaf', 'Meins auch.')}`;
    const { boxes, context } = siteOf('x.com');
    expect(context(document.querySelector(boxes) as HTMLElement)).toEqual({
      comment: 'Kaputt!',
      commenter: 'Jana K.',
      commented_at: '2026-11-27T08:00:00.000Z',
    });
  });

  it.each(['www.facebook.com', 'x.com', 'forum.example'])(
    'knows nothing around a lonely box on %s',
    (host) => {
      document.body.innerHTML = '<div id="box"></div>';
      expect(siteOf(host).context(document.querySelector('#box') as HTMLElement)).toEqual({});
    },
  );

  it.each([
    ['www.facebook.com', '<div role="textbox" contenteditable="true" aria-label="Message"></div>'],
    ['x.com', '<div data-testid="dmComposerTextInput" contenteditable="true"></div>'],
    ['forum.example', '<textarea role="combobox" aria-label="Search"></textarea>'],
    ['forum.example', '<div contenteditable="false"></div>'],
  ])('leaves alone on %s what is no public reply: %s', (host, html) => {
    document.body.innerHTML = html;
    expect(document.querySelector(siteOf(host).boxes)).toBeNull();
  });
});

import type { ReplyBox } from './reply-box';

/** The kinds of editors, each on its page. A further kind of editor costs one line here and a page. */
export const EDITORS = {
  lexical: { url: 'https://www.facebook.com/muster/posts/1?lang=de', platform: 'facebook' },
  draftjs: { url: 'https://x.com/jana_k/status/1?lang=de', platform: 'x' },
  textarea: { url: 'https://forum.example/textarea?lang=de', platform: 'other' },
  contenteditable: { url: 'https://forum.example/contenteditable?lang=de', platform: 'other' },
} as const;

export type EditorName = keyof typeof EDITORS;

/** Opens the second box of the page, which wasn't there when the page was loaded. */
export async function openSecond({ page }: ReplyBox): Promise<void> {
  const buttons = await page.$$('.reply');
  await buttons[1]?.click();
}

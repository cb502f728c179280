import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { type BrowserName, openExtensionPage, until } from './browsers';
import { assistantOffers, clickCard, openCard } from './card';
import { openPage } from './reply-box';
import { openPopup, startWorld, type World } from './world';

type Language = 'de' | 'en';
type Theme = 'light' | 'dark';

const DRAFTS: Record<Language, string> = {
  de: 'Hallo Jana, Sie haben wohl die Anleitung nicht gelesen. Wir bitten um Ihr Verständnis.',
  en: "Hi Jana, you obviously didn't read the manual. We apologize for any inconvenience.",
};

/** How wide the window is for the narrow pictures: WCAG asks that everything works there. */
const NARROW = 320;
const FACEBOOK = 'https://www.facebook.com/muster/posts/1';

interface PictureSet {
  browser: BrowserName;
  language: Language;
  theme: Theme;
  pictures: (keyof typeof take)[];
}

/** Those of README and guides. */
const SETS: PictureSet[] = [
  {
    browser: 'chromium',
    language: 'en',
    theme: 'light',
    pictures: ['facebook', 'assistant', 'popup', 'options'],
  },
  { browser: 'chromium', language: 'de', theme: 'dark', pictures: ['facebook', 'assistant', 'popup'] },
  { browser: 'firefox', language: 'de', theme: 'dark', pictures: ['x'] },
  { browser: 'firefox', language: 'en', theme: 'light', pictures: ['x'] },
];

/** The overlay in both languages and themes, wide and narrow: for looking at after a change. */
const LOOK: PictureSet[] = (['de', 'en'] as const).flatMap((language) =>
  (['light', 'dark'] as const).map((theme) => ({
    browser: 'chromium' as const,
    language,
    theme,
    pictures: ['facebook', 'narrow', 'assistant', 'assistant-narrow'],
  })),
);

/** What is taken, by name. Leaves the page as it shall be seen. */
const take = {
  facebook: (world: World, language: Language) => replyWithCard(world, language, FACEBOOK),
  narrow: (world: World, language: Language) => replyWithCard(world, language, FACEBOOK, NARROW),
  assistant: (world: World, language: Language) => replyWithAssistant(world, language),
  'assistant-narrow': (world: World, language: Language) => replyWithAssistant(world, language, NARROW),
  x: (world: World, language: Language) => replyWithCard(world, language, 'https://x.com/jana_k/status/1'),
  popup: popupOverPost,
  options: (world: World) => extensionPage(world, '/options.html', 700),
};

/** Takes the pictures into `folder` and gives the files' names: `BROWSER-WHAT-LANGUAGE[-dark].png`. */
export async function takeScreenshots(folder: string, which: 'published' | 'look'): Promise<string[]> {
  const files: string[] = [];
  for (const { browser, language, theme, pictures } of which === 'look' ? LOOK : SETS) {
    const world = await startWorld(browser, { language, theme });
    for (const picture of pictures) {
      const { page, width, height } = await take[picture](world, language);
      if (browser === 'chromium')
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
      const name = `${browser}-${picture}-${language}${theme === 'dark' ? '-dark' : ''}.png`;
      await page.screenshot({
        path: join(folder, name) as `${string}.png`,
        clip: { x: 0, y: 0, width, height },
      });
      files.push(name);
      await page.close();
    }
    await world.close();
  }
  return files;
}

async function replyWithCard(
  world: World,
  language: Language,
  url: string,
  width = 760,
  height = 740,
): Promise<Picture> {
  const page = await world.browser.newPage();
  await page.setViewport({ width, height });
  const box = await openPage(page, `${url}?lang=${language}`);
  await box.type(DRAFTS[language]);
  const lines = await until('underlines', async () => {
    const found = await box.underlines();
    return found.length ? found : null;
  });
  if (lines[0]) await openCard(box, lines[0]);
  return { page, width, height };
}

async function replyWithAssistant(world: World, language: Language, width?: number): Promise<Picture> {
  const picture = await replyWithCard(world, language, FACEBOOK, width, 860);
  await clickCard(picture.page, 'whole-reply');
  await assistantOffers(picture.page);
  return picture;
}

async function popupOverPost(world: World): Promise<Picture> {
  const page = await world.browser.newPage();
  await openPage(page, FACEBOOK);
  const popup = await openPopup(world, page);
  await popup.waitForSelector('#status[data-tone]');
  const { width, height } = await popup.evaluate(() => document.body.getBoundingClientRect().toJSON());
  return { page: popup, width, height };
}

async function extensionPage(world: World, path: string, width: number): Promise<Picture> {
  const page = await openExtensionPage(world, path);
  await page.setViewport({ width, height: 600 });
  await page.waitForSelector('#status[data-tone]');
  const height = await page.evaluate(() => document.body.scrollHeight);
  await page.setViewport({ width, height });
  return { page, width, height };
}

interface Picture {
  page: Page;
  width: number;
  height: number;
}

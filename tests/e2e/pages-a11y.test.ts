/**
 * Every page, the card and the assistant pass axe, in light and dark, German and English, at 320 px too. In Chromium
 * alone: what axe looks at doesn't depend on the browser.
 */
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violations } from './support/axe';
import { openExtensionPage, until } from './support/browsers';
import { assistantOffers, clickCard, openCard } from './support/card';
import { EDITORS } from './support/editors';
import { startPairing } from './support/pairing';
import { openPage, ReplyBox } from './support/reply-box';
import { chooseLanguage, startWorld, type World } from './support/world';

const BLAME = {
  de: 'Sie haben wohl die Anleitung nicht gelesen',
  en: 'You obviously didn’t read the manual',
};
const THEMES = ['light', 'dark'] as const;
const WIDTHS = [320, 1000];

type Language = 'de' | 'en';

const pages: Record<string, (world: World, language: Language) => Promise<Page>> = {
  'try-out page': (world, language) =>
    openUrl(world, `http://127.0.0.1:${world.service.port}/?lang=${language}`),
  'pair page': async (world, language) =>
    openUrl(world, `${(await startPairing(world.service.port)).url}&lang=${language}`),
  popup: (world) => openExtensionPage(world, '/popup.html'),
  options: (world) => openExtensionPage(world, '/options.html'),
  card: async (world) => {
    const page = await world.browser.newPage();
    await openCardIn(await openPage(page, EDITORS.lexical.url));
    return page;
  },
  assistant: async (world) => {
    const page = await world.browser.newPage();
    await openCardIn(await openPage(page, EDITORS.lexical.url));
    await clickCard(page, 'whole-reply');
    await assistantOffers(page);
    return page;
  },
  'try-out page with the assistant': async (world, language) => {
    const page = await openUrl(world, `http://127.0.0.1:${world.service.port}/?lang=${language}`);
    await openCardIn(await ReplyBox.at(page, '#reply-text'), language);
    await clickCard(page, 'whole-reply');
    await assistantOffers(page);
    return page;
  },
};
/** Stand on pages that aren't ours. */
const ALONE = ['card', 'assistant'];

let world: World;

beforeAll(async () => {
  world = await startWorld('chromium');
});

afterAll(() => world?.close());

describe.each(['de', 'en'] as const)('in %s', (language) => {
  beforeAll(() => chooseLanguage(world, language));

  test.each(Object.entries(pages))('%s', async (name, open) => {
    const page = await open(world, language);
    const problems: string[] = [];
    for (const theme of THEMES) {
      for (const width of WIDTHS) {
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
        await page.setViewport({ width, height: 800 });
        const found = await violations(page, ALONE.includes(name) ? 'tonfall-overlay' : 'html');
        const needed = await page.evaluate(() => document.documentElement.scrollWidth);
        if (needed > width) found.push(`needs ${needed} px`);
        problems.push(...found.map((problem) => `${theme}, ${width} px: ${problem}`));
      }
    }
    expect(problems).toEqual([]);
    if (!ALONE.includes(name))
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
    await page.close();
  });
});

async function openCardIn(box: ReplyBox, language: Language = 'de'): Promise<void> {
  await box.type(`${BLAME[language]}.`);
  const [underline] = await until('an underline', () => box.underlines().then((lines) => lines[0] && lines));
  if (underline) await openCard(box, underline);
}

async function openUrl({ browser }: World, url: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(url);
  return page;
}

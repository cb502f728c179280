/**
 * Every page and the card pass axe, in light and dark, German and English, at 320 px too. In Chromium
 * alone: what axe looks at doesn't depend on the browser.
 */
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violations } from './support/axe';
import { openExtensionPage } from './support/browsers';
import { openCard } from './support/card';
import { EDITORS } from './support/editors';
import { startPairing } from './support/pairing';
import { openPage } from './support/reply-box';
import { chooseLanguage, startWorld, type World } from './support/world';

const BLAME = 'Sie haben wohl die Anleitung nicht gelesen';
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
    const box = await openPage(page, EDITORS.lexical.url);
    await box.type(`${BLAME}.`);
    const [underline] = await box.underlined(BLAME);
    if (underline) await openCard(box, underline);
    return page;
  },
};

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
        const found = await violations(page, name === 'card' ? 'tonfall-overlay' : 'html');
        const needed = await page.evaluate(() => document.documentElement.scrollWidth);
        if (needed > width) found.push(`needs ${needed} px`);
        problems.push(...found.map((problem) => `${theme}, ${width} px: ${problem}`));
      }
    }
    expect(problems).toEqual([]);
    if (name !== 'card') expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
    await page.close();
  });
});

async function openUrl({ browser }: World, url: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(url);
  return page;
}

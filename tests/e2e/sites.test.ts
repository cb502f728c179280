/** What belongs to the sites rather than to the editors: hosts, context, dialogs, the switch, the toolbar button. */
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CheckRequest } from '../../extension/client/api';
import { inBothBrowsers } from './support/both';
import { until } from './support/browsers';
import { badgeShows, cardOpens, openCard, readBadges } from './support/card';
import { EDITORS, openSecond } from './support/editors';
import { openPage, ReplyBox } from './support/reply-box';
import {
  forgetPosted,
  pair,
  readStorage,
  readToolbar,
  startWorld,
  switchSite,
  type World,
} from './support/world';

const BLAME = 'Sie haben wohl die Anleitung nicht gelesen';
const POSTED_BEFORE = 'any.boilerplate.posted-before';
const FACEBOOK: Partial<CheckRequest> = {
  platform: 'facebook',
  company: 'Muster GmbH',
  commenter: 'Jana K.',
  comment: 'Euer Gerät ist nach 2 Tagen kaputt! Und der Service geht nicht ans Telefon.',
};
const X: Partial<CheckRequest> = {
  platform: 'x',
  commenter: 'Jana K.',
  comment: FACEBOOK.comment,
  commented_at: '2026-11-27T08:00:00.000Z',
};

inBothBrowsers((name) => {
  let world: World;
  let page: Page;

  beforeAll(async () => {
    world = await startWorld(name);
    page = await world.browser.newPage();
  });

  afterAll(() => world?.close());

  beforeEach(() => world.gate.startOver());

  test.each([
    ['www.facebook.com', FACEBOOK],
    ['business.facebook.com', FACEBOOK],
    ['x.com', X],
    ['twitter.com', X],
  ])('%s: tells the service what is answered', async (host, context) => {
    const box = await openPage(page, `https://${host}/muster/status/1?lang=de`);
    await box.type(`${BLAME}.`);
    await box.underlined(BLAME);
    expect(world.gate.checks.at(-1)?.request).toMatchObject({ ...context, role: 'official' });
  });

  test.each([
    [EDITORS.lexical.url, '#open-dialog', 'Jana K.'],
    [EDITORS.draftjs.url, 'section > div:last-of-type .reply', 'Olaf Brandt'],
  ])(
    '%s: reads along in a dialog, and leaves nothing behind when it closes',
    async (url, open, commenter) => {
      await openPage(page, url);
      await page.click(open);
      const box = await ReplyBox.find(page, 1);
      await box.type(`${BLAME}.`);
      const [underline] = await box.underlined(BLAME);
      if (underline) await openCard(box, underline);
      expect(world.gate.checks.at(-1)?.request.commenter).toBe(commenter);
      await page.click('#close-dialog');
      await until('the badge to go', async () => !(await readBadges(page)).some(({ count }) => count > 0));
      expect(await page.evaluate(() => [...CSS.highlights.keys()])).toEqual([]);
    },
  );

  test('draws no line outside a textarea that scrolls inside', async () => {
    await openPage(page, EDITORS.textarea.url);
    await switchSite(world, page, true);
    const box = await openPage(page, EDITORS.textarea.url);
    await box.type(`${BLAME}.`);
    for (let line = 0; line < 12; line++) await box.press('Enter');
    await box.type('Ende.');
    await box.underlined();
    await box.element.evaluate((area) => area.scrollTo(0, 0));
    await box.underlined(BLAME);
  });

  test.each([
    [EDITORS.lexical.url, 'Enter'],
    [EDITORS.draftjs.url, 'Control+Enter'],
  ])('%s: tells that the same reply was posted before, until it is forgotten', async (url, send) => {
    const reply = (name: string, euros: number, day: string) =>
      `Hallo ${name}, die ${euros} Euro haben wir doppelt abgebucht und am ${day} zurückgeschickt.`;
    const rulesOn = async (text: string) => {
      const report = await until('the service to judge', () => world.gate.reportOn(text));
      return report.findings.map(({ rule }) => rule);
    };
    const first = await openPage(page, url);
    const texts = [reply('Jana', 24, 'Montag'), reply('Frau Öztürk', 19, 'Dienstag')] as const;
    await first.type(texts[0]);
    expect(await rulesOn(texts[0])).not.toContain(POSTED_BEFORE);
    // Thrown away rather than sent, and written once more.
    await first.press('Control+a');
    await first.press('Delete');
    await until('the box to be empty', async () => !(await first.model()));
    world.gate.startOver();
    await first.type(texts[0]);
    expect(await rulesOn(texts[0])).not.toContain(POSTED_BEFORE);
    await badgeShows(page, 'the judgement', ({ state }) => state === 'ok');
    await first.press(send);
    await until('it to be sent', async () => !(await first.model()));
    expect(await page.evaluate(() => window.__posted)).toEqual([texts[0]]);

    await openSecond(first);
    const second = await ReplyBox.find(page, 1);
    await second.type(texts[1]);
    expect(await rulesOn(texts[1])).toContain(POSTED_BEFORE);
    const badge = await until('a badge', async () => (await readBadges(page)).find(({ count }) => count > 0));
    await page.mouse.click(badge.box.x + 4, badge.box.y + 4);
    expect((await cardOpens(page)).text).toContain('You posted almost the same reply');
    expect(await readStorage(world)).not.toContain('abgebucht');

    await forgetPosted(world);
    await page.bringToFront();
    world.gate.startOver();
    await second.type(' ');
    expect(await rulesOn(`${texts[1]} `)).not.toContain(POSTED_BEFORE);
  });

  test('can be switched off and on for a site', async () => {
    const box = await openPage(page, EDITORS.draftjs.url);
    await box.type(`${BLAME}.`);
    await box.underlined(BLAME);
    await switchSite(world, page, false);
    await box.underlined();
    expect(await readBadges(page)).toEqual([]);
    await until('the button to tell', async () => /off on this site/.test((await readToolbar(world)).title));
    await switchSite(world, page, true);
    await box.underlined(BLAME);
    await until('the button to tell', async () => /reading along/.test((await readToolbar(world)).title));
  });

  test('the toolbar button tells that the service is gone, and that it is back', async () => {
    const box = await openPage(page, EDITORS.draftjs.url);
    await world.gate.shut();
    await box.type(`${BLAME}.`);
    await until('the button to tell', async () => /isn’t running/.test((await readToolbar(world)).title));
    expect((await readToolbar(world)).badge).toBe('!');
    await world.gate.open();
    await until('the button to tell', async () => /reading along/.test((await readToolbar(world)).title));
    expect((await readToolbar(world)).badge).toBe('');
  });

  test('the toolbar button tells that no reply box was found', async () => {
    await page.goto('https://x.com/assets/hostile.html');
    await until('the button to tell', async () => /no reply box/.test((await readToolbar(world)).title));
  });

  test('tells that its pairing was revoked, and works again once it is paired anew', async () => {
    const box = await openPage(page, EDITORS.draftjs.url);
    world.service.revokePairings();
    await box.type(`${BLAME}.`);
    await until('the button to tell', async () => /no longer valid/.test((await readToolbar(world)).title));
    expect(await box.underlines()).toEqual([]);
    await pair(world);
    await page.bringToFront();
    await box.underlined(BLAME);
  });
});

/** The try-out page of the service, in browsers without the extension. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inBothBrowsers } from './support/both';
import { launch, type TestBrowser, until } from './support/browsers';
import { assistantOffers, cardCloses, clickCard, openCard } from './support/card';
import { ReplyBox } from './support/reply-box';
import { Service } from './support/service';
import { startWeb, type Web } from './support/web';

/** Stands in no rule's examples. */
const NAME = 'Quittenbrod';
const BLAME = 'Sie haben wohl die Anleitung nicht gelesen';

inBothBrowsers((name) => {
  let web: Web;
  let service: Service;
  let tab: TestBrowser;

  beforeAll(async () => {
    [web, service] = await Promise.all([startWeb(), Service.start()]);
    tab = await launch(name, web, { extension: null });
  });

  afterAll(async () => {
    await tab.browser.close();
    await Promise.all([web.close(), service.remove()]);
  });

  test.each(['#reply-text', '#reply-rich'])('underlines, tells why and rephrases in %s', async (selector) => {
    const page = await tab.browser.newPage();
    await page.goto(`http://127.0.0.1:${service.port}/`);
    const box = await ReplyBox.at(page, selector);
    await box.type(`Hallo ${NAME}! ${BLAME}. Bis bald.`);
    const [underline] = await box.underlined(BLAME);
    if (underline) await openCard(box, underline);
    await clickCard(page, 'apply');
    await until('the rephrasing', async () => !(await box.seen()).includes(BLAME));
    const seen = await box.seen();
    expect(seen).toMatch(/^Hallo Quittenbrod! .+ Bis bald\.$/);
    await box.underlined();
    await page.close();
  });

  test('writes a whole reply into an empty box', async () => {
    const page = await tab.browser.newPage();
    await page.goto(`http://127.0.0.1:${service.port}/`);
    const box = await ReplyBox.at(page, '#reply-text');
    await box.element.focus();
    await box.press('Alt+Shift+KeyJ');
    const first = await assistantOffers(page);
    await clickCard(page, 'another');
    const { reply } = await assistantOffers(page, 'another one', (shown) => shown.reply !== first.reply);
    await clickCard(page, 'take');
    await until('the reply', async () => (await box.seen()) === reply);
    await cardCloses(page);
    await until('the service to know', () => service.used().length);
    await page.close();
  });

  test('keeps nothing of what was typed', () => {
    expect(service.traces().includes(NAME)).toBe(false);
  });
});

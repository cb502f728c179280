/** The whole reply, where it doesn't depend on the kind of editor: stages, X's limit, the language model. */
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { inBothBrowsers } from './support/both';
import { until } from './support/browsers';
import {
  type AssistantState,
  assistantOffers,
  cardCloses,
  chooseStage,
  clickCard,
  openCard,
  readAssistant,
} from './support/card';
import { EDITORS } from './support/editors';
import { Model } from './support/model';
import { openPage, ReplyBox } from './support/reply-box';
import { startWorld, type World } from './support/world';

const BLAME = 'Sie haben wohl die Anleitung nicht gelesen';
const GREETING = 'Hallo Frau Quittenbrod';
/** Says nothing that the comment below doesn't know. */
const WRITTEN = `${GREETING},\n\ndass Ihr Gerät nach 2 Tagen kaputt ist, darf nicht sein. Wir prüfen das Gerät und melden uns bis [wann?] bei Ihnen.`;
const INVENTED = WRITTEN.replace('Wir prüfen', '31 Geräte kamen zurück. Wir prüfen');
const LONG = [
  'Hallo Jana, dass Ihr Gerät nach 2 Tagen kaputt ist, darf nicht sein.',
  'Mira Brandt aus der Werkstatt ruft Sie morgen vor 12 Uhr an und holt das Gerät ab.',
  'Bei uns in der Werkstatt riecht es heute nach frischem Kaffee, und draußen scheint die Sonne.',
  'Am Montag bekommen Sie das Gerät zurück.',
].join(' ');
/** The first time, the service loads a large dictionary to tell names from nouns. */
const JUDGING_MS = 20_000;
/** The rules find nothing in these, and are not quite sure; of which, may change with each training of the models. */
const DOUBTFUL = [
  'Wir haben Ihnen das am Montag schon geschrieben.',
  'Wir haben Ihnen am Mittwoch dann auch noch einmal geschrieben.',
  'Das haben wir Ihnen am Dienstag auch so gesagt.',
];

inBothBrowsers((name) => {
  let model: Model;
  let world: World;
  let page: Page;

  beforeAll(async () => {
    model = await Model.start();
    const settings = `rewriter: {url: 'http://127.0.0.1:${model.port}/v1', model: test, second_reader: true}\n`;
    world = await startWorld(name, { settings });
    page = await world.browser.newPage();
  });

  afterAll(async () => {
    await world?.close();
    await model?.stop();
  });

  beforeEach(() => {
    world.gate.startOver();
    world.service.forgetUsed();
  });

  test('becomes a first reaction where one is chosen, and is judged as one from then on', async () => {
    const [box, detailed] = await openAssistant(page);
    expect(detailed).toMatchObject({ stage: 'detailed', parts: { lesson: 'missing' } });
    await chooseStage(page, 'first');
    const first = await assistantOffers(page, 'a first reaction', ({ parts }) => parts.lesson === 'unwanted');
    expect(first.stage).toBe('first');
    expect(first.reply.length).toBeLessThan(detailed.reply.length);
    await clickCard(page, 'take');
    await until('it to be put in', async () => (await box.model()) === first.reply);
    await until('it to be judged', () => world.gate.reportOn(first.reply));
    expect(world.gate.checks.at(-1)?.request.stage).toBe('first');
  });

  test('tells what doesn’t fit into one post on X, and what could go', async () => {
    const box = await openPage(page, EDITORS.draftjs.url);
    await box.type(LONG);
    const report = await until('the service to judge', () => world.gate.reportOn(LONG));
    const finding = report.findings.find(({ rule }) => rule === 'any.register.too-long');
    const { start, end } = finding?.suggestions[0] ?? { start: 0, end: 0 };
    const [underline] = await box.underlined(LONG.slice(finding?.start, finding?.end));
    if (!underline) throw new Error('Nothing is underlined.');
    const card = await openCard(box, underline);
    expect(card.text).toContain(finding?.message);
    expect(card.text).toContain(LONG.slice(start, end).trim());
    await clickCard(page, 'apply');
    const rest = LONG.slice(0, start) + LONG.slice(end);
    await until('it to go', async () => (await box.model()) === rest);
    await box.underlined();
  });

  test('shows what the language model writes while it writes, stops it, and takes what it wrote', async () => {
    model.reply = WRITTEN;
    const [box, offered] = await openAssistant(page);
    await clickCard(page, 'write');
    const begun = await writes(page, '');
    const more = await writes(page, begun);
    expect(more.startsWith(begun)).toBe(true);
    expect(WRITTEN.startsWith(more)).toBe(true);
    const left = model.left;
    await clickCard(page, 'write');
    expect((await assistantOffers(page)).reply).toBe(offered.reply);
    await until('the model to be stopped', () => model.left > left);

    await clickCard(page, 'write');
    await writes(page, '');
    const done = await assistantOffers(
      page,
      'what the model wrote',
      ({ reply }) => reply === WRITTEN,
      JUDGING_MS,
    );
    expect(done.status).toMatch(/^Done/);
    await clickCard(page, 'take');
    await until('it to be put in', async () => (await box.model()) === WRITTEN);
    await cardCloses(page);
    expect(await box.selected()).toBe('[wann?]');
  });

  test('takes nothing that the language model has made up, and tells why', async () => {
    model.reply = INVENTED;
    const [box, offered] = await openAssistant(page);
    await clickCard(page, 'write');
    await writes(page, '');
    const shown = await assistantOffers(page, 'something', ({ status }) => status.includes('31'), JUDGING_MS);
    expect(shown.status).toContain('made up a number');
    expect(shown.reply).toBe(offered.reply);
    expect(await box.model()).toBe(`${GREETING}! ${BLAME}.`);
  });

  test('underlines what the second reader says, once it is there, in a box where nothing is typed', async () => {
    model.judge = (sentence) => ({ category: 'lecturing', quote: sentence.replace(/\.$/, '') });
    const text = await until('a sentence to be put to it', async () => {
      const sentence = DOUBTFUL.shift();
      if (!sentence) throw new Error('The service is sure of all of them.');
      const box = await openPage(page, EDITORS.lexical.url);
      await box.type(sentence);
      const report = await until('the service to judge', () => world.gate.reportOn(sentence));
      return report.pending && !report.findings.length ? sentence : null;
    });
    const quote = text.replace(/\.$/, '');
    const box = await ReplyBox.find(page);
    const [line] = await box.underlined(quote);
    expect(line?.severity).toBe('hint');
    expect(model.judged).toContain(text);
    expect(await box.model()).toBe(text);
    if (line) expect((await openCard(box, line)).text).toContain('perhaps');
  });
});

/** Writes a draft with a finding on Facebook, and opens the assistant from its card. */
async function openAssistant(page: Page): Promise<[ReplyBox, AssistantState]> {
  const box = await openPage(page, EDITORS.lexical.url);
  await box.type(`${GREETING}! ${BLAME}.`);
  const [underline] = await box.underlined(BLAME);
  if (underline) await openCard(box, underline);
  await clickCard(page, 'whole-reply');
  return [box, await assistantOffers(page)];
}

/** Waits until the language model has written more than that, and gives it. */
async function writes(page: Page, before: string): Promise<string> {
  const shown = await until('the model to write', async () => {
    const now = await readAssistant(page);
    return now?.isWriting && now.reply.length > before.length ? now : null;
  });
  return shown.reply;
}

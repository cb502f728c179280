/**
 * What holds in every kind of editor and in both browsers. One list: behaviours.test.ts runs it over
 * all of them. Wordings come from the shipped packs; what must happen to them is asked from the service.
 */
import type { Page } from 'puppeteer-core';
import { expect } from 'vitest';
import type { Finding, Suggestion } from '../../extension/client/api';
import { until } from './support/browsers';
import {
  type AssistantState,
  assistantOffers,
  badgeShows,
  type CardState,
  cardCloses,
  clickCard,
  hasAction,
  openCard,
  readCard,
  tabTo,
} from './support/card';
import { openSecond } from './support/editors';
import { openPage, ReplyBox } from './support/reply-box';
import { pressShortcut } from './support/shortcut';
import { chooseRole, resetSettings, restoreRules, type World } from './support/world';

export interface Scene {
  world: World;
  page: Page;
  /** The page's first reply box, empty. */
  box: ReplyBox;
}

/** Stands in most drafts, and in no rule's examples. */
export const NAME = 'Frau Quittenbrod';
const BLAME = 'Sie haben wohl die Anleitung nicht gelesen';
const CANNED = { text: 'Wir bitten um Ihr Verständnis.', wording: 'bitten um Ihr Verständnis' };
const GOOD = 'Mira ruft Sie morgen vor 12 Uhr an.';
/** With slots and of several paragraphs, which no shipped rule offers. */
const REPLY =
  'Danke, [Name?].\n\nIch prüfe das und melde mich bis [bis wann?].\n\n[Ihr Vorname?] aus dem Team';
/** A draft of several lines, of which BLAME is one. */
const LINES = `Hallo ${NAME},\n\n${BLAME}.`;
const PARAGRAPHS = 'Hallo Jana,\n\nMira ruft Sie morgen vor 12 Uhr an.\n\nBis dann.';
/** What is left open to be filled in. */
const SLOT = /\[[^[\]]+\?\]/;
const OPINION = 'Ich finde unsere neuen Jacken großartig.';

export const behaviours: Record<string, (scene: Scene) => Promise<void>> = {
  'underlines exactly the wording': async ({ box }) => {
    await box.type(`Hallo ${NAME}, danke! ${BLAME}. Bis bald.`);
    await box.underlined(BLAME);
  },

  'underlines the wording after emoji and combining marks': async ({ box }) => {
    await box.type(`😀👍🏽 Cafe\u0301 🇩🇪! ${BLAME}.`);
    await box.underlined(BLAME);
  },

  'underlines the wording after a line break': async ({ box }) => {
    await box.type(`Hallo ${NAME},`);
    await box.press('Shift+Enter', 2);
    await box.type(`${BLAME}.`);
    await box.underlined(BLAME);
  },

  'keeps the underline on the wording while something is written before it': async ({ world, box }) => {
    await box.type(`${BLAME}.`);
    await box.underlined(BLAME);
    // Answers are late now, so that the span must be carried through the edits.
    world.gate.delay = 400;
    await box.press('Control+Home');
    for (const letter of 'Nun ja 😀. ') {
      await box.page.keyboard.type(letter);
      for (const { text } of await box.underlines()) expect(text).toBe(BLAME);
    }
    world.gate.delay = 0;
    await box.underlined(BLAME);
    expect(await box.model()).toBe(`Nun ja 😀. ${BLAME}.`);
  },

  'takes the underline away when the wording is changed': async ({ box }) => {
    await box.type(BLAME);
    await box.underlined(BLAME);
    await box.press('Backspace', 'die Anleitung nicht gelesen'.length);
    await box.type('recht');
    await box.underlined();
    expect(await box.model()).toBe('Sie haben wohl recht');
  },

  'opens the card by mouse, without taking the focus': async (scene) => {
    const { box } = scene;
    const finding = await write(scene, `Hallo. ${BLAME}.`);
    const card = await openCardAt(box);
    expect(card.text).toContain(finding.message);
    expect(await box.hasFocus()).toBe(true);
    await clickCard(box.page, 'close');
    await cardCloses(box.page);
    expect(await box.hasFocus()).toBe(true);
    expect(await box.model()).toBe(`Hallo. ${BLAME}.`);
  },

  'goes by keyboard alone: shortcut, Enter, typing': async (scene) => {
    const { world, box } = scene;
    const text = `Hallo. ${BLAME}. Bis bald.`;
    const wanted = applied(text, await write(scene, text));
    await box.underlined(BLAME);
    await pressShortcut(world);
    await until('the card to have the focus', async () => (await readCard(box.page))?.hasFocus);
    await box.page.keyboard.press('Enter');
    await reads(box, wanted.text);
    await cardCloses(box.page);
    await until('the focus to be back', () => box.hasFocus());
    await box.page.keyboard.type('!');
    await reads(box, wanted.with('!'));
    expect(await box.page.evaluate(() => window.__posted)).toEqual([]);
  },

  'puts the caret back on Escape, and Backspace works': async ({ world, box }) => {
    await box.type(`Hallo. ${BLAME}.`);
    await box.underlined(BLAME);
    await box.press('Control+Home');
    await box.press('ArrowRight', 2);
    await pressShortcut(world);
    await until('the card to have the focus', async () => (await readCard(box.page))?.hasFocus);
    await box.page.keyboard.press('Escape');
    await cardCloses(box.page);
    await until('the focus to be back', () => box.hasFocus());
    await box.page.keyboard.press('Backspace');
    await box.page.keyboard.type('e');
    await reads(box, `Hello. ${BLAME}.`);
  },

  'applies a rephrasing: model, page and service agree': async (scene) => {
    const { world, box } = scene;
    const text = `Hallo 😀 ${NAME}! ${BLAME}. Bis bald.`;
    const wanted = applied(text, await write(scene, text));
    await applyByMouse(box);
    await reads(box, wanted.text);
    const report = await until('the service to judge it', () => world.gate.reportOn(wanted.text));
    await box.underlined(...report.findings.map(({ quote }) => quote).filter(Boolean));
  },

  'undoes a rephrasing': async (scene) => {
    const { box } = scene;
    const text = `Hallo ${NAME}! ${BLAME}. Bis bald.`;
    const wanted = applied(text, await write(scene, text));
    await applyByMouse(box);
    await reads(box, wanted.text);
    await box.press('Control+z');
    await reads(box, text);
    await box.underlined(BLAME);
  },

  'lets typing and Backspace go on right after a rephrasing': async (scene) => {
    const { box } = scene;
    const text = `Hallo ${NAME}! ${BLAME}. Bis bald.`;
    const wanted = applied(text, await write(scene, text));
    await applyByMouse(box);
    await reads(box, wanted.text);
    await cardCloses(box.page);
    expect(await box.hasFocus()).toBe(true);
    await box.page.keyboard.type('XYZ');
    await box.page.keyboard.press('Backspace');
    await reads(box, wanted.with('XY'));
  },

  'puts several paragraphs in place of the whole draft, and takes them back in one step': async (scene) => {
    const { page, box } = scene;
    offer(scene, { start: 0, end: LINES.length, replacement: PARAGRAPHS });
    await writeLines(box);
    await applyByMouse(box);
    await reads(box, PARAGRAPHS);
    await box.press('Control+z');
    await reads(box, LINES);
    await applyByMouse(box);
    await reads(box, PARAGRAPHS);
    await page.keyboard.type('!');
    await reads(box, `${PARAGRAPHS}!`);
    await box.press('Control+Home');
    await page.keyboard.type('Guten Tag. ');
    await reads(box, `Guten Tag. ${PARAGRAPHS}!`);
    expect(await page.evaluate(() => window.__posted)).toEqual([]);
  },

  'puts several paragraphs in between and at the end, and typing goes on there': async (scene) => {
    const { world, page, box } = scene;
    const replacement = `\n\n${PARAGRAPHS}`;
    const at = LINES.indexOf(',') + 1;
    offer(scene, { start: at, end: at, replacement });
    await writeLines(box);
    await applyByMouse(box);
    const between = (put: string) => LINES.slice(0, at) + put + LINES.slice(at);
    await reads(box, between(replacement));
    await page.keyboard.type('!');
    const text = between(`${replacement}!`);
    await reads(box, text);
    world.gate.startOver();
    offer(scene, { start: text.length, end: text.length, replacement });
    await box.press('Control+End');
    await box.type(' ');
    await box.press('Backspace');
    await reads(box, text);
    await until('the service to judge', () => world.gate.reportOn(text));
    await applyByMouse(box);
    await reads(box, text + replacement);
    await page.keyboard.type('!');
    await reads(box, `${text}${replacement}!`);
  },

  'goes from slot to slot with Tab, until none is left': async (scene) => {
    const { page, box } = scene;
    offer(scene, { start: 0, end: LINES.length, replacement: REPLY });
    await writeLines(box);
    await applyByMouse(box);
    await reads(box, REPLY);
    await fill(box, '[Name?]', NAME);
    await box.press('Tab');
    await selects(box, '[bis wann?]');
    await box.press('Tab');
    await selects(box, '[Ihr Vorname?]');
    // Round and back again.
    await box.press('Tab');
    await selects(box, '[bis wann?]');
    await box.press('Shift+Tab');
    await fill(box, '[Ihr Vorname?]', 'Mira');
    await box.press('Tab');
    await fill(box, '[bis wann?]', 'heute');
    const filled = REPLY.replace('[Name?]', NAME).replace('[bis wann?]', 'heute');
    await reads(box, filled.replace('[Ihr Vorname?]', 'Mira'));
    await box.press('Tab');
    expect(await box.hasFocus()).toBe(false);
    expect(await page.evaluate(() => window.__posted)).toEqual([]);
  },

  'leaves Tab to the page after Escape, and where slots were typed': async (scene) => {
    const { page, box } = scene;
    offer(scene, { start: 0, end: LINES.length, replacement: REPLY });
    await writeLines(box);
    await applyByMouse(box);
    await selects(box, '[Name?]');
    await box.press('Escape');
    await box.press('Tab');
    expect(await box.hasFocus()).toBe(false);
    const again = await openPage(page, page.url());
    await again.type(REPLY.split('\n', 1)[0] ?? '');
    await again.press('Tab');
    expect(await again.hasFocus()).toBe(false);
  },

  'takes a whole reply of several paragraphs from the assistant, with its slots, and undoes it in one step':
    async (scene) => {
      const { world, page, box } = scene;
      world.gate.amendReply = ({ reply }) => reply && Object.assign(reply, { text: REPLY });
      await writeLines(box);
      const { reply } = await openAssistant(box);
      expect(reply).toBe(REPLY);
      await clickCard(page, 'take');
      await reads(box, REPLY);
      await cardCloses(page);
      await selects(box, '[Name?]');
      await box.press('Control+z');
      await reads(box, LINES);
      await openAssistant(box);
      await clickCard(page, 'take');
      await reads(box, REPLY);
      await fill(box, '[Name?]', NAME);
      await box.press('Tab');
      await fill(box, '[bis wann?]', 'heute');
      await box.press('Tab');
      await fill(box, '[Ihr Vorname?]', 'Mira');
      const filled = REPLY.replace('[Name?]', NAME).replace('[bis wann?]', 'heute');
      await reads(box, filled.replace('[Ihr Vorname?]', 'Mira'));
      await box.press('Control+End');
      await page.keyboard.type('!');
      await reads(box, `${filled.replace('[Ihr Vorname?]', 'Mira')}!`);
      expect(await page.evaluate(() => window.__posted)).toEqual([]);
    },

  'writes into an empty box by keyboard alone: shortcut, Tab, Enter, typing': async ({
    world,
    page,
    box,
  }) => {
    await box.element.focus();
    await pressShortcut(world);
    const { reply } = await assistantOffers(page);
    expect((await readCard(page))?.hasFocus).toBe(true);
    await tabTo(page, 'take');
    await page.keyboard.press('Enter');
    await reads(box, reply);
    await cardCloses(page);
    await until('the focus to be back', () => box.hasFocus());
    const [slot] = SLOT.exec(reply) ?? [];
    if (slot) await selects(box, slot);
    await page.keyboard.type(NAME);
    await reads(box, slot ? reply.replace(slot, NAME) : reply + NAME);
    expect(await page.evaluate(() => window.__posted)).toEqual([]);
  },

  'puts in one missing part at its place, and leaves the rest as it is': async ({ world, page, box }) => {
    await writeLines(box);
    await openAssistant(box);
    const { parts } = present(world.gate.rephrasings.at(-1));
    const proposals = parts.flatMap((each) => each.proposals.slice(0, 3));
    // Goes in between greeting and blame.
    const lesson = present(parts.find(({ part }) => part === 'lesson')?.proposals[0]);
    const { start, replacement, variant } = lesson;
    await clickCard(page, 'insert', proposals.indexOf(lesson));
    await reads(box, LINES.slice(0, start) + replacement + LINES.slice(start));
    const rest = await assistantOffers(page, 'the rest', (shown) => shown.parts.lesson === 'present');
    expect(rest.proposals).not.toContain(replacement.trim());
    expect(world.gate.used).toEqual([variant]);
    await box.press('Control+z');
    await reads(box, LINES);
  },

  'gives another version, and offers nothing again that was taken': async ({ world, page, box }) => {
    const { gate, service } = world;
    await writeLines(box);
    const first = await openAssistant(box);
    await clickCard(page, 'another');
    const second = await assistantOffers(page, 'another one', ({ reply }) => reply !== first.reply);
    const variants = present(gate.rephrasings.at(-1)?.reply?.variants);
    await clickCard(page, 'take');
    await reads(box, second.reply);
    await until('the service to know', () => variants.every((each) => service.used().includes(each)));
    expect(gate.used).toEqual(variants);
    await box.press('Control+z');
    await reads(box, LINES);
    await openAssistant(box);
    const { parts, reply } = present(gate.rephrasings.at(-1));
    const offered = parts.flatMap(({ proposals }) => proposals.map(({ variant }) => variant));
    for (const each of [...offered, ...(reply?.variants ?? [])]) expect(variants).not.toContain(each);
  },

  'offers to copy a rephrasing that the box does not take': async ({ page, box }) => {
    const text = `Hallo ${NAME}! ${BLAME}.`;
    await box.type(text);
    await openCardAt(box);
    await box.element.evaluate((element) => {
      if (element instanceof HTMLTextAreaElement) element.readOnly = true;
      else element.contentEditable = 'false';
    });
    await clickCard(page, 'apply');
    await until('the card to offer it', () => hasAction(page, 'copy'));
    await reads(box, text);
  },

  'ignores a wording here, and goes on ignoring it': async ({ box }) => {
    await box.type(`${BLAME}.`);
    await openCardAt(box);
    await clickCard(box.page, 'ignore');
    await box.underlined();
    await box.type(` ${CANNED.text}`);
    await box.underlined(CANNED.wording);
    await openSecond(box);
    const second = await ReplyBox.find(box.page, 1);
    await second.type(`${BLAME}.`);
    await second.underlined(BLAME);
  },

  'ignores a rule everywhere, until it is restored in the options': async ({ world, box }) => {
    try {
      await box.type(`${BLAME}.`);
      await openCardAt(box);
      await clickCard(box.page, 'ignore-rule');
      await box.underlined();
      const again = await openPage(box.page, box.page.url());
      await again.type(`${BLAME}. ${CANNED.text}`);
      await again.underlined(CANNED.wording);
      await restoreRules(world);
      await again.underlined(BLAME, CANNED.wording);
    } finally {
      await resetSettings(world);
    }
  },

  'keeps a sentence marked “not so” where the person wants that, and nothing around it': async ({
    world,
    page,
    box,
  }) => {
    const { service } = world;
    try {
      await box.type(`Hallo ${NAME}! ${BLAME}. Bis bald, ${NAME}.`);
      await openCardAt(box);
      await clickCard(page, 'not-so');
      await until('the question', () => hasAction(page, 'keep'));
      expect(service.cases()).toEqual([]);
      await clickCard(page, 'keep');
      await cardCloses(page);
      await box.underlined();
      expect(service.cases()).toEqual([`${BLAME}.`]);
      // From now on without a question.
      await box.press('Control+End');
      await box.type(` ${CANNED.text}`);
      await openCardAt(box, CANNED.wording);
      await clickCard(page, 'not-so');
      await box.underlined();
      expect(service.cases()).toEqual([`${BLAME}.`, CANNED.text]);
    } finally {
      service.clearCases();
      await resetSettings(world);
    }
  },

  'keeps two boxes apart': async (scene) => {
    const { world, page, box } = scene;
    await box.type(`${BLAME}.`);
    await box.underlined(BLAME);
    await openSecond(box);
    const second = await ReplyBox.find(page, 1);
    const text = `${GOOD} ${CANNED.text}`;
    const finding = await write({ ...scene, box: second }, text, CANNED.wording);
    // The service advises to leave it out, too.
    const index = finding.suggestions.findIndex(({ replacement }) => !replacement);
    expect(applied(text, finding, index).text).toBe(GOOD);
    await box.underlined(BLAME);
    await openCardAt(second, CANNED.wording);
    await clickCard(page, 'apply', index);
    await reads(second, GOOD);
    await box.underlined(BLAME);
    expect(await box.model()).toBe(`${BLAME}.`);
    expect(world.gate.reportOn(`${BLAME}.`)).not.toBeNull();
  },

  'keeps card and lines in place while the page scrolls': async ({ page, box }) => {
    await box.type(`Hallo ${NAME}! ${BLAME}.`);
    const [line] = await box.underlined(BLAME);
    const before = present(line).box;
    const card = await openCard(box, present(line));
    await page.evaluate(() => document.querySelector('.scroller')?.scrollBy(0, 40));
    await until('line and card to follow', async () => {
      const [now] = await box.underlines();
      const moved = await readCard(page);
      if (!now || !moved || now.text !== BLAME || before.y - now.box.y < 30) return false;
      return Math.abs(moved.box.y - now.box.y - (card.box.y - before.y)) < 2;
    });
  },

  'shows the count beside the box, and a tick when all is well': async ({ page, box }) => {
    await box.type(GOOD);
    await badgeShows(page, 'nothing found', ({ count }) => count === 0);
    await box.type(` ${BLAME}.`);
    await badgeShows(page, 'one finding', ({ count }) => count === 1);
  },

  'lets type on while the service is slow': async ({ world, page, box }) => {
    world.gate.delay = 3000;
    await box.type(`Hallo. ${BLAME}.`);
    expect(await box.model()).toBe(`Hallo. ${BLAME}.`);
    await badgeShows(page, 'trouble', ({ state }) => state === 'problem');
    world.gate.delay = 0;
    await box.underlined(BLAME);
  },

  'outlives a service killed in the middle of a request, and finds it again': async ({
    world,
    page,
    box,
  }) => {
    world.gate.delay = Number.POSITIVE_INFINITY;
    const asked = world.gate.checks.length;
    await box.type(`${BLAME}.`);
    await until('a request under way', () => world.gate.checks.length > asked);
    await Promise.all([world.service.stop('SIGKILL'), world.gate.shut()]);
    await badgeShows(page, 'trouble', ({ state }) => state === 'problem');
    await box.type(' Und weiter.');
    await reads(box, `${BLAME}. Und weiter.`);
    expect(await box.underlines()).toEqual([]);
    world.gate.delay = 0;
    await world.service.start();
    await world.gate.open();
    await box.underlined(BLAME);
  },

  'puts the agreed wording to a private opinion in one click': async (scene) => {
    const { world, page, box } = scene;
    try {
      await chooseRole(world, page, 'employee');
      const finding = await write(scene, OPINION, OPINION);
      expect(finding.category).toBe('private_opinion');
      await applyByMouse(box, OPINION);
      await reads(box, applied(OPINION, finding).text);
      await box.underlined();
    } finally {
      await resetSettings(world);
    }
  },
};

/** In a textarea, the only box that has a limit of its own. */
export async function takesOnlyAPart(scene: Scene): Promise<void> {
  const { page, box } = scene;
  offer(scene, { start: 0, end: LINES.length, replacement: `${PARAGRAPHS} ${PARAGRAPHS}` });
  await box.element.evaluate(
    (element, limit) => element.setAttribute('maxlength', limit),
    String(LINES.length + 5),
  );
  await writeLines(box);
  await applyByMouse(box);
  await until('the card to offer it', () => hasAction(page, 'copy'));
  await reads(box, LINES);
}

/** Types `text` into the empty box, and gives the service's finding on `wording` in it. */
async function write({ world, box }: Scene, text: string, wording = BLAME): Promise<Finding> {
  await box.type(text);
  await reads(box, text);
  const report = await until('the service to judge', () => world.gate.reportOn(text));
  const finding = report.findings.find(({ quote }) => quote === wording);
  if (!finding)
    throw new Error(`The service finds no ${wording} in ${text}: ${JSON.stringify(report.findings)}`);
  return finding;
}

async function writeLines(box: ReplyBox): Promise<void> {
  await box.type(`Hallo ${NAME},`);
  await box.press('Shift+Enter', 2);
  await box.type(`${BLAME}.`);
  await reads(box, LINES);
}

/** From the next check on, this is what the card offers for BLAME. */
function offer({ world }: Scene, suggestion: Pick<Suggestion, 'start' | 'end' | 'replacement'>): void {
  world.gate.amend = ({ findings }) => {
    for (const finding of findings)
      if (finding.quote === BLAME) finding.suggestions = [{ variant: '', ...suggestion }];
  };
}

/** Waits until the slot is selected, and types over it. */
async function fill(box: ReplyBox, slot: string, text: string): Promise<void> {
  await selects(box, slot);
  await box.page.keyboard.type(text);
}

async function selects(box: ReplyBox, text: string): Promise<void> {
  await until(`${text} to be selected`, async () => (await box.selected()) === text);
}

/** Model and page hold exactly this text. */
async function reads(box: ReplyBox, text: string): Promise<void> {
  let [model, seen] = ['', ''];
  await until('the text', async () => {
    [model, seen] = await Promise.all([box.model(), box.seen()]);
    return model === text && seen === text;
  }).catch(() => expect({ model, seen }).toEqual({ model: text, seen: text }));
}

async function applyByMouse(box: ReplyBox, wording = BLAME): Promise<void> {
  await openCardAt(box, wording);
  await clickCard(box.page, 'apply');
}

/** Opens the card for `wording`, which is the only one underlined. */
async function openCardAt(box: ReplyBox, wording = BLAME): Promise<CardState> {
  const [underline] = await box.underlined(wording);
  return openCard(box, present(underline));
}

/** Opens the assistant from the card for BLAME, and waits until it offers a reply. */
async function openAssistant(box: ReplyBox): Promise<AssistantState> {
  await openCardAt(box);
  await clickCard(box.page, 'whole-reply');
  return assistantOffers(box.page);
}

/** The text once a rephrasing is applied, and once something is typed then: over its first blank, else behind it. */
function applied(text: string, finding: Finding, index = 0): { text: string; with(typed: string): string } {
  const { start, end, replacement } = present(finding.suggestions[index]);
  const blank = SLOT.exec(replacement);
  const at = blank?.index ?? replacement.length;
  const rest = replacement.slice(at + (blank?.[0].length ?? 0)) + text.slice(end);
  return {
    text: text.slice(0, start) + replacement + text.slice(end),
    with: (typed) => text.slice(0, start) + replacement.slice(0, at) + typed + rest,
  };
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('Nothing there.');
  return value;
}

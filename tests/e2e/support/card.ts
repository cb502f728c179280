/** What Tonfall shows over the page: the card and the small count beside the box. */
import type { Page } from 'puppeteer-core';
import type { Stage } from '../../../extension/client/api';
import { until } from './browsers';
import type { ReplyBox, Underline } from './reply-box';

export type Action =
  | 'apply'
  | 'not-so'
  | 'keep'
  | 'just-hide'
  | 'ignore'
  | 'ignore-rule'
  | 'next'
  | 'previous'
  | 'close'
  | 'copy'
  | 'whole-reply'
  | 'insert'
  | 'take'
  | 'another'
  | 'write'
  | 'findings';

export interface CardState {
  text: string;
  /** In the viewport. */
  box: { x: number; y: number; width: number; height: number };
  hasFocus: boolean;
}

/** The card that is open, or null. */
export function readCard(page: Page): Promise<CardState | null> {
  return page.evaluate(() => {
    for (const { shadowRoot } of document.querySelectorAll('tonfall-overlay')) {
      const card = shadowRoot?.querySelector<HTMLElement>('[data-tonfall="card"]');
      if (!card?.checkVisibility({ visibilityProperty: true })) continue;
      const { x, y, width, height } = card.getBoundingClientRect();
      const hasFocus = card === shadowRoot?.activeElement || card.contains(shadowRoot?.activeElement ?? null);
      return { text: card.textContent ?? '', box: { x, y, width, height }, hasFocus };
    }
    return null;
  });
}

export async function cardOpens(page: Page): Promise<CardState> {
  return until('the card to open', () => readCard(page));
}

export async function cardCloses(page: Page): Promise<void> {
  await until('the card to close', async () => !(await readCard(page)));
}

/** Opens the card as a person does with the mouse: by clicking the wording. */
export async function openCard(box: ReplyBox, underline: Underline): Promise<CardState> {
  const { x, y, height } = underline.box;
  await box.page.mouse.click(x + 12, y + height / 2);
  return cardOpens(box.page);
}

/** Clicks the card's button for this action with the mouse; of several, number `index`. */
export async function clickCard(page: Page, action: Action, index = 0): Promise<void> {
  await click(page, `[data-action="${action}"]`, index);
}

export async function chooseStage(page: Page, stage: Stage): Promise<void> {
  await click(page, `[name="stage"][value="${stage}"]`);
}

export async function hasAction(page: Page, action: Action): Promise<boolean> {
  return (await place(page, `[data-action="${action}"]`)) !== null;
}

async function click(page: Page, selector: string, index = 0): Promise<void> {
  const at = await place(page, selector, index);
  if (!at) throw new Error(`The card has no ${selector}.`);
  await page.mouse.click(at.x, at.y);
}

/** The middle of what the selector finds in the card, scrolled into sight. */
function place(page: Page, selector: string, index = 0): Promise<{ x: number; y: number } | null> {
  return page.evaluate(
    (wanted, number) => {
      for (const { shadowRoot } of document.querySelectorAll('tonfall-overlay')) {
        const found = shadowRoot?.querySelectorAll(`[data-tonfall="card"] ${wanted}`)[number];
        if (!found?.checkVisibility()) continue;
        found.scrollIntoView({ block: 'nearest' });
        const { x, y, width, height } = found.getBoundingClientRect();
        return { x: x + width / 2, y: y + height / 2 };
      }
      return null;
    },
    selector,
    index,
  );
}

export interface AssistantState {
  stage: string;
  /** Part of a good reply → `present`, `missing` or `unwanted`. */
  parts: Record<string, string>;
  /** The reply as it stands there, or what is said in its place. */
  reply: string;
  /** It can be taken, and is about what the box reads. */
  isOffered: boolean;
  isWriting: boolean;
  /** What could be put in for missing parts. */
  proposals: string[];
  status: string;
}

/** The assistant in the card, or null where it isn't open. */
export function readAssistant(page: Page): Promise<AssistantState | null> {
  return page.evaluate(() => {
    for (const { shadowRoot } of document.querySelectorAll('tonfall-overlay')) {
      const card = shadowRoot?.querySelector<HTMLElement>('[data-tonfall="card"]');
      const reply = card?.querySelector('.reply');
      if (!card?.checkVisibility() || !reply) continue;
      const text = (selector: string) => card.querySelector(selector)?.textContent ?? '';
      const parts = [...card.querySelectorAll<HTMLElement>('.part')];
      return {
        stage: card.querySelector<HTMLInputElement>('[name="stage"]:checked')?.value ?? '',
        parts: Object.fromEntries(parts.map(({ dataset }) => [dataset.part, dataset.state])),
        reply: text('.reply'),
        isOffered: Boolean(
          card.querySelector('.answer:not(.outdated) [data-action="take"]')?.checkVisibility(),
        ),
        isWriting: reply.getAttribute('aria-busy') === 'true',
        proposals: [...card.querySelectorAll('[data-action="insert"] span:not(.spoken)')].map(
          ({ textContent }) => textContent ?? '',
        ),
        status: text('.status'),
      };
    }
    return null;
  });
}

/** Waits until the assistant offers a reply (that is such a one), and gives what it shows. */
export async function assistantOffers(
  page: Page,
  what = 'a reply',
  wanted: (shown: AssistantState) => boolean = () => true,
  timeout?: number,
): Promise<AssistantState> {
  let last: AssistantState | null = null;
  return until(
    `the assistant to offer ${what}`,
    async () => {
      last = await readAssistant(page);
      return last?.isOffered && wanted(last) ? last : null;
    },
    timeout,
  ).catch((error) => {
    throw new Error(`${error.message}; shown: ${JSON.stringify(last)}`);
  });
}

/** Goes on by Tab to the card's button for this action, which then has the focus. */
export async function tabTo(page: Page, action: Action): Promise<void> {
  for (let stops = 0; stops < 20; stops++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const hosts = [...document.querySelectorAll('tonfall-overlay')];
      const focused = hosts.map(({ shadowRoot }) => shadowRoot?.activeElement).find(Boolean);
      return (focused as HTMLElement | undefined)?.dataset.action ?? '';
    });
    if (at === action) return;
  }
  throw new Error(`Tab doesn't lead to ${action}.`);
}

export interface BadgeState {
  count: number;
  state: string;
  label: string;
  box: { x: number; y: number; width: number; height: number };
}

/** The counts beside the boxes, from top to bottom. */
export function readBadges(page: Page): Promise<BadgeState[]> {
  return page.evaluate(() => {
    const found: BadgeState[] = [];
    for (const { shadowRoot } of document.querySelectorAll('tonfall-overlay')) {
      for (const badge of shadowRoot?.querySelectorAll<HTMLElement>('[data-tonfall="badge"]') ?? []) {
        if (!badge.checkVisibility({ visibilityProperty: true })) continue;
        const { x, y, width, height } = badge.getBoundingClientRect();
        const { count, state = '' } = badge.dataset;
        const label = badge.getAttribute('aria-label') ?? badge.textContent ?? '';
        found.push({ count: Number(count), state, label, box: { x, y, width, height } });
      }
    }
    return found.sort((a, b) => a.box.y - b.box.y);
  });
}

export async function badgeShows(
  page: Page,
  what: string,
  wanted: (badge: BadgeState) => boolean,
): Promise<void> {
  let last: BadgeState[] = [];
  await until(`a badge with ${what}`, async () => {
    last = await readBadges(page);
    return last.some(wanted);
  }).catch((error) => {
    throw new Error(`${error.message}; shown: ${JSON.stringify(last)}`);
  });
}

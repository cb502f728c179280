/** What Tonfall shows over the page: the card and the small count beside the box. */
import type { Page } from 'puppeteer-core';
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
  | 'copy';

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

/** Clicks the first button of the card for this action, with the mouse. */
export async function clickCard(page: Page, action: Action): Promise<void> {
  const at = await place(page, action);
  if (!at) throw new Error(`The card has no button for ${action}.`);
  await page.mouse.click(at.x, at.y);
}

export async function hasAction(page: Page, action: Action): Promise<boolean> {
  return (await place(page, action)) !== null;
}

/** The middle of the card's first button for this action. */
function place(page: Page, action: Action): Promise<{ x: number; y: number } | null> {
  return page.evaluate((name) => {
    for (const { shadowRoot } of document.querySelectorAll('tonfall-overlay')) {
      const button = shadowRoot?.querySelector(`[data-tonfall="card"] [data-action="${name}"]`);
      if (!button?.checkVisibility()) continue;
      const { x, y, width, height } = button.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    }
    return null;
  }, action);
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

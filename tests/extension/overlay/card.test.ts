// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { setLanguage } from '../../../extension/i18n';
import { Card, type CardActions } from '../../../extension/overlay/card';
import type { Found } from '../../../extension/overlay/reader';
import type { Surface } from '../../../extension/overlay/surface';

const FOUND: Found = {
  id: 1,
  rule: 'de.defensive.not-read',
  category: 'defensive',
  severity: 'warning',
  confidence: 0.9,
  certainty: 'certain',
  start: 0,
  end: 12,
  quote: 'Lesen hilft!',
  message: 'Das stellt die Person bloß.',
  why: 'Wer Kritik anerkennt, nimmt ihr die Spitze.',
  principle: 'Nicht ums Rechthaben streiten',
  suggestions: ['Das steht hier.', 'Hier noch einmal.', '', 'Ein vierter.'].map((replacement) => ({
    start: 0,
    end: 12,
    replacement,
    variant: '',
  })),
};

let root: ShadowRoot;
let card: Card;
let actions: { [name in keyof CardActions]: ReturnType<typeof vi.fn> } & CardActions;

beforeEach(() => {
  setLanguage('de');
  const host = document.createElement('tonfall-overlay');
  document.body.replaceChildren(host);
  root = host.attachShadow({ mode: 'open' });
  card = new Card({ root } as Surface);
  actions = {
    apply: vi.fn(),
    ignoreHere: vi.fn(),
    ignoreRule: vi.fn(),
    notSo: vi.fn(),
    wholeReply: vi.fn(),
    keep: vi.fn(),
    step: vi.fn(),
    close: vi.fn(),
  };
});

function open(takeFocus = false, finding: Partial<Found> = {}) {
  const replaced = () => 'Lesen hilft!';
  card.open({ finding: { ...FOUND, ...finding }, index: 0, count: 2, replaced }, actions, takeFocus);
}

function press(key: string, init: KeyboardEventInit = {}) {
  const event = new KeyboardEvent('keydown', { key, cancelable: true, ...init });
  card.onKey(event);
  return event;
}

const focused = () => root.activeElement as HTMLElement | null;
const button = (action: string) => root.querySelector<HTMLElement>(`[data-action="${action}"]`);

describe('Card', () => {
  it.each([
    ['w', 'Lesen hilft! W', 'Lesen hilft!'],
    ['.', ', das hilft.', ', das hilft'],
  ])('shows as deleting what leaves no more than “%s”', (replacement, before, gone) => {
    const suggestions = [{ start: 0, end: before.length, replacement, variant: '' }];
    const finding = { ...FOUND, suggestions };
    card.open({ finding, index: 0, count: 1, replaced: () => before }, actions, false);
    expect(root.querySelector('.suggestion .delete')?.textContent).toBe('Diese Stelle streichen');
    expect(root.querySelector('.suggestion del')?.textContent).toBe(gone);
  });

  it('says what, how bad, how sure, why, and what to write instead, three times at most', () => {
    open();
    const text = card.element.textContent ?? '';
    for (const part of [
      'Warnung',
      'Abwehrend · sicher',
      FOUND.message,
      FOUND.why,
      FOUND.principle,
      'Das steht hier.',
    ])
      expect(text).toContain(part);
    expect(text).toContain('Diese Stelle streichen');
    expect(text).not.toContain('Ein vierter.');
    expect(card.element.lang).toBe('de');
  });

  it('takes the focus only when it is told to', () => {
    open();
    expect(focused()).toBeNull();
    open(true);
    expect(focused()).toBe(card.element);
  });

  it('chooses with the arrows, and applies with Enter', () => {
    open(true);
    press('ArrowDown');
    press('ArrowDown');
    expect(focused()?.textContent).toContain('Hier noch einmal.');
    press('ArrowUp');
    expect(focused()?.textContent).toContain('Das steht hier.');
    // The browser clicks the button that has the focus.
    expect(press('Enter').defaultPrevented).toBe(false);
    card.element.focus();
    press('Enter');
    expect(actions.apply).toHaveBeenCalledWith(FOUND.suggestions[0]);
  });

  it('keeps Tab inside, both ways', () => {
    open(true);
    press('Tab', { shiftKey: true });
    expect(focused()?.dataset.action).toBe('ignore-rule');
    press('Tab');
    expect(focused()?.dataset.action).toBe('previous');
  });

  it('keeps the focus on the button that steps on', () => {
    open(true);
    button('next')?.focus();
    open(true, { id: 2 });
    expect(focused()?.dataset.action).toBe('next');
  });

  it('leads on to the whole reply', () => {
    open();
    button('whole-reply')?.click();
    expect(actions.wholeReply).toHaveBeenCalled();
  });

  it('closes on Escape, with the caret back', () => {
    open(true);
    press('Escape');
    expect(actions.close).toHaveBeenCalledWith(true);
  });

  it.each([
    ['certain', 'sicher'],
    ['likely', 'wahrscheinlich'],
    ['perhaps', 'vielleicht'],
  ] as const)('says in words how sure Tonfall is: %s', (certainty, word) => {
    open(false, { certainty });
    expect(root.querySelector('h2')?.textContent).toBe(`Abwehrend · ${word}`);
  });

  it('asks in its last line whether the sentence may be kept', () => {
    open();
    button('not-so')?.click();
    expect(actions.notSo).toHaveBeenCalled();
    card.askToKeep();
    expect(card.element.textContent).toContain('auf diesem Rechner behalten');
    expect(button('ignore')).toBeNull();
    expect(focused()).toBeNull();
    button('keep')?.click();
    button('just-hide')?.click();
    expect(actions.keep.mock.calls).toEqual([[true], [false]]);
    open();
    expect(button('keep')).toBeNull();
    expect(button('not-so')).not.toBeNull();
  });

  it('goes on by keyboard where it asks', () => {
    open(true);
    button('not-so')?.focus();
    card.askToKeep();
    expect(focused()?.dataset.action).toBe('keep');
    press('Tab');
    expect(focused()?.dataset.action).toBe('just-hide');
    press('Escape');
    expect(actions.close).toHaveBeenCalledWith(true);
  });

  it('tells why a sentence was not kept, and still hides', () => {
    open(true);
    card.askToKeep();
    card.tellNotKept({ code: 'service_unreachable' });
    expect(card.element.textContent).toContain('Der Satz wurde nicht behalten. Der Dienst läuft nicht.');
    card.tellNotKept({ code: 'service_error', detail: 'Kein Platz.' });
    expect(card.element.textContent).toContain('Der Satz wurde nicht behalten. Kein Platz.');
    button('just-hide')?.click();
    expect(actions.ignoreHere).toHaveBeenCalled();
    expect(actions.keep).not.toHaveBeenCalled();
  });

  it('offers to copy what the box did not take', async () => {
    const writeText = vi.fn().mockResolvedValue(undefined);
    vi.stubGlobal('navigator', { clipboard: { writeText } });
    open();
    card.offerCopy(FOUND.suggestions[0] as never);
    button('copy')?.click();
    await vi.waitFor(() => expect(button('copy')?.textContent).toBe('Kopiert'));
    expect(writeText).toHaveBeenCalledWith('Das steht hier.');
    vi.unstubAllGlobals();
  });

  it('has no heading for rephrasings where there are none', () => {
    open(false, { suggestions: [] });
    expect(button('apply')).toBeNull();
    expect(card.element.textContent).not.toContain('So ginge es besser');
  });
});

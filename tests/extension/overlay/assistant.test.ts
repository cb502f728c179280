// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Rephrasing, Suggestion } from '../../../extension/client/api';
import { setLanguage } from '../../../extension/i18n';
import { type AssistantActions, AssistantView } from '../../../extension/overlay/assistant';
import { Card } from '../../../extension/overlay/card';
import type { Surface } from '../../../extension/overlay/surface';

const PROPOSALS: Suggestion[] = ['Wir melden uns [bis wann?].', 'Wir rufen an.', 'Drei.', 'Vier.'].map(
  (text, at) => ({ start: 7, end: 7, replacement: ` ${text}`, variant: `n${at}` }),
);
const ANSWER: Rephrasing & { text: string } = {
  text: 'Danke!!',
  language: 'de',
  stage: 'first',
  stage_guessed: true,
  parts: [
    { part: 'acknowledgement', present: true, wanted: true, proposals: [] },
    { part: 'lesson', present: false, wanted: false, proposals: [] },
    { part: 'next_step', present: false, wanted: true, proposals: PROPOSALS },
  ],
  reply: { text: 'Danke!\n\nWir melden uns [bis wann?].', variants: ['a1'] },
  rewriter: true,
};
const NONE = {
  answer: null,
  stage: null,
  reply: null,
  written: null,
  finished: '',
  note: '',
  isOutdated: true,
  hasMore: false,
};
const FULL = {
  ...NONE,
  answer: ANSWER,
  stage: ANSWER.stage,
  reply: ANSWER.reply,
  isOutdated: false,
  hasMore: true,
};

let root: ShadowRoot;
let card: Card;
let view: AssistantView;
let actions: { [name in keyof AssistantActions]: ReturnType<typeof vi.fn> } & AssistantActions;

beforeEach(() => {
  setLanguage('de');
  const host = document.createElement('tonfall-overlay');
  document.body.replaceChildren(host);
  root = host.attachShadow({ mode: 'open' });
  card = new Card({ root } as Surface);
  actions = {
    choose: vi.fn(),
    insert: vi.fn(),
    take: vi.fn(),
    another: vi.fn(),
    write: vi.fn(),
    cancel: vi.fn(),
    findings: vi.fn(),
    close: vi.fn(),
  };
  view = new AssistantView(actions);
  card.openView(view, true);
});

function press(key: string, init: KeyboardEventInit = {}) {
  const event = new KeyboardEvent('keydown', { key, cancelable: true, ...init });
  card.onKey(event);
  return event;
}

const show = (shown: Partial<Parameters<AssistantView['update']>[0]> = {}, findings = 2) =>
  card.change(() => view.update({ ...FULL, ...shown }, findings));
const focused = () => root.activeElement as HTMLElement | null;
const find = (selector: string) => root.querySelector<HTMLElement>(selector);
const button = (action: string) => find(`[data-action="${action}"]`);
const isShown = (element: HTMLElement | null) => Boolean(element && !element.closest('[hidden]'));
const radio = (stage: string) => root.querySelector<HTMLInputElement>(`input[value="${stage}"]`);

describe('the view of the whole reply', () => {
  it('has nothing but the stages and a word before the answer is there', () => {
    show({ ...NONE, note: 'Einen Moment …' }, 0);
    expect(card.element.getAttribute('aria-label')).toBe('Tonfall: Ganze Antwort');
    expect(find('[role="status"]')?.textContent).toBe('Einen Moment …');
    expect(radio('first')?.checked || radio('detailed')?.checked).toBe(false);
    for (const action of ['take', 'another', 'write', 'findings'])
      expect(isShown(button(action))).toBe(false);
  });

  it('tells which parts are there, missing, and not needed', () => {
    show();
    const parts = [...root.querySelectorAll<HTMLElement>('.part')];
    expect(parts.map(({ dataset }) => dataset.state)).toEqual(['present', 'unwanted', 'missing']);
    expect(parts[0]?.textContent).toBe('✓Kritik anerkannt · ist drin');
    expect(parts[1]?.textContent).toBe('–Daraus gelernt · kann warten');
    expect(parts[2]?.textContent).toBe('○Nächster Schritt · fehlt noch');
  });

  it('offers what is missing, three times at most', () => {
    show();
    const offers = [...root.querySelectorAll<HTMLElement>('[data-action="insert"]')];
    expect(offers.map((one) => one.textContent?.replace('⏎', ''))).toEqual([
      'Einfügen: Wir melden uns [bis wann?].',
      'Einfügen: Wir rufen an.',
      'Einfügen: Drei.',
    ]);
    offers[1]?.click();
    expect(actions.insert).toHaveBeenCalledWith(PROPOSALS[1]);
    expect(find('h4')?.textContent).toBe('Nächster Schritt');
    show({ answer: { ...ANSWER, parts: ANSWER.parts.slice(0, 2) } });
    expect(isShown(find('.missing'))).toBe(false);
  });

  it('shows the reply in its language, with what is to be filled in set off', () => {
    show();
    expect(find('.reply')?.textContent).toBe(ANSWER.reply?.text);
    expect(find('.reply')?.lang).toBe('de');
    expect(find('.reply mark')?.textContent).toBe('[bis wann?]');
    button('take')?.click();
    button('another')?.click();
    expect(actions.take).toHaveBeenCalledTimes(1);
    expect(actions.another).toHaveBeenCalledTimes(1);
  });

  it('says where there is no reply, and whether that is good', () => {
    show({ answer: { ...ANSWER, language: 'en' }, reply: null, hasMore: false });
    expect(find('.reply')?.lang).toBe('de');
    expect(find('.reply')?.textContent).toBe('Dafür gibt es gerade keinen Vorschlag.');
    expect(isShown(button('take'))).toBe(false);
    show({ answer: { ...ANSWER, parts: ANSWER.parts.slice(0, 2) }, reply: null });
    expect(find('.reply')?.textContent).toBe('Da gibt es nichts zu verbessern.');
  });

  it('has the stage that was guessed chosen, and asks for another', () => {
    show();
    expect(radio('first')?.checked).toBe(true);
    expect(find('[role="radiogroup"]')?.textContent).toContain('Ausführliche Antwort');
    radio('detailed')?.click();
    expect(actions.choose).toHaveBeenCalledWith('detailed');
  });

  it('leads back to the findings where there are any', () => {
    show();
    expect(button('findings')?.textContent).toBe('Zu den Stellen (2)');
    button('findings')?.click();
    expect(actions.findings).toHaveBeenCalled();
    show({}, 0);
    expect(isShown(button('findings'))).toBe(false);
  });

  it('has no button for a language model where there is none', () => {
    show({ answer: { ...ANSWER, rewriter: false } });
    expect(isShown(button('write'))).toBe(false);
  });

  it('shows the language model’s text as it comes, and tells it a screen reader once', () => {
    show();
    button('write')?.focus();
    button('write')?.click();
    expect(actions.write).toHaveBeenCalled();
    show({ written: 'Das war [wann?]' });
    expect(find('.reply')?.textContent).toBe('Das war [wann?]');
    expect(find('.reply')?.getAttribute('aria-busy')).toBe('true');
    expect(find('.reply')?.closest('[aria-live]')).toBeNull();
    expect(find('[aria-live="polite"]')?.textContent).toBe('');
    expect(isShown(button('take'))).toBe(false);
    // The same button, which keeps the focus.
    expect(focused()?.textContent).toBe('Abbrechen');
    focused()?.click();
    expect(actions.cancel).toHaveBeenCalled();
    show({ reply: { text: 'Fertig.', variants: [] }, finished: 'Fertig.' });
    expect(find('[aria-live="polite"]')?.textContent).toBe('Fertig.');
    expect(find('.reply')?.getAttribute('aria-busy')).toBe('false');
    expect(isShown(button('take'))).toBe(true);
  });

  it('draws nothing anew that stays as it is', () => {
    show();
    const before = [find('.part'), find('.reply mark')];
    show({ note: 'Eingefügt.' });
    expect([find('.part'), find('.reply mark')]).toEqual(before);
    expect(find('.part')).toBe(before[0]);
    expect(find('.reply mark')).toBe(before[1]);
  });
});

describe('by keyboard', () => {
  it('Tab stays in the card, with one stop for the stages and none at what is hidden', () => {
    show({}, 0);
    const stops = [];
    for (let i = 0; i < 9; i++) {
      press('Tab');
      stops.push(focused()?.dataset.action ?? (focused() as HTMLInputElement).value);
    }
    const round = ['close', 'first', 'take', 'another', 'write', 'insert', 'insert', 'insert'];
    expect(stops).toEqual([...round, 'close']);
    press('Tab', { shiftKey: true });
    expect(focused()?.dataset.action).toBe('insert');
  });

  it('Tab stops at the first stage before one is known', () => {
    show(NONE, 0);
    press('Tab');
    press('Tab');
    expect(focused()).toBe(radio('first'));
    press('Tab');
    expect(focused()?.dataset.action).toBe('close');
  });

  it('the arrows move among proposals, and are left to the stages', () => {
    show();
    press('ArrowDown');
    press('ArrowDown');
    expect(focused()?.textContent).toContain('Wir rufen an.');
    radio('first')?.focus();
    expect(press('ArrowDown').defaultPrevented).toBe(false);
    expect(focused()).toBe(radio('first'));
  });

  it('Enter does nothing before something is chosen', () => {
    show();
    press('Enter');
    expect(actions.insert).not.toHaveBeenCalled();
    expect(actions.take).not.toHaveBeenCalled();
  });

  it('Escape closes, with the caret back', () => {
    show();
    press('Escape');
    expect(actions.close).toHaveBeenCalledWith(true);
  });

  it('the focus stays in the card where its button goes', () => {
    show();
    button('insert')?.focus();
    show({ answer: { ...ANSWER, parts: [] } });
    expect(focused()).toBe(card.element);
    button('another')?.focus();
    show({ hasMore: false });
    expect(focused()).toBe(card.element);
  });
});

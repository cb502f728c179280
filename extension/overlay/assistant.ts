/** The assistant's view of the card: what a good reply has, what is missing, and a whole reply to take over. */
import type { Rephrasing, ReplyPart, Stage, Suggestion } from '../client/api';
import { getLanguage, t } from '../i18n';
import type { View } from './card';
import { action, button, h, icon } from './dom';
import { SLOT } from './slots';
import type { WholeReply } from './whole-reply';

const STAGES: readonly Stage[] = ['first', 'detailed'];
const SLOTS = new RegExp(`(${SLOT.source})`);
const STATES = {
  present: { sign: '✓', text: 'assistant_present' },
  missing: { sign: '○', text: 'assistant_missing' },
  unwanted: { sign: '–', text: 'assistant_unwanted' },
} as const;
/** Proposals for one part. */
const SHOWN = 3;

export interface AssistantActions {
  choose(stage: Stage): void;
  insert(proposal: Suggestion): void;
  take(): void;
  another(): void;
  /** The language model starts or stops. */
  write(): void;
  cancel(): void;
  findings(): void;
  close(restore: boolean): void;
}

type Shown = Pick<
  WholeReply,
  'answer' | 'stage' | 'reply' | 'written' | 'finished' | 'note' | 'isOutdated' | 'hasMore'
>;

export class AssistantView implements View {
  readonly label = t('assistant_title');
  readonly contents: HTMLElement[];
  readonly close: AssistantActions['close'];
  private readonly stages: HTMLInputElement[];
  private readonly parts = h('ul', { class: 'parts' });
  private readonly missing = h('div', { class: 'missing', hidden: '' });
  private readonly reply = h('div', { class: 'reply', id: 'reply' });
  /** Tells a screen reader the language model's text: once, when it is whole. */
  private readonly spoken = h('div', { class: 'spoken', 'aria-live': 'polite' });
  private readonly status = h('p', { class: 'status', role: 'status' });
  private readonly body = h('div', { class: 'answer', hidden: '' });
  private readonly take: HTMLButtonElement;
  private readonly another: HTMLButtonElement;
  private readonly write: HTMLButtonElement;
  private readonly back: HTMLButtonElement;
  private readonly footer: HTMLElement;
  private isWriting = false;
  private drawn: readonly ReplyPart[] | null = null;

  constructor(private readonly actions: AssistantActions) {
    this.close = actions.close;
    this.stages = STAGES.map((stage) => this.stage(stage));
    this.take = action('take', 'assistant_take', actions.take);
    this.take.classList.add('primary');
    this.another = action('another', 'assistant_another', actions.another);
    // One button for both, so that the focus stays where it is.
    this.write = action('write', 'assistant_write', () =>
      this.isWriting ? actions.cancel() : actions.write(),
    );
    this.back = button({ 'data-action': 'findings' }, actions.findings);
    this.footer = h('div', { class: 'foot' }, this.back);
    this.body.append(
      h('h3', {}, t('assistant_parts')),
      this.parts,
      h('h3', {}, t('assistant_reply')),
      this.reply,
      h('div', { class: 'buttons' }, this.take, this.another, this.write),
    );
    this.contents = [
      h(
        'div',
        { class: 'head' },
        h('h2', {}, t('assistant_title')),
        icon('close', 'card_close', '×', () => actions.close(this.hasFocus)),
      ),
      h(
        'div',
        { class: 'stages', role: 'radiogroup', 'aria-labelledby': 'stage' },
        h('span', { id: 'stage', class: 'spoken' }, t('assistant_stage')),
        ...this.stages.map((input) => h('label', {}, input, t(`stage_${input.value as Stage}`))),
      ),
      this.body,
      this.status,
      this.missing,
      this.spoken,
      this.footer,
    ];
  }

  /** `findings`: how many the box has. */
  update(shown: Shown, findings: number): void {
    const { answer, stage, reply, written, note } = shown;
    this.isWriting = written !== null;
    for (const input of this.stages) input.checked = input.value === stage;
    this.body.hidden = !answer;
    for (const section of [this.body, this.missing])
      section.classList.toggle('outdated', Boolean(answer) && shown.isOutdated);
    if (answer && answer.parts !== this.drawn) this.draw(answer);
    // What is said where there is none is in the language of the card.
    this.reply.lang = this.spoken.lang = ((reply || this.isWriting) && answer?.language) || getLanguage();
    this.reply.classList.toggle('none', !reply && !this.isWriting);
    this.reply.setAttribute('aria-busy', String(this.isWriting));
    set(
      this.reply,
      written ?? reply?.text ?? t(isWhole(answer?.parts) ? 'assistant_no_reply' : 'assistant_nothing_yet'),
    );
    set(this.spoken, shown.finished);
    set(this.status, note);
    this.take.hidden = !reply || this.isWriting;
    this.another.hidden = !shown.hasMore || this.isWriting;
    this.write.hidden = !answer?.rewriter;
    this.write.textContent = t(this.isWriting ? 'assistant_cancel' : 'assistant_write');
    this.footer.hidden = findings === 0;
    this.back.textContent = t('assistant_findings', findings);
  }

  private get hasFocus(): boolean {
    const root = this.status.getRootNode();
    return root instanceof ShadowRoot && root.activeElement !== null;
  }

  private stage(stage: Stage): HTMLInputElement {
    const input = h('input', { type: 'radio', name: 'stage', value: stage });
    input.addEventListener('change', () => this.actions.choose(stage));
    return input;
  }

  /** The parts, and what could be put in for those that are missing: below the reply, which has all of them. */
  private draw({ parts, language }: Pick<Rephrasing, 'parts' | 'language'>): void {
    this.drawn = parts;
    this.parts.replaceChildren(...parts.map(drawPart));
    const missing = parts.filter(({ present, wanted, proposals }) => !present && wanted && proposals.length);
    this.missing.hidden = !missing.length;
    this.missing.replaceChildren(h('h3', {}, t('assistant_add')));
    for (const { part, proposals } of missing) {
      const offers = proposals.slice(0, SHOWN).map((one) => this.proposal(one, language));
      this.missing.append(h('h4', {}, t(`part_${part}`)), h('ul', { 'data-part': part }, ...offers));
    }
  }

  private proposal(proposal: Suggestion, language: string | null): HTMLElement {
    const text = proposal.replacement.trim();
    const inserts = button(
      { 'data-action': 'insert', class: 'suggestion' },
      () => this.actions.insert(proposal),
      h('span', { class: 'spoken' }, `${t('assistant_insert')} `),
      h('span', { ...(language && { lang: language }) }, ...withSlots(text)),
      h('kbd', { 'aria-hidden': 'true' }, '⏎'),
    );
    return h('li', {}, inserts);
  }
}

function drawPart({ part, present, wanted }: ReplyPart): HTMLElement {
  const state = present ? 'present' : wanted ? 'missing' : 'unwanted';
  const { sign, text } = STATES[state];
  return h(
    'li',
    { class: 'part', 'data-part': part, 'data-state': state },
    h('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
    h('span', { class: 'name' }, t(`part_${part}`)),
    h('span', { class: 'state' }, ` · ${t(text)}`),
  );
}

/** Every part that is wanted is there. */
function isWhole(parts: readonly ReplyPart[] = []): boolean {
  return parts.every(({ present, wanted }) => present || !wanted);
}

/** Only where it is another: what a screen reader reads it reads once. */
function set(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.replaceChildren(...withSlots(text));
}

/** Slots are set off: they are to be filled in. */
function withSlots(text: string): (Node | string)[] {
  return text.split(SLOTS).map((piece, at) => (at % 2 ? h('mark', { class: 'slot' }, piece) : piece));
}

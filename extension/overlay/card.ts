/**
 * The card: what is wrong with a wording, why, and what to write instead; or the assistant's view of the whole reply.
 * Takes the focus only when asked to.
 */
import type { Suggestion } from '../client/api';
import type { Problem } from '../client/protocol';
import { getLanguage, t } from '../i18n';
import { parts } from './diff';
import { action, button, h, icon } from './dom';
import { placeCard } from './place';
import type { Found } from './reader';
import type { Surface } from './surface';

/** Rephrasings on one card. */
const SHOWN = 3;

export interface CardActions {
  apply(suggestion: Suggestion): void;
  ignoreHere(): void;
  ignoreRule(): void;
  notSo(): void;
  /** Goes on to the assistant. */
  wholeReply(): void;
  /** The answer to `askToKeep`. */
  keep(keep: boolean): void;
  step(by: 1 | -1): void;
  /** `restore`: by keyboard, so the caret goes back to where it was. */
  close(restore: boolean): void;
}

export interface Shown {
  finding: Found;
  /** Its number among all findings of the box, from 0, and how many there are. */
  index: number;
  count: number;
  /** What a suggestion would take the place of. */
  replaced(suggestion: Suggestion): string;
}

/** What the card shows in place of a finding. */
export interface View {
  label: string;
  contents: readonly HTMLElement[];
  close: CardActions['close'];
}

export class Card {
  readonly element: HTMLElement;
  private actions: CardActions | null = null;
  private onClose: CardActions['close'] = () => {};

  constructor(surface: Surface) {
    this.element = h('section', {
      'data-tonfall': 'card',
      role: 'dialog',
      tabindex: '-1',
      hidden: '',
    });
    surface.root.append(this.element);
  }

  get hasFocus(): boolean {
    return this.element.contains(this.focused);
  }

  open(shown: Shown, actions: CardActions, takeFocus: boolean): void {
    this.actions = actions;
    const { finding } = shown;
    // Stepping on by keyboard leaves the focus on the button for the next step.
    const pressed = this.focused?.dataset.action;
    this.fill({
      label: t(`category_${finding.category}`),
      contents: this.contents(shown),
      close: actions.close,
    });
    this.element.dataset.severity = finding.severity;
    this.element.setAttribute('aria-describedby', 'message');
    if (!takeFocus) return;
    const again = pressed === 'next' || pressed === 'previous' ? this.button(pressed) : null;
    (again ?? this.element).focus({ preventScroll: true });
  }

  openView(view: View, takeFocus: boolean): void {
    this.actions = null;
    delete this.element.dataset.severity;
    this.element.removeAttribute('aria-describedby');
    this.fill(view);
    if (takeFocus) this.takeFocus();
  }

  takeFocus(): void {
    this.element.focus({ preventScroll: true });
  }

  /** Changes what is shown. Where the button goes that has the focus, the card keeps it. */
  change(update: () => void): void {
    const { hasFocus } = this;
    update();
    if (hasFocus && (!this.hasFocus || this.focused?.closest('[hidden]'))) this.takeFocus();
  }

  private fill({ label, contents, close }: View): void {
    this.onClose = close;
    this.element.lang = getLanguage();
    this.element.setAttribute('aria-label', t('card_label', label));
    this.element.replaceChildren(...contents);
    this.element.hidden = false;
    this.element.scrollTop = 0;
  }

  close(): void {
    this.element.hidden = true;
    this.element.replaceChildren();
    this.actions = null;
    this.onClose = () => {};
  }

  moveTo(anchor: DOMRect): void {
    const { element } = this;
    const border = element.offsetHeight - element.clientHeight;
    const full = { width: element.offsetWidth, height: element.scrollHeight + border };
    const view = { width: innerWidth, height: innerHeight };
    const { left, top, height } = placeCard(anchor, full, view);
    element.style.left = `${left}px`;
    element.style.top = `${top}px`;
    element.style.maxHeight = `${height}px`;
  }

  /** The box didn't take the rephrasing: nothing more is tried, the person can paste it. */
  offerCopy({ replacement }: Pick<Suggestion, 'replacement'>): void {
    this.withdrawCopy();
    const copy = action('copy', 'card_copy', async () => {
      await copyText(replacement, this.element);
      copy.textContent = t('card_copied');
    });
    const offer = h('div', { class: 'failed', role: 'status' }, t('card_not_applied'), copy);
    this.element.querySelector('.foot')?.before(offer);
    this.element.scrollTop = this.element.scrollHeight;
  }

  withdrawCopy(): void {
    this.element.querySelector('.failed')?.remove();
  }

  /** Not so: may the sentence be kept, to improve the rules? */
  askToKeep(): void {
    this.replaceFooter(
      t('card_keep_question'),
      action('keep', 'card_keep', () => this.actions?.keep(true)),
      action('just-hide', 'card_just_hide', () => this.actions?.keep(false)),
    );
  }

  tellNotKept({ code, detail }: Problem): void {
    this.replaceFooter(
      `${t('card_not_kept')} ${detail ?? `${t(`problem_${code}`)}.`}`,
      action('just-hide', 'card_just_hide', () => this.actions?.ignoreHere()),
    );
  }

  private replaceFooter(text: string, ...buttons: HTMLButtonElement[]): void {
    const focus = this.hasFocus;
    const said = h('p', { id: 'asks', role: 'status' }, text);
    const asks = h('div', { class: 'asks', role: 'group', 'aria-labelledby': 'asks' }, said, ...buttons);
    this.element.querySelector('.foot, .asks')?.replaceWith(asks);
    if (focus) buttons[0]?.focus({ preventScroll: true });
  }

  /** A key pressed while the card has the focus. What it leaves alone, the browser does: a click on Enter, for one. */
  onKey(event: KeyboardEvent): void {
    // The arrows choose one of these by themselves.
    if (this.focused?.matches('[type="radio"]') && event.key.startsWith('Arrow')) return;
    const suggestions = [...this.element.querySelectorAll<HTMLElement>('.suggestion')];
    const at = this.focused ? suggestions.indexOf(this.focused) : -1;
    switch (event.key) {
      case 'Escape':
        this.onClose(true);
        break;
      case 'ArrowDown':
        suggestions[Math.min(at + 1, suggestions.length - 1)]?.focus();
        break;
      case 'ArrowUp':
        suggestions[Math.max(at - 1, 0)]?.focus();
        break;
      case 'Tab':
        this.focusNext(event.shiftKey ? -1 : 1);
        break;
      case 'Enter':
        if (this.focused !== this.element) return;
        this.button('apply')?.click();
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  private get focused(): HTMLElement | null {
    return (this.element.getRootNode() as ShadowRoot).activeElement as HTMLElement | null;
  }

  /** Tab stays in the card: what comes behind it is the end of the page, far from the reply box. */
  private focusNext(by: 1 | -1): void {
    const stops = [...this.element.querySelectorAll<HTMLElement>('button, input')].filter(isStop);
    const at = stops.indexOf(this.focused as HTMLElement);
    const next = at < 0 && by < 0 ? stops.length - 1 : (at + by + stops.length) % stops.length;
    stops[next]?.focus();
  }

  private contents({ finding, index, count, replaced }: Shown): HTMLElement[] {
    const all = [
      this.header(finding, index, count),
      h(
        'h2',
        {},
        t(`category_${finding.category}`),
        h('span', {}, ` · ${t(`certainty_${finding.certainty}`)}`),
      ),
      h('p', { id: 'message', class: 'message' }, finding.message),
      h('p', { class: 'why' }, h('strong', {}, finding.principle), ` ${finding.why}`),
    ];
    const suggestions = finding.suggestions.slice(0, SHOWN);
    if (suggestions.length) {
      all.push(
        h('h3', {}, t('card_suggestions')),
        h('ul', {}, ...suggestions.map((one) => h('li', {}, this.suggestion(one, replaced(one))))),
      );
    }
    all.push(
      h(
        'div',
        { class: 'more' },
        action('whole-reply', 'assistant_title', () => this.actions?.wholeReply()),
      ),
      h(
        'div',
        { class: 'foot' },
        action('not-so', 'card_not_so', () => this.actions?.notSo()),
        action('ignore', 'card_ignore', () => this.actions?.ignoreHere()),
        action('ignore-rule', 'card_ignore_rule', () => this.actions?.ignoreRule()),
      ),
    );
    return all;
  }

  private header({ severity }: Found, index: number, count: number): HTMLElement {
    const navigation = h('div', { class: 'navigation' });
    if (count > 1) {
      navigation.append(
        icon('previous', 'card_previous', '‹', () => this.actions?.step(-1)),
        h('span', { class: 'position' }, t('card_position', index + 1, count)),
        icon('next', 'card_next', '›', () => this.actions?.step(1)),
      );
    }
    navigation.append(icon('close', 'card_close', '×', () => this.onClose(this.hasFocus)));
    return h(
      'div',
      { class: 'head' },
      h('span', { class: 'severity' }, t(`severity_${severity}`)),
      navigation,
    );
  }

  private suggestion(suggestion: Suggestion, replaced: string): HTMLElement {
    return button(
      { 'data-action': 'apply', class: 'suggestion' },
      () => this.actions?.apply(suggestion),
      deletes(suggestion, replaced)
        ? deletion(replaced.slice(0, replaced.length - suggestion.replacement.length))
        : rephrased(replaced, suggestion.replacement),
      h('kbd', { 'aria-hidden': 'true' }, '⏎'),
    );
  }

  private button(action: string): HTMLElement | null {
    return this.element.querySelector<HTMLElement>(`[data-action="${action}"]`);
  }
}

/** Whether Tab stops there: at one of a group of radio buttons only. */
function isStop(element: HTMLElement): boolean {
  if (element.closest('[hidden]')) return false;
  if (!(element instanceof HTMLInputElement) || element.checked) return true;
  const group = [...(element.closest('[role="radiogroup"]')?.querySelectorAll('input') ?? [])];
  return group[0] === element && !group.some(({ checked }) => checked);
}

/** The new wording; where it keeps words of the old one, these step back. */
function rephrased(before: string, after: string): HTMLElement {
  const [head, changed, tail] = parts(before, after);
  const text = h('span', {});
  if (head) text.append(h('span', { class: 'kept' }, head));
  text.append(changed);
  if (tail) text.append(h('span', { class: 'kept' }, tail));
  return text;
}

/** Deleting may leave a full stop, or make the next letter small: „Hallo Jana, wir …“. */
function deletes({ replacement }: Suggestion, before: string): boolean {
  return !replacement || (replacement.length === 1 && before.length > 1 && /^[.\p{L}]$/u.test(replacement));
}

function deletion(before: string): HTMLElement {
  return h('span', {}, h('span', { class: 'delete' }, t('card_delete')), ' ', h('del', {}, before.trim()));
}

/** Some pages forbid the clipboard to scripts; the browser's own copying of a selection still works there. */
async function copyText(text: string, within: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const inCard = (within.getRootNode() as ShadowRoot).activeElement;
    const focused = (inCard ?? document.activeElement) as HTMLElement | null;
    const area = h('textarea', { class: 'copied', 'aria-hidden': 'true', tabindex: '-1' });
    area.value = text;
    within.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
    focused?.focus({ preventScroll: true });
  }
}

/** The card: what is wrong with a wording, why, and what to write instead. Takes the focus only when asked to. */
import type { Suggestion } from '../client/api';
import type { Problem } from '../client/protocol';
import { getLanguage, type MessageKey, t } from '../i18n';
import { parts } from './diff';
import { button, h } from './dom';
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

export class Card {
  readonly element: HTMLElement;
  private actions: CardActions | null = null;

  constructor(surface: Surface) {
    this.element = h('section', {
      'data-tonfall': 'card',
      role: 'dialog',
      'aria-describedby': 'message',
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
    const action = this.focused?.dataset.action;
    this.element.dataset.severity = finding.severity;
    this.element.lang = getLanguage();
    this.element.setAttribute('aria-label', t('card_label', t(`category_${finding.category}`)));
    this.element.replaceChildren(...this.contents(shown));
    this.element.hidden = false;
    this.element.scrollTop = 0;
    if (!takeFocus) return;
    const again = action === 'next' || action === 'previous' ? this.button(action) : null;
    (again ?? this.element).focus({ preventScroll: true });
  }

  close(): void {
    this.element.hidden = true;
    this.element.replaceChildren();
    this.actions = null;
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
  offerCopy({ replacement }: Suggestion): void {
    this.element.querySelector('.failed')?.remove();
    const copy = this.action('copy', 'card_copy', async () => {
      await copyText(replacement, this.element);
      copy.textContent = t('card_copied');
    });
    const offer = h('div', { class: 'failed', role: 'status' }, t('card_not_applied'), copy);
    this.element.querySelector('footer')?.before(offer);
  }

  /** Not so: may the sentence be kept, to improve the rules? */
  askToKeep(): void {
    this.replaceFooter(
      t('card_keep_question'),
      this.action('keep', 'card_keep', () => this.actions?.keep(true)),
      this.action('just-hide', 'card_just_hide', () => this.actions?.keep(false)),
    );
  }

  tellNotKept({ code, detail }: Problem): void {
    this.replaceFooter(
      `${t('card_not_kept')} ${detail ?? `${t(`problem_${code}`)}.`}`,
      this.action('just-hide', 'card_just_hide', () => this.actions?.ignoreHere()),
    );
  }

  private replaceFooter(text: string, ...buttons: HTMLButtonElement[]): void {
    const focus = this.hasFocus;
    const said = h('p', { id: 'asks', role: 'status' }, text);
    const asks = h('div', { class: 'asks', role: 'group', 'aria-labelledby': 'asks' }, said, ...buttons);
    this.element.querySelector('footer, .asks')?.replaceWith(asks);
    if (focus) buttons[0]?.focus({ preventScroll: true });
  }

  /** A key pressed while the card has the focus. What it leaves alone, the browser does: a click on Enter, for one. */
  onKey(event: KeyboardEvent): void {
    const suggestions = [...this.element.querySelectorAll<HTMLElement>('.suggestion')];
    const at = this.focused ? suggestions.indexOf(this.focused) : -1;
    switch (event.key) {
      case 'Escape':
        this.actions?.close(true);
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
        suggestions[0]?.click();
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
    const buttons = [...this.element.querySelectorAll('button')];
    const at = buttons.indexOf(this.focused as HTMLButtonElement);
    const next = at < 0 && by < 0 ? buttons.length - 1 : (at + by + buttons.length) % buttons.length;
    buttons[next]?.focus();
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
        'footer',
        {},
        this.action('not-so', 'card_not_so', () => this.actions?.notSo()),
        this.action('ignore', 'card_ignore', () => this.actions?.ignoreHere()),
        this.action('ignore-rule', 'card_ignore_rule', () => this.actions?.ignoreRule()),
      ),
    );
    return all;
  }

  private header({ severity }: Found, index: number, count: number): HTMLElement {
    const navigation = h('div', { class: 'navigation' });
    if (count > 1) {
      navigation.append(
        this.icon('previous', 'card_previous', '‹', () => this.actions?.step(-1)),
        h('span', { class: 'position' }, t('card_position', index + 1, count)),
        this.icon('next', 'card_next', '›', () => this.actions?.step(1)),
      );
    }
    navigation.append(this.icon('close', 'card_close', '×', () => this.actions?.close(this.hasFocus)));
    return h('header', {}, h('span', { class: 'severity' }, t(`severity_${severity}`)), navigation);
  }

  private suggestion(suggestion: Suggestion, replaced: string): HTMLElement {
    return button(
      { 'data-action': 'apply', class: 'suggestion' },
      () => this.actions?.apply(suggestion),
      suggestion.replacement ? rephrased(replaced, suggestion.replacement) : deletion(replaced),
      h('kbd', { 'aria-hidden': 'true' }, '⏎'),
    );
  }

  private button(action: string): HTMLElement | null {
    return this.element.querySelector<HTMLElement>(`[data-action="${action}"]`);
  }

  private action(name: string, text: MessageKey, run: () => void): HTMLButtonElement {
    return button({ 'data-action': name }, run, t(text));
  }

  private icon(name: string, label: MessageKey, sign: string, run: () => void): HTMLButtonElement {
    return button({ 'data-action': name, class: 'icon', 'aria-label': t(label), title: t(label) }, run, sign);
  }
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

/** The small count beside a reply box: findings, a tick, or that something is wrong. */
import { type MessageKey, t } from '../i18n';
import { button } from './dom';
import { badgeSpots, isFree } from './place';
import type { Reader } from './reader';
import type { Surface } from './surface';

/** Less of the box than that is not worth a badge. */
const LEAST_SEEN_PX = 8;
/** Above the box's right end: where it stands when nothing around the box is free. */
const LAST_RESORT = 1;

export class Badge {
  readonly element: HTMLButtonElement;
  /** Which of the spots it stands at; none yet where it isn't shown. */
  private spot = -1;

  constructor(surface: Surface, onClick: () => void) {
    this.element = button({ 'data-tonfall': 'badge', tabindex: '-1', hidden: '' }, onClick);
    surface.root.append(this.element);
  }

  show(reader: Reader): void {
    const { state, findings } = reader;
    this.element.hidden = state.name === 'empty';
    if (this.element.hidden) {
      this.spot = -1;
      return;
    }
    const [name, sign, label] = this.reading(reader, findings.length);
    this.element.dataset.state = name;
    this.element.dataset.count = String(findings.length);
    this.element.dataset.severity = findings.reduce((worst, { severity }) => worse(worst, severity), '');
    if (this.element.textContent !== sign) this.element.textContent = sign;
    this.element.setAttribute('aria-label', label);
    this.element.title = label;
  }

  /**
   * Goes beside what is seen of the box. `anew`: finds another spot where something has come to the one it stands at;
   * otherwise it stays, since a badge that hops about is worse than one that stands in the second-best place.
   */
  moveTo(seen: DOMRect | null, box: Element, anew: boolean): void {
    const { element } = this;
    const shown = seen !== null && seen.height >= LEAST_SEEN_PX;
    element.style.visibility = shown ? '' : 'hidden';
    if (!shown || element.hidden) return;
    const size = { width: element.offsetWidth, height: element.offsetHeight };
    const spots = badgeSpots(seen, size);
    const free = (index: number) => Boolean(spots[index] && isFree(spots[index], size, box));
    if (this.spot < 0 || (anew && !free(this.spot))) {
      const found = spots.findIndex((_, index) => free(index));
      this.spot = found < 0 ? LAST_RESORT : found;
    }
    const { left, top } = spots[this.spot] ?? seen;
    element.style.left = `${Math.max(0, Math.min(left, innerWidth - size.width))}px`;
    element.style.top = `${Math.max(0, top)}px`;
  }

  remove(): void {
    this.element.remove();
  }

  private reading({ state }: Reader, count: number): [name: string, sign: string, label: string] {
    if (state.name === 'problem') {
      const { code } = state.problem;
      const what = `${t(`problem_${code}` as MessageKey)}. ${t(`help_${code}` as MessageKey)}`;
      return ['problem', '!', t('badge_problem', what)];
    }
    if (state.name === 'checking') return ['checking', '…', t('popup_checking')];
    if (!count) return ['ok', '✓', t('badge_none')];
    return ['findings', String(count), count === 1 ? t('badge_one') : t('badge_many', count)];
  }
}

function worse(a: string, b: string): string {
  const order = ['', 'hint', 'warning', 'block'];
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}

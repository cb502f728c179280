/** Tonfall on one page: reads along in every box it is given, and turns what the person does into what is shown. */
import { type Editor, editorOf } from '../editors';
import { Box, type BoxEvents } from './box';
import { watchRest } from './hover';
import { Presenter } from './presenter';
import type { Ports } from './reader';
import { isOurs, keepSurfaces, removeSurfaces } from './surface';

/** How often is looked at what tells nobody when it changes: what stands around the boxes. */
const TICK_MS = 300;
/** How long the pointer may be away from a card that came up by hovering. */
const LEAVE_MS = 400;

export class Overlay {
  private readonly boxes = new Map<Element, Box>();
  private readonly presenter = new Presenter(() => this.stick());
  /** The box that was written in last. */
  private last: Box | null = null;
  private frame = 0;
  private placeAll = false;
  private leaving: ReturnType<typeof setTimeout> | undefined;
  /** Keys that went down for the card: the page doesn't see them come up either. */
  private readonly ourKeys = new Set<string>();
  private readonly end = new AbortController();
  private readonly events: BoxEvents = {
    changed: (box) => {
      this.presenter.follow(box);
      this.stick();
    },
    moved: () => this.placeSoon(),
    badgeClicked: (box) => this.openFirst(box),
  };

  constructor(
    private readonly ports: (editor: Editor) => Ports,
    /** Told how many boxes are read whenever that changes. */
    private readonly counted: (boxes: number) => void = () => {},
  ) {
    const { signal } = this.end;
    const options = { capture: true, passive: true, signal };
    addEventListener('scroll', () => this.placeSoon(), options);
    addEventListener('resize', () => this.placeSoon(), options);
    addEventListener('mousemove', (event) => this.onMouseMove(event), options);
    addEventListener('mousedown', (event) => this.onMouseDown(event), options);
    // A form that is sent takes the whole page away.
    addEventListener('pagehide', () => this.leave(), options);
    // On the window and before the page, which must not take a key in the card for one of its own.
    for (const type of ['keydown', 'keypress', 'keyup'] as const)
      addEventListener(type, (event) => this.onKey(event), { capture: true, signal });
    for (const type of ['focus', 'focusin'] as const)
      addEventListener(type, (event) => isOurs(event) && event.stopImmediatePropagation(), options);
    const tick = setInterval(() => this.tick(), TICK_MS);
    signal.addEventListener('abort', () => {
      clearInterval(tick);
      clearTimeout(this.leaving);
      cancelAnimationFrame(this.frame);
    });
  }

  /** Reads along in this element from now on, if it can be written in. */
  add(element: Element): void {
    this.dropGone();
    const known = this.boxes.get(element);
    if (known) {
      known.surface.raise();
      return;
    }
    const editor = editorOf(element);
    if (!editor) return;
    const box = new Box(editor, this.ports(editor), this.events);
    const { signal } = box;
    this.boxes.set(element, box);
    element.addEventListener('focus', () => (this.last = box), { signal, passive: true });
    element.addEventListener('input', () => this.presenter.unlessPinned(), { signal, passive: true });
    element.addEventListener('click', (event) => this.onClick(box, event as MouseEvent), {
      capture: true,
      signal,
    });
    watchRest(box.element, (x, y) => this.onRest(box, x, y), signal);
    if (box.hasFocus) this.last = box;
    this.counted(this.boxes.size);
  }

  /** Opens the card on the next finding of the box that is written in, or on the whole reply, with the focus in the card. */
  next(): void {
    if (this.presenter.isOpen) {
      this.presenter.step(1, 'keyboard');
      return;
    }
    const box = this.active();
    const [first] = box?.reader.findings ?? [];
    if (box && first) this.presenter.show(box, first, 'keyboard');
    else if (box) this.presenter.assist(box, 'keyboard');
  }

  recheck(): void {
    for (const { reader } of this.boxes.values()) reader.recheck();
  }

  refresh(): void {
    for (const box of this.boxes.values()) box.show();
  }

  remove(): void {
    this.end.abort();
    for (const box of this.boxes.values()) this.drop(box);
    removeSurfaces();
  }

  private active(): Box | null {
    const last = this.last?.element.isConnected ? this.last : null;
    return this.focused ?? last ?? [...this.boxes.values()][0] ?? null;
  }

  private get focused(): Box | undefined {
    return [...this.boxes.values()].find(({ hasFocus }) => hasFocus);
  }

  private openFirst(box: Box): void {
    const [first] = box.reader.findings;
    if (this.presenter.box === box) this.presenter.close(false);
    else if (first) this.presenter.show(box, first, 'click');
    else if (box.reader.state.name === 'problem') box.reader.recheck();
    else this.presenter.assist(box, 'click');
  }

  private onClick(box: Box, { clientX, clientY }: MouseEvent): void {
    const finding = box.findingAt(clientX, clientY);
    if (finding) this.presenter.show(box, finding, 'click');
  }

  private onRest(box: Box, x: number, y: number): void {
    const finding = box.findingAt(x, y);
    // A card that somebody opened on purpose isn't pushed aside by a pointer passing.
    if (!finding || this.presenter.isShowing(finding)) return;
    this.presenter.unlessPinned();
    if (!this.presenter.isOpen) this.presenter.show(box, finding, 'hover');
  }

  private onMouseMove({ clientX, clientY }: MouseEvent): void {
    if (!this.presenter.hasLost(clientX, clientY)) {
      clearTimeout(this.leaving);
      this.leaving = undefined;
      return;
    }
    this.leaving ??= setTimeout(() => {
      this.leaving = undefined;
      this.presenter.unlessPinned();
    }, LEAVE_MS);
  }

  /** A click elsewhere closes the card. */
  private onMouseDown(event: MouseEvent): void {
    if (isOurs(event)) this.presenter.pin();
    else if (!this.presenter.staysFor(event.target)) this.presenter.close(false);
  }

  private onKey(event: KeyboardEvent): void {
    const down = event.type === 'keydown';
    const card = this.presenter.focusedCard;
    // While the caret is still in the box, too, Escape closes the card and does nothing else.
    const closes = down && event.key === 'Escape' && this.presenter.isOpen;
    const fills = down && !card && !closes && this.focused?.reader.slots.onKey(event);
    const wentDown = event.type === 'keyup' && this.ourKeys.delete(event.code);
    if (!card && !closes && !fills && !wentDown) return;
    event.stopImmediatePropagation();
    if (!down) return;
    this.ourKeys.add(event.code);
    if (card) card.onKey(event);
    else {
      event.preventDefault();
      if (closes) this.presenter.close(false);
    }
  }

  private placeSoon(): void {
    this.placeAll = true;
    this.nextFrame();
  }

  /** What lies over the page moves with it, in the same frame. Costs frames only while something does lie there. */
  private stick(): void {
    const sticks = this.presenter.isOpen || [...this.boxes.values()].some(({ hasLines }) => hasLines);
    if (sticks) this.nextFrame();
  }

  private nextFrame(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.dropGone();
      for (const box of this.boxes.values()) if (this.placeAll || box.hasMoved()) box.place(false);
      this.placeAll = false;
      this.presenter.place();
      this.stick();
    });
  }

  private tick(): void {
    if (document.hidden) return;
    this.dropGone();
    if (this.boxes.size) keepSurfaces();
    for (const box of this.boxes.values()) box.place(true);
  }

  private leave(): void {
    for (const { reader } of this.boxes.values()) reader.gone();
  }

  private dropGone(): void {
    for (const box of this.boxes.values()) {
      if (box.element.isConnected) continue;
      box.reader.gone();
      this.drop(box);
    }
  }

  private drop(box: Box): void {
    if (this.presenter.box === box) this.presenter.close(false);
    box.remove();
    this.boxes.delete(box.element);
    if (this.last === box) this.last = null;
    this.counted(this.boxes.size);
  }
}

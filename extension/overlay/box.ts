/** One reply box on screen: what its reader found, drawn on the words and counted beside it. */
import type { Severity } from '../client/api';
import type { Editor } from '../editors';
import { Badge } from './badge';
import { highlight } from './highlights';
import { Lines } from './lines';
import { around, contains, within } from './place';
import { type Found, type Ports, Reader } from './reader';
import { Sight } from './sight';
import { type Surface, surfaceFor } from './surface';

export interface BoxEvents {
  /** What is to be shown has changed. */
  changed(box: Box): void;
  /** Its place on screen may have changed, or it left the page. */
  moved(): void;
  badgeClicked(box: Box): void;
}

export class Box {
  readonly element: HTMLElement;
  readonly reader: Reader;
  readonly surface: Surface;
  private readonly badge: Badge;
  private readonly lines: Lines | null;
  private readonly sight: Sight;
  private readonly end = new AbortController();
  private rect = new DOMRect();
  private seen: DOMRect | null = null;

  constructor(
    readonly editor: Editor,
    readonly ports: Ports,
    private readonly events: BoxEvents,
  ) {
    const { signal } = this.end;
    this.element = editor.element;
    this.surface = surfaceFor(this.element);
    this.badge = new Badge(this.surface, () => events.badgeClicked(this));
    this.lines = editor.kind === 'textarea' ? new Lines(this.surface) : null;
    const resized = new ResizeObserver(() => events.moved());
    resized.observe(this.element);
    signal.addEventListener('abort', () => resized.disconnect());
    // Also tells when the box leaves the document, which nothing else does without watching the whole page.
    this.sight = new Sight(this.element, () => events.moved(), signal);
    this.reader = new Reader(editor, ports, () => this.show(), signal);
  }

  get signal(): AbortSignal {
    return this.end.signal;
  }

  /** Lines of ours lie over the page and have to move with it. */
  get hasLines(): boolean {
    return Boolean(this.lines?.drawn);
  }

  get hasFocus(): boolean {
    return this.element.matches(':focus');
  }

  show(): void {
    this.badge.show(this.reader);
    this.draw();
    this.place(false);
    this.events.changed(this);
  }

  /** Brings badge and lines to where the box is now; `anew`: sees to it that the badge is in nobody's way. */
  place(anew: boolean): void {
    this.rect = this.element.getBoundingClientRect();
    if (this.lines) this.draw();
    const view = new DOMRect(0, 0, innerWidth, innerHeight);
    const window = this.sight.window && within(this.sight.window, view);
    this.seen = window && within(this.rect, window);
    this.badge.moveTo(this.seen, this.element, anew);
  }

  /** Whether the box is elsewhere than when it was last placed. */
  hasMoved(): boolean {
    const { x, y, width, height } = this.element.getBoundingClientRect();
    const { rect } = this;
    return x !== rect.x || y !== rect.y || width !== rect.width || height !== rect.height;
  }

  /** The finding whose wording is at this point of the viewport. */
  findingAt(x: number, y: number): Found | undefined {
    return this.reader.findings.find((finding) => this.isOn(finding, x, y));
  }

  isOn({ quote, start, end }: Found, x: number, y: number): boolean {
    return Boolean(quote) && this.editor.rects(start, end).some((rect) => contains(rect, x, y));
  }

  /** What the card stands beside: the wording, or the badge where that isn't on screen or is the whole draft. */
  anchor({ quote, start, end }: Found): DOMRect {
    return (
      (quote ? around(this.editor.rects(start, end)) : null) ?? this.badge.element.getBoundingClientRect()
    );
  }

  /** What is seen of the box: what the assistant stands beside, for it is about all of it. */
  get whole(): DOMRect {
    return this.seen ?? this.rect;
  }

  remove(): void {
    this.end.abort();
    this.badge.remove();
    this.lines?.remove();
    this.editor.release();
    highlight(this, new Map());
  }

  private draw(): void {
    const findings = this.reader.findings.filter(({ quote }) => quote);
    if (this.lines) {
      this.lines.draw(this.editor, findings, this.sight.window);
      return;
    }
    const ranges = new Map<Severity, Range[]>();
    for (const { start, end, severity, quote } of findings) {
      const range = this.editor.range(start, end);
      if (!range || range.toString().replaceAll('\u00a0', ' ') !== quote.replaceAll('\n', '')) continue;
      ranges.set(severity, [...(ranges.get(severity) ?? []), range]);
    }
    highlight(this, ranges);
  }
}

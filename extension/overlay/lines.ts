/** Underlines for boxes whose text is in no DOM node: drawn in our own layer, above the box. */
import type { Finding } from '../client/api';
import type { Editor } from '../editors';
import { h } from './dom';
import type { Surface } from './surface';

export class Lines {
  private elements: HTMLElement[] = [];

  constructor(private readonly surface: Surface) {}

  get drawn(): boolean {
    return this.elements.length > 0;
  }

  /** `window`: where the box can be seen; no line is drawn outside of it. */
  draw(editor: Editor, findings: readonly Finding[], window: DOMRect | null): void {
    this.remove();
    if (!window) return;
    this.elements = findings.flatMap(({ start, end, severity, quote }) =>
      editor
        .rects(start, end)
        .filter(({ bottom, left }) => bottom > window.top && bottom < window.bottom && left < window.right)
        .map(({ x, y, width, height }) => {
          const line = h('div', { 'data-tonfall': 'line', 'data-severity': severity, 'data-quote': quote });
          Object.assign(line.style, {
            left: `${x}px`,
            top: `${y}px`,
            width: `${width}px`,
            height: `${height}px`,
          });
          return line;
        }),
    );
    this.surface.root.prepend(...this.elements);
  }

  remove(): void {
    for (const element of this.elements) element.remove();
    this.elements = [];
  }
}

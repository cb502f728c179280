/** A hidden copy of a text field, laid out like it, that tells where a stretch of its text stands on screen. */

/** What makes text run the same way. */
const COPIED = [
  'direction',
  'font-family',
  'font-feature-settings',
  'font-kerning',
  'font-size',
  'font-stretch',
  'font-style',
  'font-variant',
  'font-weight',
  'hyphens',
  'letter-spacing',
  'line-height',
  'overflow-wrap',
  'padding-bottom',
  'padding-left',
  'padding-right',
  'padding-top',
  'tab-size',
  'text-align',
  'text-indent',
  'text-transform',
  'white-space',
  'word-break',
  'word-spacing',
];

export class Mirror {
  /** In a shadow root, where neither the page's style sheets nor its observers look. */
  private readonly host = document.createElement('tonfall-mirror');
  private readonly copy = document.createElement('div');
  private readonly text = document.createTextNode('');
  /** What it was last brought up to date for. */
  private frame: CSSNumberish | null = null;

  constructor(private readonly field: HTMLTextAreaElement | HTMLInputElement) {
    this.host.setAttribute('aria-hidden', 'true');
    this.host.style.cssText =
      'all: initial; position: fixed; left: 0; top: 0; visibility: hidden; pointer-events: none';
    this.copy.append(this.text);
    this.host.attachShadow({ mode: 'closed' }).append(this.copy);
  }

  /** The rectangles of text[start:end] in the viewport, one a line, as if nothing of the field were scrolled away. */
  rects(start: number, end: number): DOMRect[] {
    this.update();
    const { field } = this;
    const range = document.createRange();
    range.setStart(this.text, Math.min(start, this.text.length));
    range.setEnd(this.text, Math.min(end, this.text.length));
    const outer = field.getBoundingClientRect();
    // A transform around the field scales it.
    const scaleX = outer.width / (field.offsetWidth || 1);
    const scaleY = outer.height / (field.offsetHeight || 1);
    const origin = this.copy.getBoundingClientRect();
    const left = field.clientLeft - field.scrollLeft - origin.x;
    const top = field.clientTop - field.scrollTop - origin.y;
    return [...range.getClientRects()]
      .filter(({ width }) => width)
      .map(
        ({ x, y, width, height }) =>
          new DOMRect(
            outer.x + (x + left) * scaleX,
            outer.y + (y + top) * scaleY,
            width * scaleX,
            height * scaleY,
          ),
      );
  }

  remove(): void {
    this.host.remove();
  }

  /** Once a frame and text; a field's style hardly changes between two questions. */
  private update(): void {
    const { field, copy, text } = this;
    const { currentTime } = document.timeline;
    // The last line is there even when it is empty.
    const value = `${field.value}\u200b`;
    if (this.host.isConnected && this.frame === currentTime && text.data === value) return;
    this.frame = currentTime;
    if (text.data !== value) text.data = value;
    if (!this.host.isConnected) document.documentElement.append(this.host);
    const style = getComputedStyle(field);
    for (const name of COPIED) copy.style.setProperty(name, style.getPropertyValue(name));
    copy.style.boxSizing = 'border-box';
    copy.style.width = `${field.clientWidth}px`;
    if (field instanceof HTMLInputElement) {
      // One line, in the middle of the field.
      const padding = Number.parseFloat(style.paddingTop) + Number.parseFloat(style.paddingBottom);
      copy.style.lineHeight = `${field.clientHeight - padding}px`;
      copy.style.whiteSpace = 'pre';
    }
  }
}

/** Editable elements: plain contenteditable, and what Lexical and Draft.js make of it. */
import { type Editor, hasFocus, replaceAsTyped } from './editor';
import { TextMap } from './text-map';

export class RichText implements Editor {
  private known: TextMap | null = null;
  /** Only forgets what was read; many questions are asked about one state of the text. */
  private readonly edits = new MutationObserver(() => (this.known = null));

  constructor(
    readonly element: HTMLElement,
    readonly kind: 'contenteditable' | 'lexical' | 'draftjs',
  ) {
    this.edits.observe(element, { childList: true, characterData: true, subtree: true });
  }

  read(): string {
    return this.map().text;
  }

  range(start: number, end: number): Range | null {
    return this.map().range(start, end);
  }

  rects(start: number, end: number): DOMRect[] {
    return [...(this.range(start, end)?.getClientRects() ?? [])].filter(({ width }) => width);
  }

  select(start: number, end: number): void {
    this.element.focus({ preventScroll: true });
    // Focus may make the editor render anew, so the place is looked up only now.
    const range = this.range(start, end);
    if (range) select(this.element, range);
  }

  saveSelection(): () => void {
    const selection = selectionOf(this.element);
    const saved = selection?.rangeCount ? selection.getRangeAt(0).cloneRange() : null;
    return () => {
      this.element.focus({ preventScroll: true });
      if (saved && this.element.contains(saved.startContainer)) select(this.element, saved);
    };
  }

  async replace(...edit: Parameters<Editor['replace']>): Promise<boolean> {
    const [start, end, , replacement] = edit;
    // What a line break becomes when it is typed differs from editor to editor.
    if (replacement.includes('\n')) return false;
    return replaceAsTyped(
      this,
      {
        hasSelected: () => this.hasSelected(start, end),
        erase: () => this.erase(),
        type: (text) => this.type(text),
        typesOverLines: false,
      },
      edit,
    );
  }

  release(): void {
    this.edits.disconnect();
  }

  private hasSelected(start: number, end: number): boolean {
    if (!this.element.isContentEditable || !hasFocus(this.element)) return false;
    const selection = selectionOf(this.element);
    return Boolean(selection?.rangeCount && this.map().isAt(selection.getRangeAt(0), start, end));
  }

  /**
   * By Backspace where the editor listens to it, so that its model changes first. The browser's own deleting changes
   * the DOM first: Lexical puts several lines back, and Draft.js breaks on blocks that are gone.
   */
  private erase(): void {
    const backspace = { key: 'Backspace', code: 'Backspace', keyCode: 8 };
    const event = new KeyboardEvent('keydown', { ...backspace, bubbles: true, cancelable: true });
    if (this.kind === 'contenteditable' || this.element.dispatchEvent(event)) document.execCommand('delete');
  }

  /**
   * Draft.js hears of the browser's own command only when the DOM has changed. Where that put another text node in the
   * place of React's (a whole line replaced, in Chromium), React goes on changing the one that is gone. So it is told
   * by the event that it takes for typing, and then does it all in its model.
   */
  private type(text: string): void {
    const before = this.read();
    if (this.kind === 'draftjs') {
      const event = document.createEvent('TextEvent') as TextEvent;
      event.initTextEvent('textInput', true, true, window, text);
      // Nobody stopped it, but the browser has done what it does with such an event.
      if (!this.element.dispatchEvent(event) || this.read() !== before) return;
    }
    document.execCommand('insertText', false, text);
  }

  private map(): TextMap {
    // An edit that the observer wasn't told of yet.
    if (this.edits.takeRecords().length) this.known = null;
    this.known ??= new TextMap(this.element);
    return this.known;
  }
}

function selectionOf(element: HTMLElement): Selection | null {
  return element.ownerDocument.getSelection();
}

function select(element: HTMLElement, range: Range): void {
  const selection = selectionOf(element);
  selection?.removeAllRanges();
  selection?.addRange(range);
}

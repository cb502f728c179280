/** Editable elements: plain contenteditable, and what Lexical and Draft.js make of it. */
import { type Editor, hasFocus, replaceAsTyped } from './editor';
import { paste } from './paste';
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

  selection(): [start: number, end: number] | null {
    const selection = selectionOf(this.element);
    const range = selection?.rangeCount ? selection.getRangeAt(0) : null;
    return range && this.element.contains(range.commonAncestorContainer) ? this.map().ends(range) : null;
  }

  reveal(start: number, end: number): void {
    const node = this.range(start, end)?.startContainer;
    node?.parentElement?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  saveSelection(): () => void {
    const selection = selectionOf(this.element);
    const saved = selection?.rangeCount ? selection.getRangeAt(0).cloneRange() : null;
    return () => {
      this.element.focus({ preventScroll: true });
      if (saved && this.element.contains(saved.startContainer)) select(this.element, saved);
    };
  }

  replace(...edit: Parameters<Editor['replace']>): Promise<boolean> {
    const [start, end, expected] = edit;
    return replaceAsTyped(
      this,
      {
        hasSelected: () => this.hasSelected(start, end),
        erase: () => this.erase(),
        put: (text) => this.put(text, expected),
        undo: () => this.undo(),
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
    if (!this.takesKey({ key: 'Backspace', code: 'Backspace', keyCode: 8 })) document.execCommand('delete');
  }

  private undo(): void {
    const isMac = /mac/i.test(navigator.platform);
    const chord = { key: 'z', code: 'KeyZ', keyCode: 90, ctrlKey: !isMac, metaKey: isMac };
    if (!this.takesKey(chord)) document.execCommand('undo');
  }

  /** Whether an editor with a model of its own has done something for this key. */
  private takesKey(key: KeyboardEventInit): boolean {
    if (this.kind === 'contenteditable') return false;
    const event = new KeyboardEvent('keydown', { ...key, bubbles: true, cancelable: true });
    return !this.element.dispatchEvent(event);
  }

  private put(text: string, inPlaceOf: string): void {
    const hasLines = text.includes('\n') || inPlaceOf.includes('\n');
    if (this.kind === 'contenteditable') typeLines(text);
    else if (hasLines) paste(this.element, text);
    else this.type(text);
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

/**
 * With breaks as Shift+Enter makes them: given several lines at once, Chromium makes blocks within blocks, with styles.
 * Firefox does right with all at once, and would make each command a step of undo.
 */
function typeLines(text: string): void {
  const lines = import.meta.env.FIREFOX ? [text] : text.split('\n');
  lines.forEach((line, i) => {
    if (i) document.execCommand('insertLineBreak');
    if (line) document.execCommand('insertText', false, line);
  });
}

function selectionOf(element: HTMLElement): Selection | null {
  return element.ownerDocument.getSelection();
}

function select(element: HTMLElement, range: Range): void {
  const selection = selectionOf(element);
  selection?.removeAllRanges();
  selection?.addRange(range);
}

/** `<textarea>` and single-line `<input>`. Their text is in no DOM node, so a hidden copy tells where it stands. */
import { type Editor, hasFocus, replaceAsTyped } from './editor';
import { Mirror } from './mirror';

export class TextArea implements Editor {
  readonly kind = 'textarea';
  private readonly mirror: Mirror;

  constructor(readonly element: HTMLTextAreaElement | HTMLInputElement) {
    this.mirror = new Mirror(element);
  }

  read(): string {
    return this.element.value;
  }

  range(): null {
    return null;
  }

  /** What is scrolled out of the box has no rectangle. */
  rects(start: number, end: number): DOMRect[] {
    const { left, right, top, bottom } = this.element.getBoundingClientRect();
    return this.mirror.rects(start, end).flatMap((rect) => {
      const x = Math.max(rect.left, left);
      const width = Math.min(rect.right, right) - x;
      const drawn = width > 0 && rect.bottom > top && rect.bottom <= bottom + 1;
      return drawn ? [new DOMRect(x, rect.y, width, rect.height)] : [];
    });
  }

  select(start: number, end: number): void {
    this.element.focus({ preventScroll: true });
    this.element.setSelectionRange(start, end);
  }

  selection(): [start: number, end: number] {
    return [this.element.selectionStart ?? 0, this.element.selectionEnd ?? 0];
  }

  reveal(start: number, end: number): void {
    const { element } = this;
    const box = element.getBoundingClientRect();
    const rects = this.mirror.rects(start, end);
    const above = box.top - (rects[0]?.top ?? box.top);
    const below = (rects.at(-1)?.bottom ?? box.bottom) - box.bottom;
    if (above > 0) element.scrollTop -= above;
    else if (below > 0) element.scrollTop += below;
  }

  saveSelection(): () => void {
    const { selectionStart, selectionEnd } = this.element;
    return () => this.select(selectionStart ?? 0, selectionEnd ?? 0);
  }

  replace(...edit: Parameters<Editor['replace']>): Promise<boolean> {
    const [start, end] = edit;
    const hasSelected = () =>
      this.element.selectionStart === start &&
      this.element.selectionEnd === end &&
      !this.element.readOnly &&
      hasFocus(this.element);
    const erase = () => document.execCommand('delete');
    const put = (text: string) => document.execCommand('insertText', false, text);
    const undo = () => document.execCommand('undo');
    return replaceAsTyped(this, { hasSelected, erase, put, undo }, edit);
  }

  release(): void {
    this.mirror.remove();
  }
}

/** Which kind of editor an element is. A further kind gets a file of its own and a line here. */
import type { Editor } from './editor';
import { RichText } from './rich-text';
import { TextArea } from './text-area';

export type { Editor } from './editor';

const TEXT_INPUTS = ['text', 'search', ''];

/** The editor in `element`, or null where nothing can be written or the editor is an element around it. */
export function editorOf(element: Element): Editor | null {
  if (element instanceof HTMLTextAreaElement) return new TextArea(element);
  if (element instanceof HTMLInputElement) {
    return TEXT_INPUTS.includes(element.getAttribute('type') ?? '') ? new TextArea(element) : null;
  }
  if (!(element instanceof HTMLElement) || !element.isContentEditable) return null;
  if (element.parentElement?.isContentEditable) return null;
  if (element.dataset.lexicalEditor) return new RichText(element, 'lexical');
  if (element.matches('.public-DraftEditor-content') || element.querySelector('[data-contents]'))
    return new RichText(element, 'draftjs');
  return new RichText(element, 'contenteditable');
}

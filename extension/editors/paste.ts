/**
 * Text of several lines goes into Lexical and Draft.js as if it were pasted: they take it in one piece, in one step of
 * undo, each with line breaks of its own kind. No Enter is involved, which on Facebook would send the comment.
 */

/** A window of the page's own world, which Firefox gives to content scripts. */
interface Page {
  Object: ObjectConstructor;
  ClipboardEvent: typeof ClipboardEvent;
}

/** Pastes `text` over the selection in `element`. Nothing happens where the page would be told of it, but see no text. */
export function paste(element: HTMLElement, text: string): void {
  const event = pasteEvent();
  event.clipboardData?.setData('text/plain', text);
  if (event.clipboardData?.getData('text/plain') === text) element.dispatchEvent(event);
}

function pasteEvent(): ClipboardEvent {
  const options = { bubbles: true, cancelable: true, composed: true };
  const { wrappedJSObject: page } = window as { wrappedJSObject?: Page };
  if (!page) return new ClipboardEvent('paste', { ...options, clipboardData: new DataTransfer() });
  // Firefox shows the page what an event carries only where the event was made in the page's world, with the
  // DataTransfer that it has from birth.
  return new page.ClipboardEvent('paste', Object.assign(new page.Object(), options));
}

/** What Tonfall does with a reply box, whatever it is made of. Positions are those of the text that `read` gives. */
export interface Editor {
  readonly kind: 'textarea' | 'contenteditable' | 'lexical' | 'draftjs';
  readonly element: HTMLElement;
  read(): string;
  /** Where text[start:end] stands on screen, one rectangle a line, in the viewport. */
  rects(start: number, end: number): DOMRect[];
  /** The same as a DOM range, for editors whose text is in the page; null for others. */
  range(start: number, end: number): Range | null;
  /** Puts focus and selection on text[start:end]. */
  select(start: number, end: number): void;
  /** What is selected, the caret where both ends are the same; null where that is elsewhere. */
  selection(): [start: number, end: number] | null;
  /** Scrolls text[start:end] into view, no further than needed. */
  reveal(start: number, end: number): void;
  /** The selection, to be put back later by the function returned. */
  saveSelection(): () => void;
  /**
   * Puts `replacement` in place of `expected` at text[start:end], as if it were typed, so that undo works.
   * Resolves to false where the text isn't what was expected, before (nothing is done) or after.
   */
  replace(start: number, end: number, expected: string, replacement: string): Promise<boolean>;
  /** Takes everything of ours out of the page. */
  release(): void;
}

/** Time that editors take to follow a selection made from outside; measured, see docs/decisions/0005. */
const SETTLE_MS = 100;
const READ_BACK_MS = 500;

/** Resolves when the editor has followed what happened to it. */
export function settle(): Promise<void> {
  return pause(SETTLE_MS);
}

/** Whether what is typed now goes into `element`. */
export function hasFocus(element: HTMLElement): boolean {
  return (element.getRootNode() as Document | ShadowRoot).activeElement === element;
}

/** How one kind of editor does its part of a replacement. */
interface Means {
  hasSelected(): boolean;
  /** Takes the selected text away. */
  erase(): void;
  /** Puts text in place of the selection, in one step of undo. */
  put(text: string): void;
  /** Takes the last step back. */
  undo(): void;
}

/**
 * The one way to replace, for all kinds: select, wait until the editor has taken the selection over, look whether
 * everything is still as it was, type, read back.
 */
export async function replaceAsTyped(
  editor: Editor,
  { hasSelected, erase, put, undo }: Means,
  [start, end, expected, replacement]: Parameters<Editor['replace']>,
): Promise<boolean> {
  const before = editor.read();
  if (before.slice(start, end) !== expected) return false;
  const [head, tail] = [before.slice(0, start), before.slice(end)];
  editor.select(start, end);
  await settle();
  if (editor.read() !== before || !hasSelected()) return false;
  const typedOn = watchTyping(editor.element);
  if (replacement) put(replacement);
  else erase();
  const done = await readsBack(editor, head + replacement + tail);
  const hasTypedOn = typedOn();
  if (done) return true;
  // A box that takes only part of it, for one. The last step is ours to take back where nobody typed since, and all
  // around it is as it was.
  const now = editor.read();
  if (!hasTypedOn && now !== before && now.startsWith(head) && now.endsWith(tail)) {
    undo();
    await readsBack(editor, before);
  }
  return false;
}

/** Watches from now on whether the person presses a key; the function returned ends that, and tells. */
function watchTyping(element: HTMLElement): () => boolean {
  const end = new AbortController();
  let pressed = false;
  const onKey = ({ isTrusted }: Event) => (pressed ||= isTrusted);
  element.addEventListener('keydown', onKey, { capture: true, signal: end.signal });
  return () => {
    end.abort();
    return pressed;
  };
}

/** Whether `editor` reads `wanted` before long. */
async function readsBack(editor: Editor, wanted: string): Promise<boolean> {
  const until = performance.now() + READ_BACK_MS;
  // React draws what it was told in a microtask of its own, before any key that is pressed next.
  await null;
  while (editor.read() !== wanted) {
    if (performance.now() > until) return false;
    await pause(20);
  }
  return true;
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

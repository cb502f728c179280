/**
 * Filling in what a rephrasing leaves open, „[bis wann?]“: Tab goes from slot to slot. Only from when Tonfall put one in
 * until none is left or Escape is pressed; at any other time Tab is the page's.
 */
import { type Editor, settle } from '../editors/editor';

/** What the person has to fill in: „[bis wann?]“. */
export const SLOT = /\[[^[\]\n]{1,80}\?\]/g;

interface Slot {
  start: number;
  end: number;
}

export class Slots {
  private filling = false;

  constructor(private readonly editor: Editor) {}

  /** `replacement` was put in at `start`: the next thing to type is what its first slot stands for. */
  async begin(start: number, replacement: string): Promise<void> {
    const [first] = slotsIn(replacement);
    if (!first) return;
    this.filling = true;
    await settle();
    const slot = { start: start + first.start, end: start + first.end };
    const quote = replacement.slice(first.start, first.end);
    if (this.editor.read().slice(slot.start, slot.end) === quote) this.select(slot);
  }

  /** The box reads `text` now. */
  follow(text: string): void {
    if (this.filling) this.filling = slotsIn(text).length > 0;
  }

  /** A key pressed in the box; true where it was meant for the slots. */
  onKey({ key, shiftKey, ctrlKey, altKey, metaKey, isComposing }: KeyboardEvent): boolean {
    if (!this.filling || isComposing || ctrlKey || altKey || metaKey) return false;
    if (key === 'Tab') return this.step(shiftKey ? -1 : 1);
    if (key !== 'Escape') return false;
    this.filling = false;
    return true;
  }

  /** Selects the slot behind the caret, or the one before it; from the last one on to the first. */
  private step(by: 1 | -1): boolean {
    const text = this.editor.read();
    this.follow(text);
    const [from, to] = this.editor.selection() ?? [0, 0];
    const slots = slotsIn(text);
    const next =
      by > 0
        ? (slots.find(({ start }) => start >= to) ?? slots[0])
        : (slots.findLast(({ end }) => end <= from) ?? slots.at(-1));
    if (next) this.select(next);
    return next !== undefined;
  }

  private select({ start, end }: Slot): void {
    this.editor.select(start, end);
    this.editor.reveal(start, end);
  }
}

function slotsIn(text: string): Slot[] {
  return [...text.matchAll(SLOT)].map(({ index, 0: slot }) => ({ start: index, end: index + slot.length }));
}

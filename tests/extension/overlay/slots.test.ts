// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { TextArea } from '../../../extension/editors/text-area';
import { Slots } from '../../../extension/overlay/slots';

const REPLY = 'Danke, [Name?].\n\nBis [bis wann?], [Ihr Vorname?]';

const key = (name: string, more: KeyboardEventInit = {}) =>
  new KeyboardEvent('keydown', { key: name, ...more });

/** A box that reads `text`, into which `replacement` was put at `start`. */
async function setUp(replacement = REPLY, text = replacement, start = 0) {
  const element = document.createElement('textarea');
  document.body.replaceChildren(element);
  element.value = text;
  const editor = new TextArea(element);
  // jsdom has no layout.
  editor.reveal = () => {};
  const slots = new Slots(editor);
  const begun = slots.begin(start, replacement);
  await vi.advanceTimersByTimeAsync(200);
  await begun;
  const press = (name: string, more?: KeyboardEventInit) => slots.onKey(key(name, more));
  const selected = () => element.value.slice(element.selectionStart, element.selectionEnd);
  const type = (typed: string) => {
    element.setRangeText(typed, element.selectionStart, element.selectionEnd, 'end');
    slots.follow(element.value);
  };
  return { element, slots, press, selected, type };
}

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

describe('Slots', () => {
  it('selects the first slot of what was put in, not one before it', async () => {
    const { element, selected } = await setUp('bis [bis wann?]', 'Hallo [Name?], bis [bis wann?].', 15);
    expect(selected()).toBe('[bis wann?]');
    expect(element.selectionStart).toBe(19);
  });

  it('goes on with Tab and back with Shift+Tab, round both ends', async () => {
    const { press, selected } = await setUp();
    const seen = [selected()];
    for (const shiftKey of [false, false, false, true, true]) {
      expect(press('Tab', { shiftKey })).toBe(true);
      seen.push(selected());
    }
    expect(seen).toEqual([
      '[Name?]',
      '[bis wann?]',
      '[Ihr Vorname?]',
      '[Name?]',
      '[Ihr Vorname?]',
      '[bis wann?]',
    ]);
  });

  it('goes on from where was typed, also before an earlier slot', async () => {
    const { element, press, selected, type } = await setUp();
    type('Jana');
    press('Tab');
    expect(selected()).toBe('[bis wann?]');
    element.setSelectionRange(0, 0);
    press('Tab');
    expect(selected()).toBe('[bis wann?]');
    element.setSelectionRange(0, 0);
    press('Tab', { shiftKey: true });
    expect(selected()).toBe('[Ihr Vorname?]');
  });

  it('leaves Tab to the page once the last slot is filled, also when one is typed later', async () => {
    const { press, type } = await setUp('Danke, [Name?].');
    type('Jana');
    expect(press('Tab')).toBe(false);
    type(' [was?]');
    expect(press('Tab')).toBe(false);
  });

  it('ends with Escape, which does nothing else', async () => {
    const { press } = await setUp();
    expect(press('Escape')).toBe(true);
    expect(press('Escape')).toBe(false);
    expect(press('Tab')).toBe(false);
  });

  it('never begins without a slot', async () => {
    const { press } = await setUp('Danke.', 'Danke. [Name?]');
    expect(press('Tab')).toBe(false);
    expect(press('Escape')).toBe(false);
  });

  it.each([{ ctrlKey: true }, { altKey: true }, { metaKey: true }, { isComposing: true }])(
    'leaves Tab alone with %o',
    async (more) => {
      const { press } = await setUp();
      expect(press('Tab', more)).toBe(false);
    },
  );

  it('leaves other keys alone', async () => {
    const { press } = await setUp();
    expect(press('Enter')).toBe(false);
  });

  it('selects nothing where the person went on typing meanwhile', async () => {
    const { element, selected } = await setUp(REPLY, `Nun, ${REPLY}`);
    expect(selected()).toBe('');
    expect(element.value).toBe(`Nun, ${REPLY}`);
  });
});

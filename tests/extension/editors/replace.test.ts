// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Editor, replaceAsTyped } from '../../../extension/editors/editor';

const DRAFT = 'Alte Zeile.\nZweite.';
const REPLY = 'Hallo Jana,\n\nfoo.';

/** Replaces in a box that holds DRAFT and makes `take` of what is put in. */
async function replace(
  take: (text: string) => string,
  { start = 0, end = DRAFT.length, replacement = REPLY, selects = true, elsewhere = '', types = false } = {},
) {
  let text = DRAFT;
  const done: string[] = [];
  let heard = (_: { isTrusted: boolean }) => {};
  const element = { addEventListener: (_: string, listener: typeof heard) => (heard = listener) };
  const editor = { element, read: () => text, select() {} } as unknown as Editor;
  const means = {
    hasSelected: () => selects,
    put(put: string) {
      done.push('put');
      heard({ isTrusted: types });
      text = elsewhere + text.slice(0, start) + take(put) + text.slice(end);
    },
    erase() {
      done.push('erase');
      text = text.slice(0, start) + take('') + text.slice(end);
    },
    undo() {
      done.push('undo');
      text = DRAFT;
    },
  };
  const expected = DRAFT.slice(start, end);
  const result = replaceAsTyped(editor, means, [start, end, expected, replacement]);
  await vi.advanceTimersByTimeAsync(2000);
  return { ok: await result, text, done };
}

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

describe('replaceAsTyped', () => {
  it('puts several paragraphs in at once', async () => {
    expect(await replace((text) => text)).toEqual({ ok: true, text: REPLY, done: ['put'] });
  });

  it('puts them in at the end', async () => {
    const at = { start: DRAFT.length, end: DRAFT.length };
    const { ok, text } = await replace((put) => put, at);
    expect({ ok, text }).toEqual({ ok: true, text: DRAFT + REPLY });
  });

  it('erases where nothing is to be put in', async () => {
    const { ok, text, done } = await replace((put) => put, { end: 12, replacement: '' });
    expect({ ok, text, done }).toEqual({ ok: true, text: 'Zweite.', done: ['erase'] });
  });

  it('takes back what the box took only a part of', async () => {
    const { ok, text, done } = await replace((put) => put.slice(0, 5));
    expect({ ok, text, done }).toEqual({ ok: false, text: DRAFT, done: ['put', 'undo'] });
  });

  it('takes nothing back where nothing happened: that would be a step of the person', async () => {
    const { ok, text, done } = await replace(() => DRAFT);
    expect({ ok, text, done }).toEqual({ ok: false, text: DRAFT, done: ['put'] });
  });

  it('takes nothing back where the box no longer reads as before around it', async () => {
    const { ok, text, done } = await replace((put) => `${put}\nVon jemand anderem.`, {
      start: 5,
      elsewhere: '?',
    });
    expect({ ok, done }).toEqual({ ok: false, done: ['put'] });
    expect(text).toContain('Von jemand anderem.');
  });

  it('takes nothing back where the person typed on: the last step is theirs', async () => {
    const { ok, done } = await replace((put) => put.slice(0, 5), { types: true });
    expect({ ok, done }).toEqual({ ok: false, done: ['put'] });
  });

  it('does nothing where the selection did not take', async () => {
    const { ok, text, done } = await replace((put) => put, { selects: false });
    expect({ ok, text, done }).toEqual({ ok: false, text: DRAFT, done: [] });
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RephraseRequest, Rephrasing, RewriteEvent, Stage } from '../../../extension/client/api';
import type { Response } from '../../../extension/client/protocol';
import { setLanguage } from '../../../extension/i18n';
import { WholeReply } from '../../../extension/overlay/whole-reply';

const NEXT = { start: 7, end: 7, replacement: ' Wir schreiben Ihnen [bis wann?].', variant: 'n1' };
const ANSWER: Rephrasing = {
  language: 'de',
  stage: 'first',
  stage_guessed: true,
  parts: [{ part: 'next_step', present: false, wanted: true, proposals: [NEXT] }],
  reply: { text: 'Danke!\n\nWir schreiben Ihnen.', variants: ['a1', 'n2'] },
  rewriter: true,
};

function setUp(draft = 'Danke!!') {
  const box = {
    draft,
    stage: undefined as Stage | undefined,
    down: false,
    takes: true,
    editor: { read: () => box.draft },
    reader: {
      get state() {
        return { name: box.down ? 'problem' : 'checked' };
      },
      request: (text: string) => ({ platform: 'x', ...(box.stage && { stage: box.stage }), text }),
      chooseStage: (stage: Stage) => (box.stage = stage),
      put: vi.fn(async (asked: string, edit: typeof NEXT) => {
        if (!box.takes) return false;
        box.draft = asked.slice(0, edit.start) + edit.replacement + asked.slice(edit.end);
        return true;
      }),
    },
    ports: {
      rephrase: vi.fn(async (_: RephraseRequest): Promise<Response<'rephrase'>> => ({ rephrasing: ANSWER })),
      rewrite: vi.fn((_: RephraseRequest, signal: AbortSignal) => model(signal)),
      used: vi.fn(),
    },
  };
  /** What the model says next; null: it waits. */
  let events: RewriteEvent[] = [];
  let wake = () => {};
  let cancelled = false;
  async function* model(signal: AbortSignal) {
    signal.addEventListener('abort', () => {
      cancelled = true;
      wake();
    });
    while (!signal.aborted) {
      for (const event of events.splice(0)) yield event;
      await new Promise<void>((done) => (wake = done));
    }
  }
  const says = async (...more: RewriteEvent[]) => {
    events = more;
    wake();
    await vi.advanceTimersByTimeAsync(0);
  };
  const changed = vi.fn();
  const whole = new WholeReply(box as never, changed);
  const type = (text: string) => {
    box.draft = text;
    return whole.follow();
  };
  const asked = () => box.ports.rephrase.mock.calls.map(([request]) => request);
  const answersOnce = (answer: Partial<Rephrasing>) =>
    box.ports.rephrase.mockResolvedValueOnce({ rephrasing: { ...ANSWER, ...answer } });
  return { box, whole, changed, type, asked, answersOnce, says, wasCancelled: () => cancelled };
}

async function started(draft?: string) {
  const scene = setUp(draft);
  scene.whole.start();
  await vi.advanceTimersByTimeAsync(0);
  return scene;
}

beforeEach(() => {
  setLanguage('en');
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('asking', () => {
  it('tells what is known around the box, about an empty draft too', async () => {
    const { whole, asked } = await started('');
    expect(asked()).toEqual([{ platform: 'x', text: '', avoid: [] }]);
    expect(whole).toMatchObject({ stage: 'first', reply: ANSWER.reply, note: '', isOutdated: false });
  });

  it('says a word only where the answer takes its time', async () => {
    const { box, whole } = setUp();
    box.ports.rephrase.mockReturnValue(new Promise(() => {}));
    whole.start();
    await vi.advanceTimersByTimeAsync(250);
    expect(whole.note).toBe('');
    await vi.advanceTimersByTimeAsync(100);
    expect(whole.note).toBe('One moment …');
  });

  it('sends the stage that was chosen, and shows it at once', async () => {
    const { whole, asked } = await started();
    whole.choose('detailed');
    expect(whole.stage).toBe('detailed');
    expect(asked().at(-1)).toEqual({ platform: 'x', text: 'Danke!!', stage: 'detailed', avoid: [] });
  });

  it('shows the stage that was chosen before the first answer', async () => {
    const { box, whole } = setUp();
    box.ports.rephrase.mockReturnValueOnce(new Promise(() => {}));
    whole.start();
    box.ports.rephrase.mockResolvedValueOnce({ problem: { code: 'service_busy' } });
    whole.choose('detailed');
    await vi.advanceTimersByTimeAsync(0);
    expect(whole.stage).toBe('detailed');
  });

  it('gives another version, and leaves the proposals as they are', async () => {
    const { whole, asked, answersOnce } = await started();
    answersOnce({ reply: { text: 'Guten Tag!', variants: ['a2'] }, parts: [] });
    whole.another();
    await vi.advanceTimersByTimeAsync(0);
    expect(whole.reply?.text).toBe('Guten Tag!');
    expect(whole.answer?.parts).toEqual(ANSWER.parts);
    answersOnce({ reply: null });
    whole.another();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked().map(({ avoid }) => avoid)).toEqual([[], ['a1', 'n2'], ['a1', 'n2', 'a2']]);
    expect(whole).toMatchObject({ hasMore: false, note: 'Those were all the versions.' });
    expect(whole.reply?.text).toBe('Guten Tag!');
  });

  it('begins again with all versions where none is left for a new text', async () => {
    const { whole, type, asked, answersOnce } = await started();
    answersOnce({ reply: null });
    whole.another();
    await vi.advanceTimersByTimeAsync(0);
    answersOnce({ reply: null });
    type('Danke!');
    await vi.advanceTimersByTimeAsync(400);
    expect(asked().map(({ avoid }) => avoid?.length)).toEqual([0, 2, 2, 0]);
    expect(whole).toMatchObject({ hasMore: true, reply: ANSWER.reply });
  });

  it('asks again after a pause in typing', async () => {
    const { whole, type, asked } = await started();
    for (const text of ['Danke!!!', 'Danke. ', 'Danke. J']) {
      expect(type(text)).toBe(true);
      expect(whole.isOutdated).toBe(true);
      await vi.advanceTimersByTimeAsync(300);
    }
    expect(asked()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(asked().map(({ text }) => text)).toEqual(['Danke!!', 'Danke. J']);
    expect(whole.isOutdated).toBe(false);
  });

  it('tells that the text has gone', async () => {
    const { type } = await started();
    expect(type(' ')).toBe(false);
  });

  it('lets a late answer go', async () => {
    const { box, whole } = setUp();
    let late: (answer: Response<'rephrase'>) => void = () => {};
    box.ports.rephrase.mockReturnValueOnce(new Promise((done) => (late = done)));
    whole.start();
    whole.choose('detailed');
    await vi.advanceTimersByTimeAsync(0);
    late({ rephrasing: { ...ANSWER, reply: null } });
    await vi.advanceTimersByTimeAsync(0);
    expect(whole.reply).toEqual(ANSWER.reply);
  });

  it('says what is wrong, and asks again when the checks have recovered', async () => {
    const { box, whole, asked } = setUp();
    box.ports.rephrase.mockResolvedValueOnce({ problem: { code: 'service_unreachable' } });
    whole.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(whole.note).toBe('No suggestion right now: The service isn’t running.');
    box.down = true;
    whole.follow();
    whole.follow();
    expect(asked()).toHaveLength(1);
    box.down = false;
    whole.follow();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked()).toHaveLength(2);
    expect(whole.note).toBe('');
    box.ports.rephrase.mockRejectedValueOnce(new Error('gone'));
    whole.another();
    await vi.advanceTimersByTimeAsync(0);
    expect(whole.note).toContain('The service reports an error');
  });

  it('is over when it is ended', async () => {
    const { whole, type, asked, changed } = await started();
    type('Danke.');
    whole.end();
    changed.mockClear();
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked()).toHaveLength(1);
    expect(changed).not.toHaveBeenCalled();
  });
});

describe('putting in', () => {
  it('takes the whole reply over the whole draft, and tells which wordings were used', async () => {
    const { box, whole } = await started();
    expect(await whole.take()).toBe('done');
    expect(box.draft).toBe(ANSWER.reply?.text);
    expect(box.ports.used.mock.calls).toEqual([[['a1', 'n2']]]);
  });

  it('inserts a part at its place, and then asks about the text as it is', async () => {
    const { box, whole, asked } = await started();
    expect(await whole.insert(NEXT)).toBe('done');
    await vi.advanceTimersByTimeAsync(0);
    expect(box.draft).toBe(`Danke!!${NEXT.replacement}`);
    expect(box.ports.used.mock.calls).toEqual([[['n1']]]);
    expect(asked().at(-1)?.text).toBe(box.draft);
    expect(whole.note).toBe('Inserted.');
  });

  it('tells nothing of wordings that have no number', async () => {
    const { box, whole } = await started();
    await whole.insert({ ...NEXT, variant: '' });
    expect(box.ports.used).not.toHaveBeenCalled();
  });

  it.each<[string, (whole: WholeReply) => unknown]>([
    ['a part', (whole) => whole.insert(NEXT)],
    ['a reply', (whole) => whole.take()],
  ])('never puts %s in a text that was not asked about; then it is asked about', async (_, put) => {
    const { box, whole, asked } = await started();
    box.draft = 'Nein!!!';
    expect(await put(whole)).toBe('outdated');
    expect(box.reader.put).not.toHaveBeenCalled();
    expect(asked().at(-1)?.text).toBe('Nein!!!');
  });

  it('says that the box did not take it', async () => {
    const { box, whole } = await started();
    box.takes = false;
    expect(await whole.take()).toBe('refused');
    expect(box.ports.used).not.toHaveBeenCalled();
  });

  it('happens once at a time, and is no change of the text by the writer', async () => {
    const { whole, box } = await started();
    const first = whole.take();
    box.draft = '';
    expect(whole.follow()).toBe(true);
    box.draft = 'Danke!!';
    expect(await whole.take()).toBe('outdated');
    expect(await first).toBe('done');
  });
});

describe('the language model', () => {
  it('is shown as it writes, and then on offer', async () => {
    const { box, whole, says } = await started();
    whole.write();
    expect(whole).toMatchObject({ written: '', note: 'The language model is writing …' });
    await says({ type: 'text', text: 'Das ' }, { type: 'text', text: 'war' });
    expect(whole).toMatchObject({ written: 'Das war', finished: '' });
    await says({ type: 'done', reply: { text: 'Das war unklar.', variants: [] } });
    expect(whole).toMatchObject({ written: null, finished: 'Das war unklar.' });
    expect(await whole.take()).toBe('done');
    expect(box.draft).toBe('Das war unklar.');
    expect(box.ports.used).not.toHaveBeenCalled();
  });

  it.each<[RewriteEvent, string]>([
    [{ type: 'rejected', reason: 'It blames.' }, 'The language model’s version won’t do. It blames.'],
    [{ type: 'failed', detail: 'Too slow.' }, 'The language model is stuck right now. Too slow.'],
    [{ type: 'failed', detail: '' }, 'The language model is stuck right now.'],
  ])('leaves the other reply where it comes to nothing: %o', async (event, note) => {
    const { whole, says } = await started();
    whole.write();
    await says({ type: 'text', text: 'Das' }, event);
    expect(whole).toMatchObject({ written: null, note, reply: ANSWER.reply });
  });

  it.each<[string, (scene: Awaited<ReturnType<typeof started>>) => unknown]>([
    ['it is cancelled', ({ whole }) => whole.cancel()],
    ['the writer types on', ({ type }) => type('Danke!')],
    ['another stage is chosen', ({ whole }) => whole.choose('detailed')],
    ['the card closes', ({ whole }) => whole.end()],
  ])('stops where %s', async (_, happen) => {
    const scene = await started();
    scene.whole.write();
    await scene.says({ type: 'text', text: 'Das' });
    happen(scene);
    await scene.says({ type: 'done', reply: { text: 'Das.', variants: [] } });
    expect(scene.wasCancelled()).toBe(true);
    expect(scene.whole).toMatchObject({ written: null, note: '', reply: ANSWER.reply });
  });

  it('comes to nothing where the way to it breaks', async () => {
    const { box, whole } = await started();
    box.ports.rewrite.mockImplementationOnce(() => {
      throw new Error('gone');
    });
    await whole.write();
    expect(whole).toMatchObject({ written: null, note: 'The language model is stuck right now.' });
  });

  it('goes on while an answer comes in that was asked for before', async () => {
    const { box, whole, says } = await started();
    let late: (answer: Response<'rephrase'>) => void = () => {};
    box.ports.rephrase.mockReturnValueOnce(new Promise((done) => (late = done)));
    whole.another();
    whole.write();
    await says({ type: 'text', text: 'Das' });
    late({ rephrasing: ANSWER });
    await vi.advanceTimersByTimeAsync(500);
    expect(whole).toMatchObject({ written: 'Das', note: 'The language model is writing …' });
  });
});

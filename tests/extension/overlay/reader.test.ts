// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CheckRequest, Finding, Report } from '../../../extension/client/api';
import type { Problem, ProblemCode, Response } from '../../../extension/client/protocol';
import type { Editor } from '../../../extension/editors';
import { Reader } from '../../../extension/overlay/reader';

const BLAME = 'Sie haben wohl nicht gelesen';
const REPORT: Report = {
  language: 'de',
  score: 50,
  parts: [],
  findings: [],
  rewrite: null,
  fingerprint: 'f1',
  pending: false,
};

/** An editor that holds a plain string. */
class FakeEditor implements Editor {
  readonly kind = 'textarea';
  readonly element = document.createElement('textarea');
  readonly selected: [number, number][] = [];
  takes = true;

  read() {
    return this.element.value;
  }
  rects() {
    return [];
  }
  range() {
    return null;
  }
  select(start: number, end: number) {
    this.selected.push([start, end]);
  }
  selection() {
    return this.selected.at(-1) ?? null;
  }
  reveal() {}
  saveSelection() {
    return () => {};
  }
  async replace(start: number, end: number, expected: string, replacement: string) {
    const text = this.read();
    if (!this.takes || text.slice(start, end) !== expected) return false;
    this.element.value = text.slice(0, start) + replacement + text.slice(end);
    return true;
  }
  release() {}

  type(text: string) {
    this.element.value = text;
    this.element.dispatchEvent(new Event('input'));
  }
}

function finding(text: string, quote = BLAME, replacement = 'Das war unklar'): Finding {
  const start = text.indexOf(quote);
  const end = start + quote.length;
  return {
    rule: `rule of ${quote}`,
    category: 'defensive',
    severity: 'warning',
    confidence: 0.9,
    certainty: 'certain',
    start,
    end,
    quote,
    message: 'Das schiebt die Schuld weg.',
    why: '',
    principle: '',
    suggestions: [{ start, end, replacement, variant: '' }],
  };
}

function report(...findings: Finding[]): Response<'check'> {
  return { report: { ...REPORT, findings } };
}

function setUp() {
  const editor = new FakeEditor();
  document.body.replaceChildren(editor.element);
  const asked: CheckRequest[] = [];
  const answers: ((answer: Response<'check'>) => void)[] = [];
  const end = new AbortController();
  const ignored: string[] = [];
  const posted: [string, CheckRequest][] = [];
  const ports = {
    check: (request: CheckRequest) => {
      asked.push(request);
      return new Promise<Response<'check'>>((answer) => answers.push(answer));
    },
    rephrase: vi.fn(),
    rewrite: vi.fn(),
    used: vi.fn(),
    context: (): Partial<CheckRequest> => ({ platform: 'x' }),
    ignoredRules: () => ignored,
    ignoreRule: (rule: string) => ignored.push(rule),
    sendButtons: '.send',
    posted: (fingerprint: string, request: CheckRequest) => posted.push([fingerprint, request]),
    keepsCases: (): boolean | null => null,
    chooseKeeping: vi.fn(async () => {}),
    keepCase: vi.fn(async () => null as Problem | null),
  };
  const reader = new Reader(editor, ports, () => {}, end.signal);
  /** Answers the oldest open question. */
  async function answer(response: Response<'check'>) {
    answers.shift()?.(response);
    await vi.advanceTimersByTimeAsync(0);
  }
  const problem = (code: ProblemCode) => answer({ problem: { code } });
  return { editor, ports, asked, posted, reader, end, answer, problem };
}

const quotes = ({ findings }: Reader) => findings.map(({ quote }) => quote);

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('Reader', () => {
  it('asks once, after a pause in typing, with what is known around the box', async () => {
    const { editor, asked } = setUp();
    for (const text of ['S', 'Si', 'Sie']) {
      editor.type(text);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(150);
    expect(asked).toEqual([{ platform: 'x', text: 'Sie' }]);
  });

  it('asks nothing about an empty box', async () => {
    const { editor, asked, reader } = setUp();
    editor.type(' \n');
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toEqual([]);
    expect(reader.state.name).toBe('empty');
  });

  it('has one question open at a time, and then asks about the latest text', async () => {
    const { editor, asked, answer } = setUp();
    editor.type('eins');
    await vi.advanceTimersByTimeAsync(200);
    editor.type('zwei');
    await vi.advanceTimersByTimeAsync(1000);
    editor.type('drei');
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked.map(({ text }) => text)).toEqual(['eins']);
    await answer(report());
    await vi.advanceTimersByTimeAsync(1);
    expect(asked.map(({ text }) => text)).toEqual(['eins', 'drei']);
  });

  it('moves a late answer to where the wording stands by now, and drops what was touched', async () => {
    const { editor, reader, answer } = setUp();
    const text = `Lesen hilft. ${BLAME}.`;
    editor.type(text);
    await vi.advanceTimersByTimeAsync(200);
    editor.type(`Lesen half! Hm. ${BLAME}.`);
    await vi.advanceTimersByTimeAsync(20);
    await answer(report(finding(text), finding(text, 'Lesen hilft')));
    expect(quotes(reader)).toEqual([BLAME]);
    expect(reader.findings[0]).toMatchObject({ start: 16, suggestions: [{ start: 16 }] });
  });

  it('gives a finding the same number through edits and further checks', async () => {
    const { editor, reader, answer } = setUp();
    editor.type(`${BLAME}.`);
    await vi.advanceTimersByTimeAsync(200);
    await answer(report(finding(`${BLAME}.`)));
    const before = reader.findings[0]?.id;
    const text = `Hm. ${BLAME}.`;
    editor.type(text);
    await vi.advanceTimersByTimeAsync(200);
    await answer(report(finding(text)));
    expect(reader.findings[0]?.id).toBe(before);
  });

  it('notices a text that a script put in, within a second or so', async () => {
    const { editor, asked, answer } = setUp();
    editor.type('eins');
    await vi.advanceTimersByTimeAsync(200);
    await answer(report());
    editor.element.value = 'zwei';
    await vi.advanceTimersByTimeAsync(1200);
    expect(asked.at(-1)?.text).toBe('zwei');
  });

  it('shows nothing old when something is wrong, and asks again by itself while the box has the focus', async () => {
    const { editor, reader, asked, answer, problem } = setUp();
    editor.element.focus();
    editor.type(`${BLAME}.`);
    await vi.advanceTimersByTimeAsync(200);
    await answer(report(finding(`${BLAME}.`)));
    editor.type(`${BLAME}!`);
    await vi.advanceTimersByTimeAsync(200);
    await problem('service_unreachable');
    expect(quotes(reader)).toEqual([]);
    expect(reader.state).toEqual({ name: 'problem', problem: { code: 'service_unreachable' } });
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toHaveLength(3);
    await problem('service_unreachable');
    await vi.advanceTimersByTimeAsync(1999);
    expect(asked).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(2);
    await answer(report(finding(`${BLAME}!`)));
    expect(quotes(reader)).toEqual([BLAME]);
  });

  it('does not go on asking where only the person can help, nor in a box without the focus', async () => {
    const { editor, asked, problem, reader } = setUp();
    editor.element.focus();
    editor.type('eins');
    await vi.advanceTimersByTimeAsync(200);
    await problem('not_paired');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(1);
    reader.recheck();
    await vi.advanceTimersByTimeAsync(1);
    editor.element.blur();
    await problem('service_unreachable');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(2);
    editor.element.focus();
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toHaveLength(3);
  });

  it('goes on when the page around the box is not what it was, or the way to the service breaks', async () => {
    const { editor, ports, asked, answer, reader } = setUp();
    vi.spyOn(console, 'debug').mockImplementation(() => {});
    ports.context = () => {
      throw new TypeError('null has no textContent');
    };
    editor.type('eins');
    await vi.advanceTimersByTimeAsync(200);
    expect(asked).toEqual([{ text: 'eins' }]);
    await answer(report());
    const { check } = ports;
    ports.check = () => Promise.reject(new Error('gone'));
    editor.type('zwei');
    await vi.advanceTimersByTimeAsync(200);
    expect(reader.state.name).toBe('problem');
    ports.check = check;
    editor.type('drei');
    await vi.advanceTimersByTimeAsync(200);
    await answer(report());
    expect(asked.at(-1)?.text).toBe('drei');
    expect(reader.state.name).toBe('checked');
  });

  it('ignores a wording here, a rule everywhere', async () => {
    const { editor, reader, answer } = setUp();
    const text = `${BLAME}. Lesen hilft. Schade.`;
    editor.type(text);
    await vi.advanceTimersByTimeAsync(200);
    await answer(report(finding(text), finding(text, 'Lesen hilft'), finding(text, 'Schade')));
    const [first, second] = reader.findings;
    if (first) reader.ignoreHere(first);
    if (second) reader.ignoreRule(second);
    expect(quotes(reader)).toEqual(['Schade']);
  });

  it('puts findings on the whole draft last', async () => {
    const { editor, reader, answer } = setUp();
    editor.type(`${BLAME}.`);
    await vi.advanceTimersByTimeAsync(200);
    const whole = { ...finding('', ''), rule: 'whole', suggestions: [] };
    await answer(report(whole, finding(`${BLAME}.`)));
    expect(quotes(reader)).toEqual([BLAME, '']);
  });

  it('stops with its signal', async () => {
    const { editor, asked, end } = setUp();
    editor.type('eins');
    end.abort();
    editor.type('zwei');
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked).toEqual([]);
  });
});

describe('applying', () => {
  async function judged(replacement?: string) {
    const all = setUp();
    all.editor.type(`${BLAME}.`);
    await vi.advanceTimersByTimeAsync(200);
    await all.answer(report(finding(`${BLAME}.`, BLAME, replacement)));
    const [found] = all.reader.findings;
    const [suggestion] = found?.suggestions ?? [];
    if (!found || !suggestion) throw new Error('Nothing found.');
    return { ...all, found, suggestion };
  }

  it('goes to where the wording stands now, not to where it stood on the card', async () => {
    const { editor, reader, found, suggestion } = await judged();
    editor.element.value = `Hm. ${BLAME}.`;
    expect(await reader.apply(found, suggestion)).toBe(true);
    expect(editor.read()).toBe('Hm. Das war unklar.');
  });

  it('does nothing where the wording is another by now', async () => {
    const { editor, reader, found, suggestion } = await judged();
    editor.element.value = 'Ganz anders.';
    expect(await reader.apply(found, suggestion)).toBe(false);
    expect(editor.read()).toBe('Ganz anders.');
  });

  it('happens once at a time', async () => {
    const { editor, reader, found, suggestion } = await judged();
    const both = await Promise.all([reader.apply(found, suggestion), reader.apply(found, suggestion)]);
    expect(both).toEqual([true, false]);
    expect(editor.read()).toBe('Das war unklar.');
  });

  it('says so when the box does not take it', async () => {
    const { editor, reader, found, suggestion } = await judged();
    editor.takes = false;
    expect(await reader.apply(found, suggestion)).toBe(false);
  });

  it('selects what is left to fill in', async () => {
    const { editor, reader, found, suggestion } = await judged('Wir melden uns [bis wann?] bei Ihnen');
    const applied = reader.apply(found, suggestion);
    await vi.advanceTimersByTimeAsync(200);
    expect(await applied).toBe(true);
    expect(editor.selected).toEqual([[15, 26]]);
  });
});

describe('the whole reply', () => {
  const PUT = { start: 5, end: 5, replacement: ' Wir melden uns [bis wann?].' };

  it('is put in where the text is still what was asked about', async () => {
    const { editor, reader } = setUp();
    editor.type('Hallo');
    const done = reader.put('Hallo', PUT);
    await vi.advanceTimersByTimeAsync(200);
    expect(await done).toBe(true);
    expect(editor.read()).toBe('Hallo Wir melden uns [bis wann?].');
    expect(editor.selected).toEqual([[21, 32]]);
  });

  it.each<[string, (editor: FakeEditor) => unknown]>([
    ['the text is another, though the place looks the same', (editor) => editor.type('Hallo!')],
    ['the box does not take it', (editor) => (editor.takes = false)],
  ])('is not put in where %s', async (_, happen) => {
    const { editor, reader } = setUp();
    editor.type('Hallo');
    happen(editor);
    const before = editor.read();
    expect(await reader.put('Hallo', PUT)).toBe(false);
    expect(editor.read()).toBe(before);
  });

  it('has a stage that every check sends from then on, until another is chosen around the box', async () => {
    const { editor, ports, reader, asked, answer } = setUp();
    editor.type('eins');
    reader.chooseStage('detailed');
    await vi.advanceTimersByTimeAsync(200);
    await answer(report());
    editor.type('zwei');
    await vi.advanceTimersByTimeAsync(200);
    await answer(report());
    ports.context = () => ({ stage: 'first' });
    editor.type('drei');
    await vi.advanceTimersByTimeAsync(200);
    expect(asked.map(({ stage }) => stage)).toEqual(['detailed', 'detailed', 'first']);
  });
});

describe('a second reader', () => {
  const pending = (...findings: Finding[]): Response<'check'> => ({
    report: { ...REPORT, findings, pending: true },
  });

  it('is waited for', async () => {
    const { editor, reader, asked, answer } = setUp();
    editor.type(`${BLAME}.`);
    await vi.advanceTimersByTimeAsync(200);
    await answer(pending());
    await vi.advanceTimersByTimeAsync(699);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    await answer(report(finding(`${BLAME}.`)));
    expect(quotes(reader)).toEqual([BLAME]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked).toHaveLength(2);
  });

  it('is asked for ten times at most, for each text', async () => {
    const { editor, asked, answer } = setUp();
    for (const text of ['eins', 'zwei']) {
      editor.type(text);
      await vi.advanceTimersByTimeAsync(200);
      for (let i = 0; i < 20; i++) {
        await answer(pending());
        await vi.advanceTimersByTimeAsync(700);
      }
    }
    expect(asked.map(({ text }) => text)).toEqual([...Array(11).fill('eins'), ...Array(11).fill('zwei')]);
  });

  it('gives way to typing', async () => {
    const { editor, asked, answer } = setUp();
    editor.type('eins');
    await vi.advanceTimersByTimeAsync(200);
    await answer(pending());
    await vi.advanceTimersByTimeAsync(650);
    editor.type('zwei');
    await vi.advanceTimersByTimeAsync(100);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(asked.at(-1)?.text).toBe('zwei');
  });
});

describe('posting', () => {
  const TEXT = 'Die Karte kommt am Freitag mit der Post.';

  async function written() {
    const all = setUp();
    const { editor } = all;
    const button = document.createElement('button');
    button.className = 'send';
    document.body.append(button);
    editor.type(TEXT);
    await vi.advanceTimersByTimeAsync(200);
    await all.answer(report());
    const press = (key: string, more: KeyboardEventInit = {}) =>
      editor.element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...more }));
    /** As sites do it: without a word to anybody. */
    const empty = async (after = 0) => {
      await vi.advanceTimersByTimeAsync(after);
      editor.element.value = '';
      await vi.advanceTimersByTimeAsync(1100);
    };
    return { ...all, button, press, empty };
  }

  const POSTED = [['f1', { platform: 'x', text: TEXT }]];

  it.each<[string, (scene: Awaited<ReturnType<typeof written>>) => unknown]>([
    ['Enter', ({ press }) => press('Enter')],
    ['Enter with Control', ({ press }) => press('Control') && press('Enter', { ctrlKey: true })],
    ['the button that sends', ({ button }) => button.click()],
    [
      'its form',
      ({ editor }) => {
        const form = document.createElement('form');
        document.body.append(form);
        form.append(editor.element);
        form.dispatchEvent(new Event('submit', { bubbles: true }));
      },
    ],
  ])('tells once that it was posted: %s, and the box is empty', async (_, send) => {
    const scene = await written();
    send(scene);
    await scene.empty(1500);
    expect(scene.posted).toEqual(POSTED);
    scene.reader.gone();
    expect(scene.posted).toEqual(POSTED);
  });

  it('tells it where the box leaves the page with its text', async () => {
    const { press, reader, posted } = await written();
    press('Enter');
    reader.gone();
    expect(posted).toEqual(POSTED);
  });

  it.each<[string, (scene: Awaited<ReturnType<typeof written>>) => unknown]>([
    ['nothing was pressed', () => {}],
    ['Backspace', ({ press }) => press('Backspace')],
    [
      'it was not sent, then everything selected and deleted',
      ({ press, button }) => {
        button.click();
        press('a', { ctrlKey: true });
        press('Delete');
      },
    ],
    [
      'it was not sent, then cut by mouse',
      ({ press, editor }) => {
        press('Enter');
        editor.element.dispatchEvent(new InputEvent('beforeinput', { inputType: 'deleteByCut' }));
      },
    ],
    ['Enter makes a line', ({ press }) => press('Enter', { shiftKey: true })],
    ['Enter ends a composition', ({ press }) => press('Enter', { isComposing: true })],
    ['another button', () => document.body.click()],
  ])('tells nothing where the text was discarded: %s', async (_, happen) => {
    const scene = await written();
    happen(scene);
    await scene.empty();
    scene.reader.gone();
    expect(scene.posted).toEqual([]);
  });

  it('tells nothing where Enter only made a line, or was long ago', async () => {
    const { press, empty, editor, posted } = await written();
    press('Enter');
    editor.type(`${TEXT}\n`);
    await empty(200);
    expect(posted).toEqual([]);
    const late = await written();
    late.press('Enter');
    await late.empty(11_000);
    expect(late.posted).toEqual([]);
  });

  it('tells nothing of what was not judged, or too short for a fingerprint', async () => {
    const unjudged = await written();
    unjudged.editor.type(`${TEXT} Mira`);
    await vi.advanceTimersByTimeAsync(200);
    await unjudged.problem('service_error');
    unjudged.press('Enter');
    await unjudged.empty();
    expect(unjudged.posted).toEqual([]);
    const short = setUp();
    short.editor.type('Danke!');
    await vi.advanceTimersByTimeAsync(200);
    await short.answer({ report: { ...REPORT, fingerprint: '' } });
    short.editor.element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    short.reader.gone();
    expect(short.posted).toEqual([]);
  });
});

describe('keeping a case', () => {
  async function judged() {
    const all = setUp();
    all.editor.type(`${BLAME}.`);
    await vi.advanceTimersByTimeAsync(200);
    await all.answer(report(finding(`${BLAME}.`)));
    const [found] = all.reader.findings;
    if (!found) throw new Error('Nothing found.');
    return { ...all, found };
  }

  it('sends the wording where it stands now, and of what is around the box only the platform', async () => {
    const { editor, ports, reader, found } = await judged();
    ports.context = () => ({ platform: 'x', comment: 'Kaputt!', commenter: 'Jana K.' });
    editor.element.value = `Hm. ${BLAME}.`;
    expect(await reader.keepCase(found)).toBeNull();
    const start = 4;
    expect(ports.keepCase.mock.calls).toEqual([
      [{ rule: found.rule, text: `Hm. ${BLAME}.`, start, end: start + BLAME.length, platform: 'x' }],
    ]);
  });

  it('sends nothing where the wording is another by now', async () => {
    const { editor, ports, reader, found } = await judged();
    editor.element.value = 'Ganz anders.';
    expect(await reader.keepCase(found)).toBeNull();
    expect(ports.keepCase).not.toHaveBeenCalled();
  });

  it('says what went wrong', async () => {
    const { ports, reader, found } = await judged();
    ports.keepCase.mockResolvedValueOnce({ code: 'service_busy' });
    expect(await reader.keepCase(found)).toEqual({ code: 'service_busy' });
    ports.keepCase.mockRejectedValueOnce(new Error('gone'));
    expect(await reader.keepCase(found)).toEqual({ code: 'service_error' });
  });

  it('has to be asked for, and is not for findings on the whole draft', async () => {
    const { ports, reader, found } = await judged();
    expect(reader.keeps(found)).toBeNull();
    ports.keepsCases = () => true;
    expect(reader.keeps(found)).toBe(true);
    expect(reader.keeps({ ...found, quote: '' })).toBe(false);
  });
});

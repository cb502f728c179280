// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Rephrasing } from '../../../extension/client/api';
import type { Problem, Response } from '../../../extension/client/protocol';
import { setLanguage } from '../../../extension/i18n';
import type { Box } from '../../../extension/overlay/box';
import { Presenter } from '../../../extension/overlay/presenter';
import type { Found } from '../../../extension/overlay/reader';

const FOUND: Found = {
  id: 1,
  rule: 'de.defensive.not-read',
  category: 'defensive',
  severity: 'warning',
  confidence: 0.9,
  certainty: 'certain',
  start: 0,
  end: 12,
  quote: 'Lesen hilft!',
  message: 'Das stellt die Person bloß.',
  why: '',
  principle: '',
  suggestions: [],
};

const reader = {
  findings: [FOUND],
  keeps: vi.fn((): boolean | null => null),
  chooseKeeping: vi.fn(async () => {}),
  keepCase: vi.fn(async () => null as Problem | null),
  ignoreHere: vi.fn(),
  apply: vi.fn(async () => true),
  replaced: () => 'Lesen hilft!',
  request: (text: string) => ({ text }),
  put: vi.fn(async () => true),
  state: { name: 'checked' },
};
const INSERT = { start: 12, end: 12, replacement: ' Wir melden uns.', variant: 'n1' };
const REPHRASING: Rephrasing = {
  language: 'de',
  stage: 'first',
  stage_guessed: true,
  parts: [{ part: 'next_step', present: false, wanted: true, proposals: [INSERT] }],
  reply: { text: 'Das steht hier.', variants: ['a1'] },
  rewriter: false,
};
const ports = {
  rephrase: vi.fn(async (): Promise<Response<'rephrase'>> => ({ rephrasing: REPHRASING })),
  rewrite: vi.fn(),
  used: vi.fn(),
};
let draft: string;
let restored: ReturnType<typeof vi.fn>;
let root: ShadowRoot;
let box: Box;
let presenter: Presenter;

beforeEach(() => {
  setLanguage('en');
  vi.clearAllMocks();
  reader.findings = [FOUND];
  draft = 'Lesen hilft!';
  restored = vi.fn();
  const host = document.createElement('tonfall-overlay');
  document.body.replaceChildren(host);
  root = host.attachShadow({ mode: 'open' });
  const rect = { x: 0, y: 0, left: 0, top: 0, right: 9, bottom: 9, width: 9, height: 9 };
  box = {
    reader,
    surface: { root },
    editor: { saveSelection: () => restored, read: () => draft },
    ports,
    element: document.createElement('textarea'),
    anchor: () => rect,
    whole: rect,
  } as unknown as Box;
  presenter = new Presenter(() => {});
  presenter.show(box, FOUND, 'click');
});

const button = (action: string) => root.querySelector<HTMLElement>(`[data-action="${action}"]`);

it('asks before it keeps the first case, and stays with the question while the box changes', () => {
  button('not-so')?.click();
  presenter.follow(box);
  expect(button('keep')).not.toBeNull();
  expect(reader.keepCase).not.toHaveBeenCalled();
  expect(reader.ignoreHere).not.toHaveBeenCalled();
});

it('keeps and hides on “Keep”', async () => {
  button('not-so')?.click();
  button('keep')?.click();
  button('keep')?.click();
  await vi.waitFor(() => expect(reader.ignoreHere).toHaveBeenCalledWith(FOUND));
  expect(reader.chooseKeeping).toHaveBeenCalledWith(true);
  expect(reader.keepCase.mock.calls).toEqual([[FOUND]]);
  expect(presenter.isOpen).toBe(false);
});

it('hides and keeps nothing on “Just hide”', async () => {
  button('not-so')?.click();
  button('just-hide')?.click();
  await vi.waitFor(() => expect(reader.ignoreHere).toHaveBeenCalledWith(FOUND));
  expect(reader.chooseKeeping).toHaveBeenCalledWith(false);
  expect(reader.keepCase).not.toHaveBeenCalled();
});

it.each([true, false])('asks once only; answered before: %s', async (keep) => {
  reader.keeps.mockReturnValueOnce(keep);
  button('not-so')?.click();
  await vi.waitFor(() => expect(reader.ignoreHere).toHaveBeenCalledWith(FOUND));
  expect(reader.keepCase).toHaveBeenCalledTimes(Number(keep));
  expect(reader.chooseKeeping).not.toHaveBeenCalled();
  expect(presenter.isOpen).toBe(false);
});

it('tells when a case could not be kept, and hides on request', async () => {
  reader.keeps.mockReturnValueOnce(true);
  reader.keepCase.mockResolvedValueOnce({ code: 'service_unreachable' });
  button('not-so')?.click();
  await vi.waitFor(() => expect(button('just-hide')).not.toBeNull());
  expect(reader.ignoreHere).not.toHaveBeenCalled();
  button('just-hide')?.click();
  expect(reader.ignoreHere).toHaveBeenCalledWith(FOUND);
  expect(reader.chooseKeeping).not.toHaveBeenCalled();
  expect(presenter.isOpen).toBe(false);
});

it('hides, too, where the card was closed before it was known', async () => {
  reader.keeps.mockReturnValueOnce(true);
  reader.keepCase.mockResolvedValueOnce({ code: 'service_busy' });
  button('not-so')?.click();
  presenter.close(false);
  await vi.waitFor(() => expect(reader.ignoreHere).toHaveBeenCalledWith(FOUND));
});

it.each([
  ['x1', [[['x1']]]],
  ['', []],
])('tells which wording was applied: “%s”', async (variant, told) => {
  const suggestions = [{ start: 0, end: 12, replacement: 'Das steht hier.', variant }];
  presenter.show(box, { ...FOUND, suggestions }, 'click');
  button('apply')?.click();
  await vi.waitFor(() => expect(presenter.isOpen).toBe(false));
  expect(ports.used.mock.calls).toEqual(told);
});

describe('the whole reply', () => {
  const view = () => root.querySelector('.reply');
  const answered = () => vi.waitFor(() => expect(view()?.textContent).toBe('Das steht hier.'));
  const card = () => root.querySelector<HTMLElement>('[data-tonfall="card"]');

  it('is reached from the finding, and leads back', async () => {
    button('whole-reply')?.click();
    await answered();
    expect(presenter.isShowing(FOUND)).toBe(false);
    button('findings')?.click();
    expect(presenter.isShowing(FOUND)).toBe(true);
    expect(view()).toBeNull();
    expect(card()?.dataset.severity).toBe('warning');
  });

  it('is taken over, and closes', async () => {
    presenter.assist(box, 'click');
    await answered();
    button('take')?.click();
    await vi.waitFor(() => expect(presenter.isOpen).toBe(false));
    const put = { start: 0, end: 12, replacement: 'Das steht hier.' };
    expect(reader.put.mock.calls).toEqual([['Lesen hilft!', put]]);
    expect(ports.used.mock.calls).toEqual([[['a1']]]);
  });

  it('stays where a part is inserted', async () => {
    presenter.assist(box, 'click');
    await answered();
    button('insert')?.click();
    await vi.waitFor(() => expect(ports.used.mock.calls).toEqual([[['n1']]]));
    await vi.waitFor(() => expect(root.querySelector('.status')?.textContent).toBe('Inserted.'));
    expect(presenter.isOpen).toBe(true);
  });

  it('offers to copy what the box did not take', async () => {
    presenter.assist(box, 'click');
    await answered();
    reader.put.mockResolvedValueOnce(false);
    button('insert')?.click();
    await vi.waitFor(() => expect(button('copy')).not.toBeNull());
    expect(ports.used).not.toHaveBeenCalled();
    button('take')?.click();
    expect(button('copy')).toBeNull();
  });

  it('follows the findings and the text, and goes when the text has gone', async () => {
    presenter.assist(box, 'click');
    await answered();
    reader.findings = [];
    presenter.follow(box);
    expect(button('findings')?.closest('[hidden]')).not.toBeNull();
    presenter.unlessPinned();
    draft = 'Lesen hilft.';
    presenter.follow(box);
    expect(root.querySelector('.outdated')).not.toBeNull();
    draft = '';
    presenter.follow(box);
    expect(presenter.isOpen).toBe(false);
  });

  it('takes the focus by keyboard, and puts the caret back', async () => {
    presenter.close(false);
    presenter.assist(box, 'keyboard');
    await answered();
    expect(root.activeElement).toBe(card());
    presenter.close(true);
    expect(restored).toHaveBeenCalledTimes(1);
  });

  it('gets the focus by the shortcut, and gives way to the findings by the next', async () => {
    presenter.close(false);
    presenter.assist(box, 'click');
    await answered();
    expect(root.activeElement).toBeNull();
    presenter.step(1, 'keyboard');
    expect(root.activeElement).toBe(card());
    presenter.step(1, 'keyboard');
    expect(presenter.isShowing(FOUND)).toBe(true);
    presenter.close(true);
    expect(restored).toHaveBeenCalledTimes(1);
  });

  it('stays for a click into its box, which closes a finding', () => {
    expect(presenter.staysFor(box.element)).toBe(false);
    presenter.assist(box, 'click');
    expect(presenter.staysFor(box.element)).toBe(true);
    expect(presenter.staysFor(document.body)).toBe(false);
  });
});

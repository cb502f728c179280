// @vitest-environment jsdom
import { beforeEach, expect, it, vi } from 'vitest';
import type { Problem } from '../../../extension/client/protocol';
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
};
let root: ShadowRoot;
let box: Box;
let presenter: Presenter;

beforeEach(() => {
  setLanguage('en');
  vi.clearAllMocks();
  const host = document.createElement('tonfall-overlay');
  document.body.replaceChildren(host);
  root = host.attachShadow({ mode: 'open' });
  const rect = { x: 0, y: 0, left: 0, top: 0, right: 9, bottom: 9, width: 9, height: 9 };
  box = {
    reader,
    surface: { root },
    editor: { saveSelection: () => () => {} },
    anchor: () => rect,
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

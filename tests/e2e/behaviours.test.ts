import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { behaviours, NAME } from './behaviours';
import { inBothBrowsers } from './support/both';
import { EDITORS, type EditorName } from './support/editors';
import { openPage, type ReplyBox } from './support/reply-box';
import { readStorage, startWorld, switchSite, type World } from './support/world';

inBothBrowsers((name) => {
  let world: World;
  let page: Page;

  beforeAll(async () => {
    world = await startWorld(name);
    page = await world.browser.newPage();
    await openPage(page, EDITORS.textarea.url);
    await switchSite(world, page, true);
  });

  afterAll(() => world?.close());

  describe.each(Object.keys(EDITORS) as EditorName[])('%s', (editor) => {
    let box: ReplyBox;

    beforeEach(async () => {
      world.gate.startOver();
      box = await openPage(page, EDITORS[editor].url);
    });

    // Each one twice.
    test.each(Object.entries(behaviours))('%s', { repeats: 1 }, async (_, behave) => {
      await behave({ world, page, box });
    });
  });

  test('service and extension have kept nothing that was typed', async () => {
    expect(world.gate.checks.filter(({ text }) => text.includes(NAME)).length).toBeGreaterThan(50);
    expect(world.service.traces().includes(NAME)).toBe(false);
    expect(await readStorage(world)).not.toContain(NAME);
  });
});

import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { behaviours, NAME, takesOnlyAPart } from './behaviours';
import { inBothBrowsers } from './support/both';
import { EDITORS, type EditorName } from './support/editors';
import { openPage } from './support/reply-box';
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
    test.each(Object.entries(behaviours))('%s', async (_, behave) => {
      world.gate.startOver();
      world.service.forgetUsed();
      await behave({ world, page, box: await openPage(page, EDITORS[editor].url) });
    });
  });

  test('puts the draft back where a box takes only a part of a rephrasing', async () => {
    world.gate.startOver();
    const scene = { world, page, box: await openPage(page, EDITORS.textarea.url) };
    await takesOnlyAPart(scene);
  });

  test('service and extension have kept nothing that was typed', async () => {
    expect(world.gate.checks.filter(({ text }) => text.includes(NAME)).length).toBeGreaterThan(50);
    expect(world.service.traces().includes(NAME)).toBe(false);
    expect(await readStorage(world)).not.toContain(NAME);
  });
});

/** What a keystroke costs in the real editors of both browsers, and how soon the underline stands. */
import type { Page } from 'puppeteer-core';
import type { BrowserName } from '../e2e/support/browsers';
import { EDITORS } from '../e2e/support/editors';
import { openPage, type ReplyBox } from '../e2e/support/reply-box';
import { startWorld } from '../e2e/support/world';

const DEBOUNCE_MS = 150;
const WORDING = 'Sie haben wohl die Anleitung nicht gelesen';
/** About 220 characters, so that reading the box costs what it costs in earnest. */
const BEFORE =
  'Hallo Frau Berger, drei Wochen Wartezeit auf ein Ersatzteil sind zu lang. Mira aus der Werkstatt ruft Sie am' +
  ' Mittwoch vor 12 Uhr an und macht mit Ihnen den Termin für den Einbau aus. ';
const ROUNDS = 12;

interface Row {
  browser: BrowserName;
  editor: string;
  /** Milliseconds of Tonfall's own work for each keystroke. */
  handler_p50_ms: number;
  handler_p95_ms: number;
  /** Milliseconds from the end of the debounce to the frame with the underline. */
  highlight_p50_ms: number;
}

export async function measure(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const browser of ['chromium', 'firefox'] as const) {
    const world = await startWorld(browser);
    for (const editor of ['lexical', 'draftjs'] as const) {
      const page = await world.browser.newPage();
      await page.evaluateOnNewDocument(() => performance.mark('tonfall-measure'));
      const box = await openPage(page, EDITORS[editor].url);
      await box.type(BEFORE);
      const highlights: number[] = [];
      for (let round = 0; round < ROUNDS; round++) highlights.push(await untilUnderlined(page, box));
      const handler = await page.evaluate(() =>
        performance.getEntriesByName('tonfall-input').map(({ duration }) => duration),
      );
      rows.push({
        browser,
        editor,
        handler_p50_ms: quantile(handler, 0.5),
        handler_p95_ms: quantile(handler, 0.95),
        highlight_p50_ms: quantile(highlights, 0.5),
      });
      await page.close();
    }
    await world.close();
  }
  return rows;
}

/** Types the wording, measures from its last key to the frame with the underline, and takes it away again. */
async function untilUnderlined(page: Page, box: ReplyBox): Promise<number> {
  await box.type(WORDING.slice(0, -1));
  await new Promise((done) => setTimeout(done, 2 * DEBOUNCE_MS));
  const took = page.evaluate(
    () =>
      new Promise<number>((done) => {
        let pressed = 0;
        addEventListener('keydown', ({ timeStamp }) => (pressed = timeStamp), { capture: true, once: true });
        const look = (now: number) => {
          const drawn = [...(CSS.highlights.get('tonfall-warning') ?? [])].some(
            (range) => range instanceof Range && range.toString().endsWith('gelesen'),
          );
          if (pressed && drawn) done(now - pressed);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
  );
  await box.type(WORDING.slice(-1));
  const ms = (await took) - DEBOUNCE_MS;
  await box.press('Backspace', WORDING.length);
  return ms;
}

function quantile(values: number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

/** What a person does with one reply box, and what a test reads from it. */
import type { ElementHandle, KeyInput, Page } from 'puppeteer-core';
import { until } from './browsers';

export interface Underline {
  severity: 'hint' | 'warning' | 'block';
  /** The wording that stands above the line. */
  text: string;
  /** In the viewport, of its first line. */
  box: { x: number; y: number; width: number; height: number };
}

export class ReplyBox {
  private constructor(
    readonly page: Page,
    readonly element: ElementHandle<HTMLElement>,
    /** Position among the fixture page's boxes; null on other pages. */
    private readonly index: number | null,
  ) {}

  /** Waits for the fixture page's box number `index`, counted in the order of their appearance. */
  static async find(page: Page, index = 0): Promise<ReplyBox> {
    await until(`box ${index}`, () => page.evaluate((i) => Boolean(window.__editors?.[i]), index));
    const element = await page.evaluateHandle((i) => window.__editors[i]?.element, index);
    return new ReplyBox(page, element.asElement() as ElementHandle<HTMLElement>, index);
  }

  /** The box on a page that tells nothing about its model. */
  static async at(page: Page, selector: string): Promise<ReplyBox> {
    const element = await page.waitForSelector(selector);
    return new ReplyBox(page, element as ElementHandle<HTMLElement>, null);
  }

  /** Puts the caret at the end and types. */
  async type(text: string): Promise<void> {
    if (!(await this.hasFocus())) {
      await this.element.focus();
      await this.press('Control+End');
    }
    await this.page.keyboard.type(text);
  }

  /** Presses one key or a chord (`Control+z`), `times` times. */
  async press(chord: string, times = 1): Promise<void> {
    const keys = chord.split('+') as KeyInput[];
    const last = keys.pop() as KeyInput;
    for (const key of keys) await this.page.keyboard.down(key);
    for (let i = 0; i < times; i++) await this.page.keyboard.press(last);
    for (const key of keys.reverse()) await this.page.keyboard.up(key);
  }

  hasFocus(): Promise<boolean> {
    return this.element.evaluate((element) => document.activeElement === element);
  }

  /** The text in the editor's own model. */
  model(): Promise<string> {
    if (this.index === null) return this.seen();
    return this.page.evaluate((i) => window.__model(i), this.index);
  }

  /** The text that the person sees. */
  async seen(): Promise<string> {
    const text = await this.element.evaluate(readSeen);
    return text.replaceAll('\u00a0', ' ');
  }

  selected(): Promise<string> {
    return this.element.evaluate((element) =>
      element instanceof HTMLTextAreaElement
        ? element.value.slice(element.selectionStart, element.selectionEnd)
        : (getSelection()?.toString() ?? ''),
    );
  }

  /** What is underlined in this box in the next frame that is drawn, in the order of the text. */
  async underlines(): Promise<Underline[]> {
    await this.page.evaluate(() => new Promise(requestAnimationFrame));
    return this.element.evaluate(readUnderlines);
  }

  /** Waits until exactly these wordings are underlined, and gives the underlines. */
  async underlined(...wordings: string[]): Promise<Underline[]> {
    let last: Underline[] = [];
    await until(`underlines at ${JSON.stringify(wordings)}`, async () => {
      last = await this.underlines();
      return JSON.stringify(last.map(({ text }) => text)) === JSON.stringify(wordings);
    }).catch(async (error) => {
      throw new Error(
        `${error.message}; underlined: ${JSON.stringify(last)} in ${JSON.stringify(await this.model())}`,
      );
    });
    return last;
  }
}

/** Runs in the page. Block by block: an empty one counts twice in `innerText`, for itself and for its <br>. */
function readSeen(editor: HTMLElement): string {
  return editor instanceof HTMLTextAreaElement ? editor.value : read(editor);

  function read(element: HTMLElement): string {
    // biome-ignore lint/performance/useDomNodeTextContent: with the line breaks that the person sees.
    if (![...element.children].some(isBlock)) return element.innerText.replace(/\n$/, '');
    const lines: string[] = [];
    let run = '';
    const endRun = () => {
      if (run) lines.push(run.replace(/\n$/, ''));
      run = '';
    };
    for (const child of element.childNodes) {
      if (isBlock(child)) {
        endRun();
        lines.push(read(child));
      } else run += child.nodeName === 'BR' ? '\n' : child.textContent;
    }
    endRun();
    return lines.join('\n');
  }

  function isBlock(node: Node): node is HTMLElement {
    return node.nodeName === 'DIV' || node.nodeName === 'P';
  }
}

/** Runs in the page. What stands above a line is asked from the browser: the highlight's range, or the text at its ends. */
function readUnderlines(editor: HTMLElement): Underline[] {
  return editor instanceof HTMLTextAreaElement ? drawnLines(editor) : highlights();

  function highlights(): Underline[] {
    const found: (Underline & { at: number })[] = [];
    for (const severity of ['hint', 'warning', 'block'] as const) {
      for (const range of CSS.highlights.get(`tonfall-${severity}`) ?? []) {
        if (!(range instanceof Range) || !editor.contains(range.startContainer) || range.collapsed) continue;
        const before = document.createRange();
        before.setStart(editor, 0);
        before.setEnd(range.startContainer, range.startOffset);
        const [first = new DOMRect()] = range.getClientRects();
        found.push({ severity, text: range.toString(), box: plain(first), at: before.toString().length });
      }
    }
    return found.sort((a, b) => a.at - b.at).map(({ severity, text, box }) => ({ severity, text, box }));
  }

  function drawnLines(area: HTMLTextAreaElement): Underline[] {
    const box = area.getBoundingClientRect();
    const hosts = [...document.querySelectorAll<HTMLElement>('tonfall-overlay')];
    const lines = hosts.flatMap(({ shadowRoot }) => [
      ...(shadowRoot?.querySelectorAll<HTMLElement>('[data-tonfall="line"]') ?? []),
    ]);
    // The card must not stand between the point and the text.
    for (const host of hosts) host.style.visibility = 'hidden';
    const spans = lines
      .map((line) => ({
        severity: line.dataset.severity as Underline['severity'],
        box: line.getBoundingClientRect(),
      }))
      .filter((line) => line.box.top >= box.top - 1 && line.box.bottom <= box.bottom + 2)
      .map((line) => {
        const middle = line.box.top + line.box.height / 2;
        const start = document.caretPositionFromPoint(line.box.left + 1, middle)?.offset ?? 0;
        const end = document.caretPositionFromPoint(line.box.right - 1, middle)?.offset ?? 0;
        return { ...line, start, end };
      })
      .sort((a, b) => a.start - b.start);
    for (const host of hosts) host.style.visibility = '';
    const found: Underline[] = [];
    let last = -1;
    for (const { severity, box: first, start, end } of spans) {
      const wrapped = found.at(-1);
      // A wording that is wrapped has one line below each part; the space at the break belongs to it.
      if (
        wrapped?.severity === severity &&
        last >= 0 &&
        area.value.slice(last, start).trim() === '' &&
        start - last <= 1
      )
        wrapped.text += area.value.slice(last, end);
      else found.push({ severity, text: area.value.slice(start, end), box: plain(first) });
      last = end;
    }
    return found;
  }

  function plain({ x, y, width, height }: DOMRect) {
    return { x, y, width, height };
  }
}

/** Opens a fixture page anew, with an empty box. */
export async function openPage(page: Page, url: string): Promise<ReplyBox> {
  await page.goto(url, { waitUntil: 'domcontentloaded' });
  return ReplyBox.find(page);
}

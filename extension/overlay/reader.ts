/**
 * Reads along in one reply box: waits for a pause in typing, asks, and keeps what was found on the right words. Input
 * events cost next to nothing; reading the text waits for the next frame.
 */
import type { CheckRequest, Finding, Suggestion } from '../client/api';
import type { Problem, ProblemCode, Response } from '../client/protocol';
import { type Editor, settle } from '../editors/editor';
import { measured } from './measure';
import { carry, holds } from './spans';

const DEBOUNCE_MS = 150;
const RETRY_MS = [1000, 2000, 4000, 8000, 15_000];
/** Problems that pass without the person doing anything. After the others, the next input or a recheck asks again. */
const PASSING: readonly ProblemCode[] = ['service_unreachable', 'service_busy', 'service_error'];
/** Text that a script changed tells nobody; a box with text is looked at this often. */
const LOOK_MS = 1000;
/** What the person has to fill in: „[bis wann?]“. */
const SLOT = /\[[^[\]\n]{1,80}\?\]/;

export interface Ports {
  check(request: CheckRequest): Promise<Response<'check'>>;
  /** What is known around the box, asked anew for each check. */
  context(): Omit<CheckRequest, 'text'>;
  ignoredRules(): readonly string[];
  ignoreRule(rule: string): void;
}

/** A finding that keeps its number on its way through edits and further checks. */
export type Found = Finding & { id: number };

export type State = { name: 'empty' | 'checking' | 'checked' } | { name: 'problem'; problem: Problem };

export class Reader {
  state: State = { name: 'empty' };
  private text = '';
  private found: Found[] = [];
  private lastId = 0;
  private readonly ignoredHere = new Set<string>();
  private pause: ReturnType<typeof setTimeout> | undefined;
  private frame = 0;
  private asking = false;
  private askAgain = false;
  private failures = 0;
  private applying = false;

  constructor(
    readonly editor: Editor,
    private readonly ports: Ports,
    /** Called whenever there is something new to show. */
    private readonly changed: () => void,
    private readonly signal: AbortSignal,
  ) {
    const { element } = editor;
    element.addEventListener('input', this.onInput, { signal, passive: true });
    element.addEventListener('focus', () => this.onFocus(), { signal, passive: true });
    if (editor.kind !== 'textarea') {
      const observer = new MutationObserver(this.onInput);
      observer.observe(element, { childList: true, characterData: true, subtree: true });
      signal.addEventListener('abort', () => observer.disconnect());
    }
    const look = setInterval(() => this.text && this.editor.read() !== this.text && this.onInput(), LOOK_MS);
    signal.addEventListener('abort', () => {
      clearInterval(look);
      clearTimeout(this.pause);
      cancelAnimationFrame(this.frame);
    });
    this.onInput();
  }

  /** What is to be shown now, in the order of the text; findings on the whole draft come last. */
  get findings(): Found[] {
    const ignored = this.ports.ignoredRules();
    return this.found
      .filter((one) => !ignored.includes(one.rule) && !this.ignoredHere.has(key(one)))
      .filter((one) => !one.quote || holds(one, this.text))
      .sort((a, b) => Number(!a.quote) - Number(!b.quote) || a.start - b.start || a.end - b.end);
  }

  /** The wording that a suggestion would take the place of, as the text reads now. */
  replaced({ start, end }: Suggestion): string {
    return this.text.slice(start, end);
  }

  ignoreHere(finding: Finding): void {
    this.ignoredHere.add(key(finding));
    this.changed();
  }

  ignoreRule(finding: Finding): void {
    this.ports.ignoreRule(finding.rule);
    this.changed();
  }

  /** Checks the text again: the service is back, or a setting changed. */
  recheck(): void {
    this.failures = 0;
    this.wait(0);
  }

  /** Puts a rephrasing in. False where the text is not what it should be; then nothing more is tried. */
  async apply({ id }: Found, suggestion: Suggestion): Promise<boolean> {
    if (this.applying) return false;
    // The card may be older than the text: both are looked up where they stand now.
    this.follow();
    const current = this.findings
      .find((one) => one.id === id)
      ?.suggestions.find(({ replacement }) => replacement === suggestion.replacement);
    if (!current) return false;
    const { start, end, replacement } = current;
    this.applying = true;
    try {
      const done = await this.editor.replace(start, end, this.replaced(current), replacement);
      if (done) await this.selectSlot(start, replacement);
      return done;
    } finally {
      this.applying = false;
      this.onInput();
    }
  }

  /** The next thing to type is what a slot stands for. */
  private async selectSlot(start: number, replacement: string): Promise<void> {
    const slot = SLOT.exec(replacement);
    if (!slot) return;
    const from = start + slot.index;
    const to = from + slot[0].length;
    await settle();
    if (this.editor.read().slice(from, to) === slot[0]) this.editor.select(from, to);
  }

  private readonly onInput = (): void => {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      measured(() => this.follow());
    });
  };

  private onFocus(): void {
    this.onInput();
    if (this.state.name === 'problem') this.recheck();
  }

  /** Takes in what the box reads now. */
  private follow(): void {
    if (this.signal.aborted) return;
    const text = this.editor.read();
    if (text !== this.text) {
      this.found = carry(this.found, this.text, text);
      this.text = text;
      this.failures = 0;
      this.wait(DEBOUNCE_MS);
    }
    this.changed();
  }

  private wait(ms: number): void {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.ask(), ms);
  }

  private async ask(): Promise<void> {
    if (this.signal.aborted) return;
    if (this.asking) {
      this.askAgain = true;
      return;
    }
    const { text } = this;
    if (!text.trim()) {
      this.found = [];
      this.become({ name: 'empty' });
      return;
    }
    this.asking = true;
    this.askAgain = false;
    if (this.state.name === 'empty') this.become({ name: 'checking' });
    const answer = await this.answer(text);
    this.asking = false;
    if (this.signal.aborted) return;
    if ('report' in answer) {
      this.failures = 0;
      this.found = this.numbered(carry(answer.report.findings, text, this.text));
      this.become({ name: 'checked' });
      if (this.askAgain) this.wait(0);
    } else {
      this.found = [];
      this.become({ name: 'problem', problem: answer.problem });
      this.askLater(answer.problem);
    }
  }

  /** Whatever goes wrong in the page or on the way becomes a problem, never an exception: the next check must come. */
  private async answer(text: string): Promise<Response<'check'>> {
    let context: Omit<CheckRequest, 'text'> = {};
    try {
      context = this.ports.context();
    } catch (error) {
      // The site has changed. What is written can be judged without what is around it.
      console.debug('Tonfall: nothing known around this reply box', error);
    }
    try {
      return await this.ports.check({ ...context, text });
    } catch {
      return { problem: { code: 'service_error' } };
    }
  }

  /** Nobody waits for an answer in a box without the focus; it asks again when it gets it. */
  private askLater({ code }: Problem): void {
    const waits = this.askAgain || (PASSING.includes(code) && this.editor.element.matches(':focus'));
    this.askAgain = false;
    if (waits) this.wait(RETRY_MS[Math.min(this.failures++, RETRY_MS.length - 1)] ?? 0);
  }

  private numbered(findings: Finding[]): Found[] {
    return findings.map((finding) => {
      const known = this.found.find(
        ({ rule, start, end }) => rule === finding.rule && start === finding.start && end === finding.end,
      );
      return { ...finding, id: known?.id ?? ++this.lastId };
    });
  }

  private become(state: State): void {
    this.state = state;
    this.changed();
  }
}

function key({ rule, quote }: Finding): string {
  return `${rule} ${quote}`;
}

/**
 * Reads along in one reply box: waits for a pause in typing, asks, and keeps what was found on the right words. Input
 * events cost next to nothing; reading the text waits for the next frame.
 */
import type {
  CheckRequest,
  FeedbackRequest,
  Finding,
  RephraseRequest,
  RewriteEvent,
  Stage,
  Suggestion,
} from '../client/api';
import type { Problem, ProblemCode, Response } from '../client/protocol';
import type { Editor } from '../editors';
import { measured } from './measure';
import { Sending } from './sending';
import { Slots } from './slots';
import { carry, holds } from './spans';

const DEBOUNCE_MS = 150;
const RETRY_MS = [1000, 2000, 4000, 8000, 15_000];
/** Problems that pass without the person doing anything. After the others, the next input or a recheck asks again. */
const PASSING: readonly ProblemCode[] = ['service_unreachable', 'service_busy', 'service_error'];
/** Text that a script changed tells nobody; a box with text is looked at this often. */
const LOOK_MS = 1000;
/** A second reader is still at it: when to check again, and how often for one text. */
const PENDING_MS = 700;
const PENDING_TIMES = 10;

export interface Ports {
  check(request: CheckRequest): Promise<Response<'check'>>;
  rephrase(request: RephraseRequest): Promise<Response<'rephrase'>>;
  /** What the language model writes; aborting ends its work. */
  rewrite(request: RephraseRequest, signal: AbortSignal): AsyncIterable<RewriteEvent>;
  /** The writer took these wordings. */
  used(variants: string[]): void;
  /** What is known around the box, asked anew for each check. */
  context(): Omit<CheckRequest, 'text'>;
  ignoredRules(): readonly string[];
  ignoreRule(rule: string): void;
  /** CSS selector of the buttons that send a reply; '' where none can be told. */
  sendButtons: string;
  /** The reply was really posted; `request` is what was judged last, and `fingerprint` the judgement's. */
  posted(fingerprint: string, request: CheckRequest): void;
  /** Whether cases marked “not so” are kept on this computer; null: the person wasn't asked yet. */
  keepsCases(): boolean | null;
  /** The person's answer, for this case and those to come. */
  chooseKeeping(keep: boolean): Promise<void>;
  /** Keeps a case; the problem where that fails. */
  keepCase(request: FeedbackRequest): Promise<Problem | null>;
}

/** A finding that keeps its number on its way through edits and further checks. */
export type Found = Finding & { id: number };

export type State = { name: 'empty' | 'checking' | 'checked' } | { name: 'problem'; problem: Problem };

export class Reader {
  state: State = { name: 'empty' };
  readonly slots: Slots;
  private text = '';
  private found: Found[] = [];
  private lastId = 0;
  private readonly ignoredHere = new Set<string>();
  private pause: ReturnType<typeof setTimeout> | undefined;
  private frame = 0;
  private asking = false;
  private askAgain = false;
  private failures = 0;
  /** How often this text was checked again for the second reader. */
  private pendings = 0;
  /** The stage that was chosen for this box, and what was known around it then. */
  private chosen: { stage: Stage; over: CheckRequest['stage'] } | null = null;
  private applying = false;
  private readonly sending: Sending;
  /** What was judged last, and its fingerprint. */
  private judged: [string, CheckRequest] | null = null;

  constructor(
    readonly editor: Editor,
    private readonly ports: Ports,
    /** Called whenever there is something new to show. */
    private readonly changed: () => void,
    private readonly signal: AbortSignal,
  ) {
    const { element } = editor;
    this.slots = new Slots(editor);
    this.sending = new Sending(element, ports.sendButtons, signal);
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

  /** Whether a finding that is marked “not so” is kept; null: to be asked. One on the whole draft has no sentence. */
  keeps({ quote }: Finding): boolean | null {
    return quote ? this.ports.keepsCases() : false;
  }

  /** Takes down what the person chose. */
  async chooseKeeping(keep: boolean): Promise<void> {
    // Where that fails it holds for this page.
    await this.ports.chooseKeeping(keep).catch(() => {});
  }

  /** Keeps the finding where it stands now; the problem where that fails. */
  async keepCase({ id }: Found): Promise<Problem | null> {
    this.follow();
    const now = this.findings.find((one) => one.id === id);
    if (!now) return null;
    const { rule, start, end } = now;
    const { platform, role } = this.context();
    const known = { ...(platform && { platform }), ...(role && { role }) };
    try {
      return await this.ports.keepCase({ rule, text: this.text, start, end, ...known });
    } catch {
      return { code: 'service_error' };
    }
  }

  /** Checks the text again: the service is back, or a setting changed. */
  recheck(): void {
    this.failures = 0;
    this.pendings = 0;
    this.wait(0);
  }

  /** What is written here becomes a first reaction or a detailed answer. */
  chooseStage(stage: Stage): void {
    this.chosen = { stage, over: this.context().stage };
    this.recheck();
  }

  /** Puts a rephrasing in where the whole text is still `asked`. False where it isn't, or the box didn't take it. */
  async put(asked: string, { start, end, replacement }: Omit<Suggestion, 'variant'>): Promise<boolean> {
    if (this.applying || this.editor.read() !== asked) return false;
    this.applying = true;
    try {
      const done = await this.editor.replace(start, end, asked.slice(start, end), replacement);
      if (done) await this.slots.begin(start, replacement);
      return done;
    } finally {
      this.applying = false;
      this.onInput();
    }
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
    return this.put(this.text, current);
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
      if (!text.trim()) this.gone();
      this.sending.forget();
      this.slots.follow(text);
      this.found = carry(this.found, this.text, text);
      this.text = text;
      this.failures = 0;
      this.pendings = 0;
      this.wait(DEBOUNCE_MS);
    }
    this.changed();
  }

  /** The text has left the box, or the box the page: posted, where the person pressed what sends it. */
  gone(): void {
    if (this.judged && this.sending.pressed) {
      this.ports.posted(...this.judged);
      this.chosen = null;
    }
    this.judged = null;
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
    const request = this.request(text);
    const answer = await this.answer(request);
    this.asking = false;
    if (this.signal.aborted) return;
    if ('report' in answer) {
      this.failures = 0;
      const { fingerprint } = answer.report;
      this.judged = fingerprint && this.text.trim() ? [fingerprint, request] : null;
      this.found = this.numbered(carry(answer.report.findings, text, this.text));
      this.become({ name: 'checked' });
      if (this.askAgain) this.wait(0);
      else if (answer.report.pending && this.pendings++ < PENDING_TIMES) this.wait(PENDING_MS);
    } else {
      this.judged = null;
      this.found = [];
      this.become({ name: 'problem', problem: answer.problem });
      this.askLater(answer.problem);
    }
  }

  /** What is asked about `text` here. */
  request(text: string): CheckRequest {
    const context = this.context();
    // What is chosen around the box afterwards counts more.
    if (this.chosen?.over !== context.stage) this.chosen = null;
    return { ...context, ...(this.chosen && { stage: this.chosen.stage }), text };
  }

  private context(): Omit<CheckRequest, 'text'> {
    try {
      return this.ports.context();
    } catch (error) {
      // The site has changed. What is written can be judged without what is around it.
      console.debug('Tonfall: nothing known around this reply box', error);
      return {};
    }
  }

  /** Whatever goes wrong on the way becomes a problem, never an exception: the next check must come. */
  private async answer(request: CheckRequest): Promise<Response<'check'>> {
    try {
      return await this.ports.check(request);
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

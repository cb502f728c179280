/** Asks for a whole reply to what one box reads, and puts in what is taken of it. Knows nothing of how it is shown. */
import type { Rephrasing, Reply, RewriteEvent, Stage, Suggestion } from '../client/api';
import type { Response } from '../client/protocol';
import { t } from '../i18n';
import type { Box } from './box';

/** The person has stopped typing: longer than for a check, since more changes on screen. */
const PAUSE_MS = 400;
/** An answer that takes longer is worth a word. */
const SLOW_MS = 300;

/** What became of it: put in; not taken by the box; or not tried, since the text was another by now. */
export type Outcome = 'done' | 'refused' | 'outdated';

interface Answered extends Rephrasing {
  /** What was asked about. All positions are in there. */
  text: string;
}

export class WholeReply {
  answer: Answered | null = null;
  /** The reply on offer: the service's, or the language model's. */
  reply: Reply | null = null;
  /** What the language model has written so far; null while it doesn't. */
  written: string | null = null;
  /** What it has written to the end. */
  finished = '';
  /** What is to be said in a line; '' for nothing. */
  note = '';
  /** Chosen, and not answered yet. */
  private chosen: Stage | null = null;
  private seen = '';
  /** Variants of the replies that were on offer and not wanted. */
  private avoid: string[] = [];
  private exhausted = false;
  /** There was no answer; it is asked again when the box's checks have recovered. */
  private failed = false;
  private wasDown = false;
  /** Number of the last question: what answers another one comes too late. */
  private question = 0;
  private putting = false;
  private ended = false;
  private writing: AbortController | null = null;
  private pause: ReturnType<typeof setTimeout> | undefined;
  private slow: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly box: Pick<Box, 'reader' | 'editor' | 'ports'>,
    private readonly changed: () => void,
  ) {}

  get stage(): Stage | null {
    return this.chosen ?? this.answer?.stage ?? null;
  }

  /** Whether the text has changed since it was asked about. */
  get isOutdated(): boolean {
    return this.answer?.text !== this.seen;
  }

  /** Whether another version may be had. */
  get hasMore(): boolean {
    return Boolean(this.answer?.reply) && !this.exhausted;
  }

  start(): void {
    this.ask();
  }

  end(): void {
    this.ended = true;
    this.question++;
    this.cancel();
    clearTimeout(this.pause);
    clearTimeout(this.slow);
  }

  /** The text may be another. False where it has gone: then there is nothing more to help with. */
  follow(): boolean {
    if (this.putting) return true;
    const isDown = this.box.reader.state.name === 'problem';
    if (this.failed && this.wasDown && !isDown) this.ask();
    this.wasDown = isDown;
    const text = this.box.editor.read();
    if (text === this.seen) return true;
    const gone = !text.trim() && Boolean(this.seen.trim());
    this.seen = text;
    this.cancel();
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.ask(), PAUSE_MS);
    this.changed();
    return !gone;
  }

  choose(stage: Stage): void {
    this.box.reader.chooseStage(stage);
    this.chosen = stage;
    this.avoid = [];
    this.ask();
  }

  another(): void {
    this.avoid = [...this.avoid, ...(this.reply?.variants ?? [])];
    this.ask('another');
  }

  take(): Promise<Outcome> {
    const { answer, reply } = this;
    if (!answer || !reply) return Promise.resolve('outdated');
    return this.put({ start: 0, end: answer.text.length, replacement: reply.text }, reply.variants);
  }

  async insert({ variant, ...edit }: Suggestion): Promise<Outcome> {
    const outcome = await this.put(edit, variant ? [variant] : []);
    if (outcome === 'done') this.ask('inserted');
    return outcome;
  }

  /** Lets the language model write. */
  async write(): Promise<void> {
    const { answer } = this;
    if (!answer || this.isOutdated) return this.ask();
    this.cancel();
    const writing = new AbortController();
    this.writing = writing;
    this.finished = '';
    this.say(t('assistant_writing'), '');
    const request = { ...this.box.reader.request(answer.text), avoid: this.avoid };
    try {
      for await (const event of this.box.ports.rewrite(request, writing.signal)) {
        if (this.writing !== writing) return;
        this.hear(event);
      }
    } catch {
      if (this.writing === writing) this.hear({ type: 'failed', detail: '' });
    } finally {
      if (this.writing === writing) this.writing = null;
    }
  }

  cancel(): void {
    if (!this.writing) return;
    this.writing.abort();
    this.writing = null;
    this.say('');
  }

  private hear(event: RewriteEvent): void {
    switch (event.type) {
      case 'text':
        this.written += event.text;
        this.changed();
        break;
      case 'done':
        this.reply = event.reply;
        this.finished = event.reply.text;
        this.say(t('assistant_written'));
        break;
      case 'rejected':
        this.say(t('assistant_rejected', event.reason).trim());
        break;
      case 'failed':
        this.say(t('assistant_failed', event.detail).trim());
    }
  }

  private say(note: string, written: string | null = null): void {
    this.note = note;
    this.written = written;
    this.changed();
  }

  private async put(edit: Omit<Suggestion, 'variant'>, variants: string[]): Promise<Outcome> {
    const { answer, box } = this;
    if (this.putting) return 'outdated';
    if (!answer || box.editor.read() !== answer.text) {
      this.ask();
      return 'outdated';
    }
    this.cancel();
    this.putting = true;
    try {
      if (!(await box.reader.put(answer.text, edit))) return 'refused';
    } finally {
      this.putting = false;
    }
    if (variants.length) box.ports.used(variants);
    return 'done';
  }

  /** `why`: the reply wasn't wanted, or a part was just put in. */
  private async ask(why?: 'another' | 'inserted'): Promise<void> {
    if (this.ended) return;
    const question = ++this.question;
    this.cancel();
    clearTimeout(this.pause);
    clearTimeout(this.slow);
    this.slow = setTimeout(() => this.answered(t('assistant_asking')), SLOW_MS);
    this.failed = false;
    const { box, avoid } = this;
    const text = box.editor.read();
    this.seen = text;
    const answer = await this.rephrase(text);
    if (question !== this.question) return;
    clearTimeout(this.slow);
    if ('problem' in answer) {
      const { code, detail } = answer.problem;
      this.failed = true;
      this.answered(detail ?? t('assistant_problem', t(`problem_${code}`)));
      return;
    }
    const { rephrasing } = answer;
    if (why === 'another' && !rephrasing.reply) {
      this.exhausted = true;
      this.answered(t('assistant_no_more'));
      return;
    }
    if (!rephrasing.reply && avoid.length) {
      // All were unwanted for the text as it was; for this one they may do.
      this.avoid = [];
      return this.ask(why);
    }
    // Another version of the reply is no reason for other proposals.
    const parts = (why === 'another' && this.answer?.parts) || rephrasing.parts;
    this.answer = { ...rephrasing, parts, text };
    this.chosen = null;
    this.reply = rephrasing.reply;
    this.exhausted = false;
    this.finished = '';
    this.answered(why === 'inserted' ? t('assistant_inserted') : '');
  }

  /** What the language model has begun meanwhile goes on. */
  private answered(note: string): void {
    if (this.writing) this.changed();
    else this.say(note);
  }

  private async rephrase(text: string): Promise<Response<'rephrase'>> {
    const { reader, ports } = this.box;
    try {
      return await ports.rephrase({ ...reader.request(text), avoid: this.avoid });
    } catch {
      return { problem: { code: 'service_error' } };
    }
  }
}

/** Talks to the service on this machine. Never throws: every way to fail becomes a Problem. */
import { getLanguage, t } from '../i18n';
import type {
  CheckRequest,
  FeedbackRequest,
  PairingOffer,
  RephraseRequest,
  Rephrasing,
  Report,
  RewriteEvent,
  Status,
} from './api';
import { readRewrite } from './ndjson';
import type { Problem, ProblemCode } from './protocol';

/** An answer later than this no longer helps somebody who is typing. */
export const TIMEOUT_MS = 2000;
/** A language model may take its time; one that says nothing for so long has gone. */
const SILENCE_MS = 60_000;

const CODES: Record<number, ProblemCode> = {
  401: 'token_refused',
  403: 'token_refused',
  413: 'draft_too_long',
  503: 'service_busy',
};

export type Answer<T> = { value: T; problem: null } | { value: null; problem: Problem };

export class Service {
  constructor(
    readonly port: number,
    readonly timeout: number = TIMEOUT_MS,
    readonly silence: number = SILENCE_MS,
  ) {}

  /** Open to everybody on this machine, so it says nothing about the token. */
  status(): Promise<Answer<Status>> {
    return this.send('/v1/status');
  }

  check(request: CheckRequest, token: string, signal?: AbortSignal): Promise<Answer<Report>> {
    return this.send('/v1/check', { body: request, token, signal });
  }

  /** Keeps the sentence on this computer. */
  feedback(request: FeedbackRequest, token: string): Promise<Answer<{ sentence: string }>> {
    return this.send('/v1/feedback', { body: request, token });
  }

  rephrase(request: RephraseRequest, token: string): Promise<Answer<Rephrasing>> {
    return this.send('/v1/rephrase', { body: request, token });
  }

  /** The writer took these wordings: they aren't offered again today. */
  used(variants: string[], token: string): Promise<Answer<{ kept: number }>> {
    return this.send('/v1/used', { body: { variants }, token });
  }

  /**
   * What the language model writes. Ends with one event that isn't `text`, or without one when `signal` aborts. Leaving
   * it early, either way, ends the model's work.
   */
  async *rewrite(
    request: RephraseRequest,
    token: string,
    signal?: AbortSignal,
  ): AsyncGenerator<RewriteEvent, void> {
    const silent = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(() => silent.abort(), this.silence);
    };
    heard();
    try {
      const until = signal ? AbortSignal.any([silent.signal, signal]) : silent.signal;
      const response = await this.fetch('/v1/rewrite', request, token, until);
      if (response.ok && response.body) yield* readRewrite(response.body, heard);
      else yield { type: 'failed', detail: (await detailOf(response)) ?? inWords(codeOf(response)) };
    } catch {
      if (!signal?.aborted)
        yield {
          type: 'failed',
          detail: inWords(silent.signal.aborted ? 'service_busy' : 'service_unreachable'),
        };
    } finally {
      clearTimeout(timer);
      silent.abort();
    }
  }

  startPairing(): Promise<Answer<PairingOffer>> {
    return this.send('/v1/pair/start', { body: {} });
  }

  /** The token once the person has confirmed, `pending` before, `gone` when the offer is void. */
  async finishPairing(request: string): Promise<Answer<{ token: string } | 'pending' | 'gone'>> {
    const answer = await this.send<{ token?: string }>('/v1/pair/finish', { body: { request }, ends: [410] });
    if (answer.problem) return answer;
    const token = answer.value?.token;
    return { value: answer.value === null ? 'gone' : token ? { token } : 'pending', problem: null };
  }

  /** `ends`: statuses that are an expected end rather than a failure; they give the value null. */
  private async send<T>(
    path: string,
    {
      body,
      token,
      signal,
      ends = [],
    }: { body?: unknown; token?: string; signal?: AbortSignal; ends?: number[] } = {},
  ): Promise<Answer<T>> {
    const late = AbortSignal.timeout(this.timeout);
    try {
      const response = await this.fetch(path, body, token, signal ? AbortSignal.any([late, signal]) : late);
      if (ends.includes(response.status)) return { value: null as T, problem: null };
      if (!response.ok) return failed(codeOf(response), await detailOf(response));
      return { value: await response.json(), problem: null };
    } catch (error) {
      if (late.aborted || signal?.aborted) return failed('service_busy');
      // An answer that isn't JSON comes from another program on this port.
      return failed(error instanceof SyntaxError ? 'service_error' : 'service_unreachable');
    }
  }

  private fetch(
    path: string,
    body: unknown,
    token: string | undefined,
    signal: AbortSignal,
  ): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        // What is wrong is said in the language of the interface, which need not be the browser's.
        'Accept-Language': getLanguage(),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
    });
  }
}

function codeOf({ status }: Response): ProblemCode {
  return CODES[status] ?? 'service_error';
}

function inWords(code: ProblemCode): string {
  return `${t(`problem_${code}`)}.`;
}

function failed(code: ProblemCode, detail?: string): { value: null; problem: Problem } {
  return { value: null, problem: detail ? { code, detail } : { code } };
}

async function detailOf(response: Response): Promise<string | undefined> {
  try {
    const { detail } = await response.json();
    return typeof detail === 'string' ? detail : undefined;
  } catch {
    return undefined;
  }
}

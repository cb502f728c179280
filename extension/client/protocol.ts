/**
 * Messages between content scripts, popup, options and the background worker. Only the background
 * worker talks to the service. One discriminating field: `type`.
 */
import type { CheckRequest, FeedbackRequest, RephraseRequest, Rephrasing, Report, Status } from './api';

/** Why there is no report, in the words of `_locales` (`problem_<code>`). */
export type ProblemCode =
  | 'service_unreachable' // nobody listens at the address
  | 'not_paired' // no token yet
  | 'token_refused' // token revoked or unknown
  | 'service_busy' // 503 or no answer in time
  | 'draft_too_long' // 413
  | 'service_error'; // anything else

export interface Problem {
  code: ProblemCode;
  /** The service's own words (problem+json `detail`), where it gave any. */
  detail?: string;
}

export type Request =
  | { type: 'check'; request: CheckRequest }
  | { type: 'rephrase'; request: RephraseRequest }
  /** The writer took these wordings. Not told to the service from a private window. */
  | { type: 'used'; variants: string[] }
  | { type: 'settings' }
  | { type: 'ignore_rule'; rule: string }
  /** Keep a case that was marked “not so”. Only done while the person wants cases kept. */
  | { type: 'feedback'; request: FeedbackRequest }
  /** From a content script: how many reply boxes it reads now. Sent once at the start, then on every change. */
  | { type: 'boxes'; found: number }
  /** From a content script: a reply was posted, as an answer to this. */
  | { type: 'posted'; fingerprint: string; answers: Pick<CheckRequest, 'comment' | 'commenter'> }
  | { type: 'forget_posted' }
  | { type: 'status' }
  | { type: 'pair' }
  | { type: 'unpair' };

export type Response<T extends Request['type']> = T extends 'check'
  ? { report: Report } | { problem: Problem }
  : T extends 'rephrase'
    ? { rephrasing: Rephrasing } | { problem: Problem }
    : T extends 'settings'
      ? Settings
      : T extends 'status'
        ? { status: Status | null; problem: Problem | null }
        : { problem: Problem | null };

/**
 * Name of the connection on which a content script posts one RephraseRequest and gets the RewriteEvents as they come.
 * It disconnects to cancel.
 */
export const REWRITE = 'rewrite';

/** From the background worker to content scripts. */
export type Push =
  /** The person pressed the browser-wide shortcut. */
  | { type: 'next_finding' }
  /** Something changed (service back, paired, role, language): check the drafts on screen again. */
  | { type: 'recheck' };

/** Kept in `storage.local`, changed by popup and options, followed by content scripts through `storage.onChanged`. */
export interface Settings {
  /** Port of the service on 127.0.0.1. */
  port: number;
  /** Role in which the person writes. */
  role: 'official' | 'employee';
  /** Language of the interface; `auto` follows the browser. */
  language: 'auto' | 'de' | 'en';
  /** Hosts on which Tonfall is switched off. */
  disabledHosts: string[];
  /** Further hosts on which the person switched it on (optional host permission). */
  extraHosts: string[];
  /** Rule ids the person ignores everywhere. */
  ignoredRules: string[];
  /** Whether cases marked “not so” are kept on this computer; null: the person wasn't asked yet. */
  keepCases: boolean | null;
}

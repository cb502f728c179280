/** What the service takes and answers, generated from its OpenAPI document (`npm run types`). */
import type { components } from './api.gen';

type Schemas = components['schemas'];

export type Category = Schemas['Category'];
export type Severity = Schemas['Severity'];
export type Part = Schemas['Part'];
export type Suggestion = Schemas['Suggestion'];
export type Finding = Schemas['Finding'];
export type Report = Schemas['Report'];
export type Status = Schemas['Status'];
export type PairingOffer = Schemas['PairStarted'];

/** Only `text` is required; the generator takes a default for a promise that the field is there. */
export type CheckRequest = Pick<Schemas['CheckRequest'], 'text'> & Partial<Schemas['CheckRequest']>;

/** A case that somebody marked “not so”. */
export type FeedbackRequest = Pick<Schemas['FeedbackRequest'], 'rule' | 'text' | 'start' | 'end'> &
  Partial<Schemas['FeedbackRequest']>;

/** A first reaction says that somebody is on it; the detailed answer follows. */
export type Stage = NonNullable<CheckRequest['stage']>;

/** `text` may be empty here. `avoid`: variants that are not to be given again. */
export type RephraseRequest = CheckRequest & { avoid?: string[] };
export type Reply = Schemas['Reply'];
export type ReplyPart = Schemas['PartReview'];
export type Rephrasing = Schemas['Rephrasing'];

/** What comes from the language model, piece by piece. Everything but `text` is the end. */
export type RewriteEvent =
  | { type: 'text'; text: string }
  | { type: 'done'; reply: Reply }
  | { type: 'rejected'; reason: string }
  | { type: 'failed'; detail: string };

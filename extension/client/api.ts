/** What the service takes and answers, generated from its OpenAPI document (`npm run types`). */
import type { components } from './api.gen';

type Schemas = components['schemas'];

export type Category = Schemas['Category'];
export type Severity = Schemas['Severity'];
export type Part = Schemas['Part'];
export type Finding = Schemas['Finding'];
export type Suggestion = Schemas['Suggestion'];
export type Report = Schemas['Report'];
export type Status = Schemas['Status'];
export type PairingOffer = Schemas['PairStarted'];

/** Only `text` is required; the generator takes a default for a promise that the field is there. */
export type CheckRequest = Pick<Schemas['CheckRequest'], 'text'> & Partial<Schemas['CheckRequest']>;

/** A case that somebody marked “not so”. */
export type FeedbackRequest = Pick<Schemas['FeedbackRequest'], 'rule' | 'text' | 'start' | 'end'> &
  Partial<Schemas['FeedbackRequest']>;

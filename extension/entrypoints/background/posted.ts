/** Fingerprints of the replies that were posted from this browser: kept for two weeks in `storage.local`, never the text. */
import { browser } from 'wxt/browser';
import type { CheckRequest } from '../../client/api';

interface Posted {
  fingerprint: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** What a reply answers. */
type Answered = Pick<CheckRequest, 'comment' | 'commenter'>;

const KEPT_MS = 14 * 24 * 60 * 60 * 1000;
/** The service compares with no more. */
const MOST = 300;
/** For so long, what answers the same comment is taken for the same reply: shown once more, or being corrected. */
const SAME_MS = 60_000;
/** The service refuses everything else, and with it the check. */
const SHAPE = /^[0-9a-f]{32}$/;

let queue: Promise<void> = Promise.resolve();
/** Never stored: gone when the worker is suspended. */
let last: { at: number; answers: string } | null = null;

/** Oldest first. */
export async function readPosted(): Promise<Posted[]> {
  const { posted } = await browser.storage.local.get<{ posted: Posted[] }>({ posted: [] });
  const now = Date.now();
  return posted
    .filter(({ fingerprint, at }) => SHAPE.test(fingerprint) && now - at < KEPT_MS && at <= now)
    .slice(-MOST);
}

export async function rememberPosted(fingerprint: string, answers: Answered): Promise<void> {
  if (!SHAPE.test(fingerprint)) return;
  const at = Date.now();
  last = { at, answers: key(answers) };
  await oneByOne(async () => write([...(await readPosted()), { fingerprint, at }].slice(-MOST)));
}

/** Takes what is older than two weeks out of the storage. */
export function tidyPosted(): Promise<void> {
  return oneByOne(async () => {
    const { posted = [] } = await browser.storage.local.get<{ posted?: Posted[] }>('posted');
    const kept = await readPosted();
    if (kept.length < posted.length) await write(kept);
  });
}

export function forgetPosted(): Promise<void> {
  last = null;
  return oneByOne(() => write([]));
}

/** What a reply is to be compared with: everything but itself. */
export async function postedBefore(request: Answered): Promise<string[]> {
  const posted = await readPosted();
  const same = last && Date.now() - last.at < SAME_MS && last.answers === key(request) ? last : null;
  return posted.filter(({ at }) => at !== same?.at).map(({ fingerprint }) => fingerprint);
}

/** So that two replies that are posted at once are both kept. */
function oneByOne(task: () => Promise<void>): Promise<void> {
  queue = queue.then(task, task);
  return queue;
}

function write(posted: Posted[]): Promise<void> {
  return browser.storage.local.set({ posted });
}

function key({ comment = '', commenter = '' }: Answered): string {
  return `${commenter}\n${comment}`;
}

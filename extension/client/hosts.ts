/** Where Tonfall is on by itself, and where the service is. As match patterns, for the manifest. */
import { browser } from 'wxt/browser';
import { MatchPattern } from 'wxt/utils/match-patterns';

export const KNOWN_SITES = ['https://*.facebook.com/*', 'https://x.com/*', 'https://twitter.com/*'];

/** Match patterns have no port, so this holds for every port on 127.0.0.1. */
export const SERVICE = 'http://127.0.0.1/*';

/** True where the manifest's own content script runs. */
export function isKnown(host: string): boolean {
  return KNOWN_SITES.some((pattern) => new MatchPattern(pattern).includes(`https://${host}/`));
}

/** The match pattern for one further host, as the browser is asked for it. */
export function patternOf(host: string): string {
  return `https://${host}/*`;
}

/** May Tonfall read this host, as far as the browser is concerned? */
export function isAllowed(host: string): Promise<boolean> {
  return browser.permissions.contains({ origins: [patternOf(host)] });
}

/** The one host that `pattern` allows, or null where it allows several. */
export function hostOfPattern(pattern: string): string | null {
  return /^https:\/\/([^*/]+)\/\*$/.exec(pattern)?.[1] ?? null;
}

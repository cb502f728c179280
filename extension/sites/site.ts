import type { CheckRequest } from '../client/api';

/** What a site's page tells about the reply that is being written. */
export type Context = Pick<CheckRequest, 'comment' | 'commenter' | 'commented_at' | 'company'>;

/** One site: where its reply boxes are and what they answer. One file each; docs/sites.md says how to add one. */
export interface Site {
  id: string;
  platform: NonNullable<CheckRequest['platform']>;
  matches(host: string): boolean;
  /** CSS selector of the editable elements that are reply boxes. */
  boxes: string;
  /** CSS selector of the buttons that send a reply; '' where only Enter and forms do. */
  sendButtons: string;
  /** What is known around a box. Empty fields where the page doesn't say. */
  context(box: HTMLElement): Context;
}

/** The visible text of an element, with its line breaks; '' where there is none. */
export function textOf(element: Element | null | undefined): string {
  // biome-ignore lint/performance/useDomNodeTextContent: with the line breaks that the reader sees.
  return element instanceof HTMLElement ? element.innerText.trim() : '';
}

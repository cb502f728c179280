/** All sites, the generic one last. */
import { facebook } from './facebook';
import { generic } from './generic';
import type { Site } from './site';
import { x } from './x';

export type { Context, Site } from './site';

export const SITES: readonly Site[] = [facebook, x, generic];

export function siteOf(host: string): Site {
  return SITES.find((site) => site.matches(host)) ?? generic;
}

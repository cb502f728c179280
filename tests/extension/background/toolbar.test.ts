import { describe, expect, it } from 'vitest';
import type { ProblemCode } from '../../../extension/client/protocol';
import { stateOf } from '../../../extension/entrypoints/background/toolbar';
import { DEFAULTS } from '../../../extension/settings';

const settings = { ...DEFAULTS, disabledHosts: ['x.com'], extraHosts: ['forum.example.org'] };

function state(host: string | null, code?: ProblemCode, boxes?: number) {
  return stateOf(host, boxes, settings, code ? { code } : null);
}

describe('the toolbar button', () => {
  it.each([
    ['a known site', 'www.facebook.com', undefined, 2, 'on'],
    ['a site that was switched on', 'forum.example.org', undefined, 1, 'on'],
    ['before the content script has counted', 'www.facebook.com', undefined, undefined, 'on'],
    ['no reply box', 'www.facebook.com', undefined, 0, 'no_box'],
    ['switched off', 'x.com', undefined, 1, 'off'],
    ['switched off, and no service either', 'x.com', 'service_unreachable', 1, 'off'],
    ['any other page', null, undefined, undefined, 'elsewhere'],
    ['another page that the browser tells of', 'example.org', undefined, undefined, 'elsewhere'],
    ['no service, on a known site', 'www.facebook.com', 'service_unreachable', 1, 'service_unreachable'],
    ['no service, elsewhere: nobody is alarmed', null, 'service_unreachable', undefined, 'elsewhere'],
    ['not paired, on a known site', 'www.facebook.com', 'not_paired', 1, 'not_paired'],
    ['not paired, elsewhere: the one step still missing', null, 'not_paired', undefined, 'not_paired'],
    ['a slow service and no reply box', 'www.facebook.com', 'service_busy', 0, 'service_busy'],
  ] as const)('%s', (_when, host, code, boxes, expected) => {
    expect(state(host, code, boxes)).toBe(expected);
  });
});

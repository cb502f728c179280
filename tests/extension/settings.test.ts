import { beforeEach, expect, it, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { hostOfPattern, isKnown, patternOf } from '../../extension/client/hosts';
import {
  changeSettings,
  DEFAULTS,
  isOn,
  parsePort,
  readSettings,
  watchSettings,
} from '../../extension/settings';

beforeEach(() => fakeBrowser.reset());

it('starts with the defaults', async () => {
  expect(await readSettings()).toEqual(DEFAULTS);
});

it('keeps a change and leaves the rest', async () => {
  await changeSettings({ role: 'employee' });
  await Promise.all([changeSettings({ port: 9000 }), changeSettings({ ignoredRules: ['de.vague.soon'] })]);
  expect(await readSettings()).toEqual({
    ...DEFAULTS,
    role: 'employee',
    port: 9000,
    ignoredRules: ['de.vague.soon'],
  });
});

it('never hands out the defaults themselves', async () => {
  (await readSettings()).ignoredRules.push('x');
  expect(DEFAULTS.ignoredRules).toEqual([]);
});

it('tells of changes until it is told to stop, and of settings only', async () => {
  const seen = vi.fn();
  const stop = new AbortController();
  watchSettings(seen, stop.signal);
  await changeSettings({ role: 'employee' });
  await vi.waitFor(() => expect(seen).toHaveBeenCalledExactlyOnceWith({ ...DEFAULTS, role: 'employee' }));
  await fakeBrowser.storage.local.set({ token: 'secret' });
  await fakeBrowser.storage.session.set({ port: 1 });
  stop.abort();
  await changeSettings({ role: 'official' });
  expect(seen).toHaveBeenCalledTimes(1);
});

it.each([
  ['www.facebook.com', true],
  ['business.facebook.com', true],
  ['facebook.com', true],
  ['x.com', true],
  ['twitter.com', true],
  ['notx.com', false],
  ['facebook.com.evil.example', false],
  ['evilfacebook.com', false],
  ['example.org', false],
])('%s is known: %s', (host, known) => {
  expect(isKnown(host)).toBe(known);
  expect(isOn(DEFAULTS, host)).toBe(known);
});

it('is on where it was switched on, and off where it was switched off', () => {
  const settings = {
    ...DEFAULTS,
    disabledHosts: ['x.com', 'b.example'],
    extraHosts: ['a.example', 'b.example'],
  };
  expect(['x.com', 'www.facebook.com', 'a.example', 'b.example'].map((host) => isOn(settings, host))).toEqual(
    [false, true, true, false],
  );
});

it('reads a host out of its own pattern only', () => {
  expect(hostOfPattern(patternOf('forum.example.org'))).toBe('forum.example.org');
  expect(hostOfPattern('https://*/*')).toBeNull();
  expect(hostOfPattern('https://*.example.org/*')).toBeNull();
  expect(hostOfPattern('http://127.0.0.1/*')).toBeNull();
});

it.each([
  ['8377', 8377],
  [' 1 ', 1],
  ['65535', 65535],
  ['0', null],
  ['65536', null],
  ['8377x', null],
  ['-1', null],
  ['', null],
])('port %j is %s', (text, port) => {
  expect(parsePort(text)).toBe(port);
});

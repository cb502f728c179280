import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { getLanguage, type MessageKey, setLanguage, t } from '../../extension/i18n';
import de from '../../extension/public/_locales/de/messages.json';
import en from '../../extension/public/_locales/en/messages.json';

const EXTENSION = join(import.meta.dirname, '../../extension');

/** Keys that are put together, as in `category_${category}`. */
const FAMILIES = ['category_', 'severity_', 'certainty_', 'problem_', 'help_', 'part_', 'stage_'];

function sources(): string {
  return readdirSync(EXTENSION, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|html)$/.test(file) && !file.startsWith('.'))
    .map((file) => readFileSync(join(EXTENSION, file), 'utf8'))
    .join('\n');
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\$\w/g)].map(([found]) => found).sort();
}

describe('German and English', () => {
  it('have the same keys, in the same order', () => {
    expect(Object.keys(de)).toEqual(Object.keys(en));
  });

  it.each(Object.keys(en) as MessageKey[])('%s: same placeholders, no loose ends', (key) => {
    const [german, english] = [de[key].message, en[key].message];
    expect(placeholders(german)).toEqual(placeholders(english));
    for (const text of [german, english]) {
      expect(text).toBe(text.trim());
      expect(text).not.toBe('');
      expect(text).not.toMatch(/ {2}|\.\.\.|--/);
    }
  });

  it('use every key', () => {
    const code = sources();
    const unused = Object.keys(en).filter(
      (key) =>
        !FAMILIES.some((family) => key.startsWith(family)) &&
        !new RegExp(`['"\`]${key}['"\`]|__MSG_${key}__`).test(code),
    );
    expect(unused).toEqual([]);
  });
});

describe('t', () => {
  it('follows the chosen language', () => {
    setLanguage('de');
    expect(t('popup_pair')).toBe('Verbinden');
    setLanguage('en');
    expect(t('popup_pair')).toBe('Pair');
    expect(getLanguage()).toBe('en');
  });

  it('puts in what is given, as it is', () => {
    setLanguage('en');
    expect(t('popup_site_switch', '$1 & $2')).toBe('Read along on $1 & $2');
    expect(t('options_connected_help', '0.1.0', 402)).toBe('Version 0.1.0, 402 rules');
  });
});

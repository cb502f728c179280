// @vitest-environment jsdom
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextMap } from '../../../extension/editors/text-map';

function root(html: string): HTMLElement {
  const element = document.createElement('div');
  element.innerHTML = html;
  return element;
}

describe('TextMap', () => {
  it.each([
    ['plain', 'Hallo', 'Hallo'],
    ['blocks of a plain contenteditable', 'a<div>b</div><div>c</div>', 'a\nb\nc'],
    ['an empty line', '<div>a</div><div><br></div><div>b</div>', 'a\n\nb'],
    ['a soft break', '<p>a<br>b</p>', 'a\nb'],
    ['a break that only keeps the last line open', '<p>a<br></p>', 'a'],
    ['a soft break at the end, kept open', '<p>a<br><br></p>', 'a\n'],
    ['an empty Lexical box', '<p><br></p>', ''],
    [
      'Lexical',
      '<p dir="ltr"><span data-lexical-text="true">a</span><br><span>b</span></p><p>c</p>',
      'a\nb\nc',
    ],
    [
      'Draft.js',
      '<div data-contents="true"><div data-block="true"><div><span data-offset-key="a"><span data-text="true">a</span></span></div></div>' +
        '<div data-block="true"><div><span><br data-text="true"></span></div></div>' +
        '<div data-block="true"><div><span>b</span></div></div></div>',
      'a\n\nb',
    ],
    ['no-break spaces', 'a&nbsp;b', 'a b'],
    ['what keeps an empty line open', '<p>a</p><p>\u200b</p><p>\ufeff</p>', 'a\n\n'],
    ['a block beside text within a block', 'a<div><span>b</span><div>c</div>d</div>', 'a\nb\nc\nd'],
    [
      'line breaks that are kept as they are',
      '<section style="white-space: pre-wrap">a<!---->\n<!---->b<div>c</div></section>',
      'a\nb\nc',
    ],
    ['nothing of how the page is written', '<div>\n  <p>a</p>\n  <p>b</p>\n</div>', 'a\nb'],
  ])('reads %s', (_name, html, text) => {
    expect(new TextMap(root(html)).text).toBe(text);
  });

  it.each([
    ['an empty box', '<p><br></p>', 0, ['P', 0]],
    ['the very end', '<p>a</p><p>bc</p>', 4, ['bc', 2]],
    ['the end of a line', '<p>a</p><p>bc</p>', 1, ['a', 1]],
    ['the start of a line', '<p>a</p><p>bc</p>', 2, ['bc', 0]],
    ['an empty line', '<p>a</p><p><br></p><p>b</p>', 2, ['P', 0]],
    ['the line after a soft break', '<p>a<br><br></p>', 2, ['P', 2]],
  ])('has a place for the caret at %s', (_name, html, position, [where, offset]) => {
    const range = new TextMap(root(html)).range(position, position);
    const { startContainer: node } = range as Range;
    expect([node.nodeValue ?? node.nodeName, range?.startOffset]).toEqual([where, offset]);
  });

  it.each([
    ['in one line', '<p>ab</p><p>cd</p>', 1, 2, [1, 2]],
    ['over lines', '<p>ab</p><p>cd</p>', 1, 4, [1, 4]],
    ['on an empty line', '<p>a</p><p><br></p><p>b</p>', 2, 2, [2, 2]],
  ])('knows where a selection %s is', (_name, html, start, end, ends) => {
    const map = new TextMap(root(html));
    expect(map.ends(map.range(start, end) as Range)).toEqual(ends);
  });

  it('includes a line break in a range that ends behind it', () => {
    const element = root('<p>Weg damit.</p><p>Gut.</p>');
    const range = new TextMap(element).range(0, 11);
    expect([range?.endContainer.nodeValue, range?.endOffset]).toEqual(['Gut.', 0]);
  });

  it('finds every stretch of arbitrary text again', () => {
    const line = fc
      .string({ unit: 'grapheme', maxLength: 12 })
      .map((s) => s.replace(/[\n\r\u00a0\u200b\ufeff]/g, ''));
    fc.assert(
      fc.property(
        fc.array(fc.array(line, { maxLength: 4 }), { minLength: 1, maxLength: 5 }),
        fc.nat(),
        fc.nat(),
        (lines, a, b) => {
          const element = document.createElement('div');
          for (const pieces of lines) {
            const block = document.createElement('p');
            for (const piece of pieces) {
              const span = document.createElement('span');
              span.textContent = piece;
              block.append(span);
            }
            if (!block.textContent) block.append(document.createElement('br'));
            element.append(block);
          }
          const map = new TextMap(element);
          expect(map.text).toBe(lines.map((pieces) => pieces.join('')).join('\n'));
          const [start = 0, end = 0] = [a % (map.text.length + 1), b % (map.text.length + 1)].sort(
            (x, y) => x - y,
          );
          const range = map.range(start, end);
          const wanted = map.text.slice(start, end).replaceAll('\n', '');
          expect(range?.toString()).toBe(wanted);
          // And back again.
          expect(map.isAt(range as Range, start, end)).toBe(true);
          if (wanted) expect(map.isAt(range as Range, start + 1, end)).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });
});

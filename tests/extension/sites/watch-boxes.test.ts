// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchBoxes } from '../../../extension/sites/watch-boxes';

const end = { current: new AbortController() };
let found: string[] = [];

function watch() {
  watchBoxes('textarea.reply', ({ id }) => found.push(id), end.current.signal);
}

function add(id: string, parent: ParentNode = document.body, className = 'reply') {
  const box = Object.assign(document.createElement('textarea'), { id, className });
  parent.append(box);
  return box;
}

function appears(element: Element, animationName = 'tonfall-appears') {
  element.dispatchEvent(
    Object.assign(new Event('animationstart', { bubbles: true, composed: true }), { animationName }),
  );
}

beforeEach(() => {
  document.body.replaceChildren();
  found = [];
  end.current = new AbortController();
});

afterEach(() => end.current.abort());

describe('watchBoxes', () => {
  it('finds what is there, and what appears', () => {
    add('first');
    watch();
    appears(add('second'));
    expect(found).toEqual(['first', 'second']);
  });

  it('leaves out what is no reply box, and other animations', () => {
    watch();
    appears(add('search', document.body, 'search'));
    appears(add('second'), 'fade-in');
    expect(found).toEqual([]);
  });

  it('finds a box again that was taken out and put back', () => {
    watch();
    const box = add('first');
    appears(box);
    box.remove();
    document.body.append(box);
    appears(box);
    expect(found).toEqual(['first', 'first']);
  });

  it('finds a box that became one without a sign, as soon as it has the focus', () => {
    watch();
    const box = add('late', document.body, '');
    appears(box);
    box.className = 'reply';
    box.focus();
    expect(found).toEqual(['late']);
  });

  it('finds a box in an open shadow root when it has the focus', () => {
    watch();
    const host = document.createElement('div');
    document.body.append(host);
    add('inside', host.attachShadow({ mode: 'open' })).focus();
    expect(found).toEqual(['inside']);
  });

  it('stops with its signal', () => {
    watch();
    end.current.abort();
    appears(add('first'));
    expect(found).toEqual([]);
  });
});

import { type MessageKey, t } from '../i18n';

/** A new element with attributes and children; `on` holds its click. */
export function h<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

export function button(
  attributes: Record<string, string>,
  onClick: () => void,
  ...children: (Node | string)[]
): HTMLButtonElement {
  const element = h('button', { type: 'button', ...attributes }, ...children);
  element.addEventListener('click', onClick);
  return element;
}

/** A button that says what it does. */
export function action(name: string, text: MessageKey, run: () => void): HTMLButtonElement {
  return button({ 'data-action': name }, run, t(text));
}

/** A button of one sign. */
export function icon(name: string, label: MessageKey, sign: string, run: () => void): HTMLButtonElement {
  return button({ 'data-action': name, class: 'icon', 'aria-label': t(label), title: t(label) }, run, sign);
}

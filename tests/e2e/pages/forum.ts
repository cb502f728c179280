/** Somebody's forum: a textarea (at /textarea) or a plain contenteditable (at /contenteditable) below each contribution. */
import { h, words } from './fixture';
import './page.css';

const kind = location.pathname.slice(1);
const thread = h('div', { class: 'column' });
document.querySelector('.scroller')?.append(thread);
thread.append(contribution('Jana K.', words.first, true), contribution('Olaf Brandt', words.second, false));

function contribution(author: string, text: string, open: boolean): HTMLElement {
  const reply = h('button', { type: 'button', class: 'reply' }, words.reply);
  const article = h('article', { class: 'card' }, h('strong', {}, author), h('p', {}, text), reply);
  const addBox = () => article.append(kind === 'contenteditable' ? editable(author) : textarea(author));
  if (open) addBox();
  reply.addEventListener('click', addBox);
  return article;
}

function textarea(author: string): HTMLElement {
  const box = h('textarea', {
    class: 'box',
    rows: '6',
    'aria-label': `${words.reply} ${author}`,
  }) as HTMLTextAreaElement;
  window.__editors.push({ element: box, text: () => box.value });
  return box;
}

function editable(author: string): HTMLElement {
  const about = { role: 'textbox', 'aria-multiline': 'true', 'aria-label': `${words.reply} ${author}` };
  const box = h('div', { class: 'box', contenteditable: 'true', ...about });
  window.__editors.push({ element: box, text: () => textOf(box).replace(/\n$/, '') });
  return box;
}

/** As innerText, but also where nothing is laid out: `\n` for a <br> and before each further block. */
function textOf(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return node.nodeValue?.replaceAll('\u00a0', ' ') ?? '';
  if (node.nodeName === 'BR') return '\n';
  let text = '';
  for (const child of node.childNodes) {
    const isBlock = child.nodeName === 'DIV' || child.nodeName === 'P';
    if (isBlock && text && !text.endsWith('\n')) text += '\n';
    text += textOf(child);
  }
  return text;
}

/** A post with comments, built as Facebook builds it: nested articles, and a Lexical editor as reply box. */
import { createEmptyHistoryState, registerHistory } from '@lexical/history';
import { registerPlainText } from '@lexical/plain-text';
import { $getRoot, COMMAND_PRIORITY_HIGH, createEditor, KEY_ENTER_COMMAND } from 'lexical';
import { h, words } from './fixture';
import './page.css';

const feed = h('div', { class: 'column', role: 'main' });
document.querySelector('.scroller')?.append(feed);
const first = comment('Jana K.', words.first);
feed.append(post(first, comment('Olaf Brandt', words.second)));
first.append(replyBox('Jana K.'));

function post(...comments: HTMLElement[]): HTMLElement {
  const open = button(words.open, () => openDialog());
  open.id = 'open-dialog';
  return h(
    'div',
    { role: 'article', 'aria-label': `${words.postedBy} ${words.company}`, class: 'card' },
    h('h3', {}, h('a', { href: '/muster', role: 'link' }, h('strong', {}, h('span', {}, words.company)))),
    h('div', { 'data-ad-preview': 'message', dir: 'auto' }, words.post),
    h('div', { class: 'actions' }, open),
    ...comments,
  );
}

/** The comment's article and what belongs to it sit side by side in one container, as on the real page. */
function comment(author: string, text: string): HTMLElement {
  const name = h(
    'a',
    { href: `/${author}`, role: 'link', tabindex: '0' },
    h('span', { dir: 'auto' }, author),
  );
  const time = h('a', { href: '/muster/posts/1?comment_id=2', role: 'link' }, words.shortAgo);
  const reply = button(words.reply, () => container.append(replyBox(author)));
  reply.classList.add('reply');
  const article = h(
    'div',
    { role: 'article', 'aria-label': `${words.comment} ${words.by} ${author} ${words.ago}`, tabindex: '-1' },
    h(
      'div',
      { class: 'bubble' },
      name,
      h('div', {}, h('span', { dir: 'auto', lang: 'de' }, h('div', { dir: 'auto' }, text))),
    ),
    h('ul', { class: 'actions' }, h('li', {}, time), h('li', {}, button(words.like)), h('li', {}, reply)),
  );
  const container = h('div', { class: 'comment' }, article);
  return container;
}

function replyBox(author: string): HTMLElement {
  const root = h('div', {
    class: 'box',
    contenteditable: 'true',
    role: 'textbox',
    spellcheck: 'true',
    tabindex: '0',
    'aria-label': `${words.reply} ${author}`,
    'aria-placeholder': words.write,
  });
  const editor = createEditor({
    namespace: 'comment',
    theme: { paragraph: 'paragraph' },
    onError(error) {
      throw error;
    },
  });
  const text = () => editor.getEditorState().read(() => $getRoot().getTextContent());
  registerPlainText(editor);
  registerHistory(editor, createEmptyHistoryState(), 300);
  editor.registerCommand(
    KEY_ENTER_COMMAND,
    (event) => {
      if (event?.shiftKey) return false;
      event?.preventDefault();
      window.__posted.push(text());
      $getRoot().clear();
      return true;
    },
    COMMAND_PRIORITY_HIGH,
  );
  editor.setRootElement(root);
  window.__editors.push({ element: root, text });
  return h('form', { role: 'presentation' }, h('div', { class: 'field' }, root));
}

function openDialog(): void {
  const container = comment('Jana K.', words.first);
  const dialog = h('div', {
    role: 'dialog',
    'aria-modal': 'true',
    'aria-label': words.company,
    class: 'dialog',
  });
  const close = button(words.close, () => dialog.remove());
  close.id = 'close-dialog';
  container.append(replyBox('Jana K.'));
  dialog.append(close, h('div', { class: 'scrolled' }, container, h('div', { class: 'space' })));
  document.body.append(dialog);
}

function button(label: string, click?: () => void): HTMLElement {
  const element = h('div', { role: 'button', tabindex: '0' }, label);
  if (click) element.addEventListener('click', click);
  return element;
}

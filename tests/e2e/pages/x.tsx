// biome-ignore-all lint/a11y: built as X builds it.
/** A post with replies, built as X builds it: articles with data-testid, and a Draft.js editor as composer. */
import { type DraftHandleValue, Editor, EditorState, getDefaultKeyBinding } from 'draft-js';
import 'draft-js/dist/Draft.css';
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { words } from './fixture';
import './page.css';

function Page() {
  const [answering, setAnswering] = useState(false);
  return (
    <div className="column" data-testid="primaryColumn">
      <section aria-label="Conversation">
        <Tweet name="Jana K." handle="jana_k" text={words.first} />
        <Composer />
        <Tweet name="Olaf Brandt" handle="olaf_b" text={words.second} onReply={() => setAnswering(true)} />
      </section>
      {answering && (
        <div role="dialog" aria-modal="true" aria-labelledby="modal-header" className="dialog">
          <button
            type="button"
            id="close-dialog"
            data-testid="app-bar-close"
            onClick={() => setAnswering(false)}
          >
            {words.close}
          </button>
          <div className="scrolled">
            <Tweet name="Olaf Brandt" handle="olaf_b" text={words.second} />
            <Composer />
            <div className="space" />
          </div>
        </div>
      )}
    </div>
  );
}

function Tweet({
  name,
  handle,
  text,
  onReply,
}: {
  name: string;
  handle: string;
  text: string;
  onReply?: () => void;
}) {
  return (
    <div data-testid="cellInnerDiv">
      <article data-testid="tweet" role="article" tabIndex={0} className="card">
        <div data-testid="User-Name" className="name">
          <Link to={`/${handle}`}>
            <strong>{name}</strong>
          </Link>
          <Link to={`/${handle}`}>@{handle}</Link>
          <Link to={`/${handle}/status/1`}>
            <time dateTime="2026-11-27T08:00:00.000Z">{words.shortAgo}</time>
          </Link>
        </div>
        <div data-testid="tweetText" lang="de" dir="auto">
          <span>{text}</span>
        </div>
        <div role="group" className="actions">
          <button type="button" data-testid="reply" className="reply" onClick={onReply}>
            {words.reply}
          </button>
        </div>
      </article>
    </div>
  );
}

function Link({ to, children }: { to: string; children: ReactNode }) {
  return (
    <a href={to} role="link">
      <span>{children}</span>
    </a>
  );
}

function Composer() {
  const [state, setState] = useState(() => EditorState.createEmpty());
  const now = useRef(state);
  const container = useRef<HTMLDivElement>(null);
  now.current = state;
  const text = () => now.current.getCurrentContent().getPlainText('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: registers the box once; `text` reads what is current.
  useLayoutEffect(() => {
    const element = container.current?.querySelector<HTMLElement>('[contenteditable]');
    if (element) window.__editors.push({ element, text });
  }, []);
  return (
    <div className="field" data-testid="tweetTextarea_0RichTextInputContainer" ref={container}>
      <Editor
        editorState={state}
        onChange={setState}
        keyBindingFn={bind}
        handleKeyCommand={(command): DraftHandleValue => {
          if (command !== 'post') return 'not-handled';
          window.__posted.push(text());
          setState(EditorState.createEmpty());
          return 'handled';
        }}
        placeholder={words.write}
        ariaLabel={words.write}
        ariaMultiline
        role="textbox"
        spellCheck
        stripPastedStyles
        webDriverTestID="tweetTextarea_0"
      />
    </div>
  );
}

function bind(event: KeyboardEvent): string | null {
  return event.key === 'Enter' && event.ctrlKey ? 'post' : getDefaultKeyBinding(event);
}

const scroller = document.querySelector('.scroller');
if (scroller) createRoot(scroller).render(<Page />);

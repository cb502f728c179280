/**
 * The text of an editable element as its reader sees it, and the way between a position in that text and a place in the
 * DOM. Every character of a text node is one character here (a no-break space becomes a space); a line break between
 * blocks and a `<br>` are `\n`. Nothing: a `<br>` that only keeps a line open, the last of its block; what editors put
 * into an empty line so that a caret finds a place; white space of the page's source between blocks.
 */
const BLOCKS = 'p, div, li, ul, ol, pre, blockquote, h1, h2, h3, h4, h5, h6, section, article, figure';
/** Zero-width space and byte order mark, alone in their text node. */
const FILLER = /^[\u200b\ufeff]+$/;
const SOURCE_SPACE = /^[ \t]*\n\s*$/;

interface Piece {
  node: Text;
  /** Position in the text of the node's first character. */
  start: number;
}

interface Point {
  node: Node;
  offset: number;
}

export class TextMap {
  readonly text: string;
  private readonly pieces: Piece[] = [];
  /** Where a caret stands on a line without text, by position. */
  private readonly emptyLines = new Map<number, Point>();

  constructor(private readonly root: HTMLElement) {
    this.text = this.walk();
  }

  /** The DOM range of text[start:end], or null where there is none. */
  range(start: number, end: number): Range | null {
    if (start < 0 || start > end || end > this.text.length) return null;
    const to = this.point(end, 'before');
    const from = start === end ? to : this.point(start, 'behind');
    if (!from || !to) return null;
    const range = document.createRange();
    range.setStart(from.node, from.offset);
    range.setEnd(to.node, to.offset);
    return range;
  }

  /** The positions at the ends of `range`; the first that may be meant. */
  ends(range: AbstractRange): [start: number, end: number] {
    const [start = 0] = this.position(range.startContainer, range.startOffset);
    const [end = 0] = this.position(range.endContainer, range.endOffset);
    return [start, end];
  }

  /** Whether `range` holds text[start:end], however its ends are expressed: editors move them to where they like them. */
  isAt(range: AbstractRange, start: number, end: number): boolean {
    const from = this.position(range.startContainer, range.startOffset);
    const to = this.position(range.endContainer, range.endOffset);
    if (start === end) return from.includes(start) && to.includes(start);
    return from.includes(start) && to.includes(end);
  }

  /** The place at `position`; between two text nodes of one line, the end of the one before or the start of the other. */
  private point(position: number, prefer: 'before' | 'behind'): Point | null {
    const holds = ({ node, start }: Piece) => start <= position && position <= start + node.data.length;
    const piece = prefer === 'before' ? this.pieces.find(holds) : this.pieces.findLast(holds);
    if (piece) return { node: piece.node, offset: position - piece.start };
    const line = this.emptyLines.get(position);
    return line ?? (this.text ? null : { node: innermost(this.root), offset: 0 });
  }

  /** Every position that a DOM point may stand for: between two blocks there are two, the break's both sides. */
  private position(node: Node, offset: number): number[] {
    const piece = this.pieces.find((one) => one.node === node);
    if (piece) return [piece.start + offset];
    const lines = [...this.emptyLines];
    const exact = lines.find(([, line]) => line.node === node && line.offset === offset);
    if (exact) return [exact[0]];
    const at = document.createRange();
    at.setStart(node, offset);
    const next = this.pieces.findIndex((one) => at.comparePoint(one.node, 0) >= 0);
    const before = this.pieces.at(next < 0 ? -1 : next - 1);
    const found = before && next !== 0 ? [before.start + before.node.data.length] : [0];
    if (next >= 0) found.push(this.pieces[next]?.start ?? 0);
    for (const [position, { node: line }] of lines)
      if (line === node || line.parentNode === node || line === node.parentNode) found.push(position);
    return found;
  }

  private walk(): string {
    const parts: string[] = [];
    let length = 0;
    let line: 'none' | 'open' | 'closed' = 'none';
    let openBreak = false;

    const put = (text: string) => {
      parts.push(text);
      length += text.length;
    };
    const startLine = () => {
      if (line !== 'none') put('\n');
      line = 'open';
    };
    const endLine = () => {
      if (line === 'open') line = 'closed';
      openBreak = false;
    };
    const content = () => {
      if (line !== 'open') startLine();
      if (openBreak) put('\n');
      openBreak = false;
    };
    const visit = (node: Node) => {
      if (node instanceof Text) {
        if (!node.data || FILLER.test(node.data)) return;
        if (SOURCE_SPACE.test(node.data) && isBetweenBlocks(node)) return;
        content();
        this.pieces.push({ node, start: length });
        put(node.data.replaceAll('\u00a0', ' '));
      } else if (node instanceof HTMLBRElement) {
        content();
        openBreak = true;
        const parent = node.parentNode as Node;
        this.emptyLines.set(length, { node: parent, offset: [...parent.childNodes].indexOf(node) });
      } else if (node instanceof HTMLElement) {
        const isBlock = node !== this.root && node.matches(BLOCKS);
        const isLine = isBlock && !node.querySelector(BLOCKS);
        const before = this.pieces.length;
        if (isLine) startLine();
        else if (isBlock) endLine();
        node.childNodes.forEach(visit);
        if (isLine && this.pieces.length === before && !this.emptyLines.has(length))
          this.emptyLines.set(length, { node: innermost(node), offset: 0 });
        if (isBlock) endLine();
      }
    };
    visit(this.root);
    return parts.join('');
  }
}

/** Not where white space is kept as it is: there it is the person's. */
function isBetweenBlocks({ parentElement: parent }: Text): boolean {
  return (
    Boolean(parent?.querySelector(BLOCKS)) &&
    !/^(pre|break)/.test(getComputedStyle(parent as Element).whiteSpace)
  );
}

function innermost(root: HTMLElement): HTMLElement {
  let at = root;
  while (at.firstElementChild instanceof HTMLElement && !(at.firstElementChild instanceof HTMLBRElement)) {
    at = at.firstElementChild;
  }
  return at;
}

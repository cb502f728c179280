/** What the card shows: one finding at a time, or the whole reply. Opening, stepping on, applying, closing. */
import type { Suggestion } from '../client/api';
import { AssistantView } from './assistant';
import type { Box } from './box';
import { Card } from './card';
import { around, contains } from './place';
import type { Found } from './reader';
import type { Surface } from './surface';
import { type Outcome, WholeReply } from './whole-reply';

/** How the card came up decides how it goes: by hovering, it goes with the pointer. */
type How = 'hover' | 'click' | 'keyboard';

interface Open {
  box: Box;
  how: How;
  /** Puts the caret back to where it was before the card took the focus. */
  restore: (() => void) | null;
}

interface OnFinding extends Open {
  finding: Found;
  index: number;
  count: number;
  /** A rephrasing is being put in, or failed to be: the card stays, even when its wording has gone. */
  held: boolean;
  /** The card asks something: it isn't drawn anew under the person's hands. */
  asking: boolean;
}

interface OnReply extends Open {
  reply: WholeReply;
  view: AssistantView;
}

export class Presenter {
  private readonly cards = new Map<Surface, Card>();
  private open: OnFinding | OnReply | null = null;

  constructor(private readonly opened: () => void) {}

  get isOpen(): boolean {
    return this.open !== null;
  }

  get box(): Box | null {
    return this.open?.box ?? null;
  }

  /** The open card, where it has the focus. */
  get focusedCard(): Card | null {
    const card = this.open && this.card(this.open.box);
    return card?.hasFocus ? card : null;
  }

  isShowing(finding: Found): boolean {
    return this.finding?.finding.id === finding.id;
  }

  show(box: Box, finding: Found, how: How): void {
    const { takesFocus, restore } = this.turnTo(box, how);
    const { findings } = box.reader;
    const index = findings.findIndex(({ id }) => id === finding.id);
    this.open = { box, finding, index, count: findings.length, how, restore, held: false, asking: false };
    this.render(takesFocus);
    this.opened();
  }

  /** Opens the assistant for the whole reply. */
  assist(box: Box, how: How): void {
    const { takesFocus, restore } = this.turnTo(box, how);
    const reply = new WholeReply(box, () => this.update(open));
    const view = new AssistantView({
      choose: (stage) => reply.choose(stage),
      insert: (proposal) => this.put(open, proposal.replacement.trim(), () => reply.insert(proposal), false),
      take: () => this.put(open, reply.reply?.text ?? '', () => reply.take(), true),
      another: () => reply.another(),
      write: () => reply.write(),
      cancel: () => reply.cancel(),
      findings: () => this.showFirst(box, 'click'),
      close: (restoring) => this.close(restoring),
    });
    const open: OnReply = { box, how, restore, reply, view };
    this.open = open;
    this.card(box).openView(view, takesFocus);
    reply.start();
    this.update(open);
    this.opened();
  }

  /** The next finding of the box; with the focus in the card where `how` says so or it is there already. */
  step(by: 1 | -1, how: How): void {
    const { open } = this;
    if (!open) return;
    const { box } = open;
    if ('reply' in open) {
      if (this.focusedCard) this.showFirst(box, how);
      else {
        open.restore = box.editor.saveSelection();
        this.card(box).takeFocus();
      }
      return;
    }
    const { findings } = box.reader;
    const at = findings.findIndex(({ id }) => id === open.finding.id);
    const next = findings[(at + by + findings.length) % findings.length];
    if (next) this.show(box, next, how);
  }

  /** The box shows something else than before. */
  follow(box: Box): void {
    const { open } = this;
    if (open?.box !== box) return;
    if ('reply' in open) {
      if (open.reply.follow()) this.update(open);
      else this.close(this.focusedCard !== null);
      return;
    }
    if (open.held) return;
    const { findings } = box.reader;
    const index = findings.findIndex(({ id }) => id === open.finding.id);
    const now = findings[index];
    if (!now) {
      this.close(this.focusedCard !== null);
      return;
    }
    const before = open.finding;
    const renumbered = index !== open.index || findings.length !== open.count;
    Object.assign(open, { finding: now, index, count: findings.length });
    if (open.asking) return;
    if (renumbered || offers(now) !== offers(before)) this.render(this.focusedCard !== null);
    this.place();
  }

  place(): void {
    const { open } = this;
    if (!open) return;
    this.card(open.box).moveTo('reply' in open ? open.box.whole : open.box.anchor(open.finding));
  }

  /** The pointer has something to do here: the card stays when it leaves. */
  pin(): void {
    if (this.open?.how === 'hover') this.open.how = 'click';
  }

  /** Typing on: a card that only came up by hovering gives way. */
  unlessPinned(): void {
    if (this.open?.how === 'hover') this.close(false);
  }

  /** Whether a card that came up by hovering has lost the pointer. */
  hasLost(x: number, y: number): boolean {
    const { finding: open } = this;
    if (open?.how !== 'hover') return false;
    const { box, finding } = open;
    const card = this.card(box).element.getBoundingClientRect();
    // The way from the wording to the card belongs to both.
    const both = around([card, box.anchor(finding)]);
    return !(contains(card, x, y) || box.isOn(finding, x, y) || (both && contains(both, x, y)));
  }

  /** Whether a click there leaves the card open: in the box, while the assistant helps to write in it. */
  staysFor(target: EventTarget | null): boolean {
    const { open } = this;
    return open !== null && 'reply' in open && open.box.element.contains(target as Node);
  }

  close(restore: boolean): void {
    const { open } = this;
    if (!open) return;
    this.open = null;
    if ('reply' in open) open.reply.end();
    this.card(open.box).close();
    if (restore) open.restore?.();
  }

  private get finding(): OnFinding | null {
    return this.open && 'finding' in this.open ? this.open : null;
  }

  /** What is open gives way to something on `box`. */
  private turnTo(box: Box, how: How): { takesFocus: boolean; restore: Open['restore'] } {
    const { open } = this;
    const takesFocus = how === 'keyboard' || this.focusedCard !== null;
    const restore = open?.restore ?? (takesFocus ? box.editor.saveSelection() : null);
    if (open && open.box !== box) this.close(false);
    else if (open && 'reply' in open) open.reply.end();
    return { takesFocus, restore };
  }

  private showFirst(box: Box, how: How): void {
    const [first] = box.reader.findings;
    if (first) this.show(box, first, how);
  }

  private update(open: OnReply): void {
    if (this.open !== open) return;
    const { box, reply, view } = open;
    this.card(box).change(() => view.update(reply, box.reader.findings.length));
    this.place();
  }

  /** Puts something of the assistant's in; offers to copy `text` where the box doesn't take it. */
  private async put(
    open: OnReply,
    text: string,
    run: () => Promise<Outcome>,
    closes: boolean,
  ): Promise<void> {
    this.card(open.box).withdrawCopy();
    const outcome = await run();
    if (this.open !== open) return;
    if (outcome === 'refused') {
      this.card(open.box).offerCopy({ replacement: text });
      this.place();
    } else if (outcome === 'done') {
      // The caret is where it belongs by now.
      open.restore = null;
      if (closes) this.close(false);
    }
  }

  private render(takesFocus: boolean): void {
    const open = this.finding;
    if (!open) return;
    const { box, finding, index, count } = open;
    this.card(box).open(
      { finding, index, count, replaced: (suggestion) => box.reader.replaced(suggestion) },
      {
        apply: (suggestion) => this.apply(open, suggestion),
        ignoreHere: () => this.ignore(() => box.reader.ignoreHere(finding)),
        ignoreRule: () => this.ignore(() => box.reader.ignoreRule(finding)),
        notSo: () => this.notSo(open),
        wholeReply: () => this.assist(box, 'click'),
        keep: async (keep) => {
          await box.reader.chooseKeeping(keep);
          await this.settle(open, keep);
        },
        step: (by) => this.step(by, 'click'),
        close: (restoring) => this.close(restoring),
      },
      takesFocus,
    );
    this.place();
  }

  private async apply(open: OnFinding, suggestion: Suggestion): Promise<void> {
    if (open.held) return;
    open.held = true;
    const done = await open.box.reader.apply(open.finding, suggestion);
    if (done && suggestion.variant) open.box.ports.used([suggestion.variant]);
    if (this.open !== open) return;
    if (done) this.close(false);
    else {
      this.card(open.box).offerCopy(suggestion);
      this.place();
    }
  }

  /** The rules err here: the finding goes, and its sentence is kept if the person wants that. */
  private notSo(open: OnFinding): void {
    const keep = open.box.reader.keeps(open.finding);
    if (keep !== null) {
      this.settle(open, keep);
      return;
    }
    open.asking = true;
    this.card(open.box).askToKeep();
    this.place();
  }

  private async settle(open: OnFinding, keep: boolean): Promise<void> {
    if (open.held) return;
    open.held = true;
    const { box, finding } = open;
    const problem = keep ? await box.reader.keepCase(finding) : null;
    open.held = false;
    if (problem && this.open === open) {
      open.asking = true;
      this.card(box).tellNotKept(problem);
      this.place();
      return;
    }
    if (this.open === open) this.close(true);
    box.reader.ignoreHere(finding);
  }

  private ignore(run: () => void): void {
    this.close(true);
    run();
  }

  private card({ surface }: Box): Card {
    let card = this.cards.get(surface);
    if (!card) {
      card = new Card(surface);
      this.cards.set(surface, card);
    }
    return card;
  }
}

function offers({ suggestions }: Found): string {
  return suggestions.map(({ replacement }) => replacement).join('\n');
}

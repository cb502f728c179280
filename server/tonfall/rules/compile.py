"""From rules to programs that match, indexed by the rarest word each of them needs.

A check looks only at programs whose rarest needed word occurs in the sentence, so its time hardly depends on
the number of rules. Equal patterns of different rules are compiled once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from tonfall.draft import Language
from tonfall.rules import pattern as p
from tonfall.rules.load import RuleError
from tonfall.rules.rule import Pack, PartRule, Rule, WordClass
from tonfall.text import inflections
from tonfall.text import language as languages
from tonfall.text.normalise import fold

KINDS = ("number", "emoji", "url", "email", "mention", "tag")
"""Classes that every language has: `<number>` and so on."""

CONFIGURED = ("company", "product", "competitor")
"""Classes that a team's configuration fills; empty without one."""

NEVER = p.Word()
STEM = 3
"""Letters of a prefix or suffix that the index knows."""


class CompileError(ValueError):
    """A pattern names something that doesn't exist, or can't be run. The text says what to mend."""


WORD, SPLIT, ANY, NOT, MARK, EDGE, ACCEPT = range(7)
Step = tuple[int, object, int, int]
"""Operation, its argument, the next step, and the other next step of a SPLIT."""


@dataclass(frozen=True, eq=False)
class Program:
    """One pattern, ready to run.

    Each set of `needs` must have a word in the sentence, rarest first; so must `anchor`, the rarest of all.
    `first`: the words that a match can begin with, None where that can't be told.
    """

    source: str
    tree: p.Node
    needs: tuple[frozenset[str], ...]
    anchor: frozenset[str]
    first: frozenset[str] | None
    number: int

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The pattern as steps; most patterns never match and never need them."""
        steps: list[Step] = []
        _emit(self.tree, steps)
        return (*steps, (ACCEPT, None, 0, 0))


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """The programs whose anchor holds one word: by a second word they need, and those that need no other."""

    alone: tuple[Program, ...]
    seconds: frozenset[str]
    by_second: Mapping[str, tuple[Program, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """All rules for one language. `owners` of a program are (rule or part, its position in `rules`)."""

    language: Language
    index: Mapping[str, Branch]
    stems: bool
    owners: Mapping[int, tuple[Rule | PartRule, ...]]
    unless: Mapping[int, tuple[Program, ...]]
    """`id()` of a rule → its exceptions."""
    builder: Builder
    _classes: dict[str, Program] = field(default_factory=dict)

    def has_class(self, name: str) -> bool:
        """Whether a pack has the class `<name>`."""
        return self.builder.has_class(name)

    def word_class(self, name: str) -> Program:
        """The program that finds the class `<name>`. Raises CompileError where no pack has it."""
        known = self._classes.get(name)
        if known is None:
            known = self._classes[name] = self.builder.program(f"<{name}>", -1)
        return known


@dataclass(frozen=True, slots=True)
class Names:
    """What the configuration adds to word classes."""

    company: tuple[str, ...] = ()
    product: tuple[str, ...] = ()
    competitor: tuple[str, ...] = ()


def compile_packs(packs: Sequence[Pack], language: Language, names: Names = Names()) -> Compiled:
    """Everything of the packs that applies to the language. Raises RuleError with every problem."""
    builder = Builder(language, [c for pack in packs for c in pack.classes], names)
    owners: defaultdict[int, list[Rule | PartRule]] = defaultdict(list)
    unless: dict[int, tuple[Program, ...]] = {}
    programs: dict[str, Program] = {}

    problems: list[str] = []

    def compiled(patterns: Sequence[str], owner: Rule | PartRule) -> Iterator[Program]:
        for written in dict.fromkeys(patterns):
            try:
                if written not in programs:
                    programs[written] = builder.program(written, len(programs))
                yield programs[written]
            except (CompileError, p.PatternError) as error:
                problems.append(f"{owner.file}:{owner.line}: {error}, in {written!r}")

    matching: dict[int, Program] = {}
    for owner in (owner for pack in packs for owner in pack.owners):
        if owner.language not in (language, None):
            continue
        for found in compiled(owner.match, owner):
            matching[found.number] = found
            owners[found.number].append(owner)
        if owner.unless:
            unless[id(owner)] = tuple(compiled(owner.unless, owner))
    if problems:
        raise RuleError(problems)
    index: defaultdict[str, list[Program]] = defaultdict(list)
    for each in matching.values():
        for key in each.anchor:
            index[key].append(each)
    branches = {key: _branch(found) for key, found in index.items()}
    return Compiled(
        language,
        branches,
        any("*" in key for key in index),
        {number: tuple(found) for number, found in owners.items()},
        unless,
        builder,
    )


def lemmas_of(packs: Sequence[Pack], language: Language) -> set[str]:
    """Every base form that the packs' patterns use in the language."""
    found: set[str] = set()

    def collect(node: object) -> None:
        match node:
            case p.Lemma(name):
                found.add(name)
            case p.Sequence(children) | p.Choice(children) | p.Not(children) | p.Gap(_, _, children):
                for child in children:
                    collect(child)
            case p.Optional(item):
                collect(item)

    for pack in packs:
        for owner in pack.owners:
            if owner.language in (language, None):
                for written in (*owner.match, *owner.unless):
                    collect(p.parse(written))
        for word_class in pack.classes:
            if word_class.language in (language, None):
                for written in word_class.entries:
                    collect(p.parse(written))
    return found


def _may_be_missing(tree: p.Node) -> bool:
    return isinstance(tree, p.Sequence) and any(isinstance(item, p.Optional) for item in tree.items)


def _common_words(node: p.Node) -> int | None:
    """How many words a match needs at least, if it can do with very common ones alone; else None."""
    match node:
        case p.Word():
            return 1 if node.forms & _common() else None
        case p.Sequence(items):
            each = [_common_words(item) for item in items]
            return sum(count for count in each if count) if None not in each else None
        case p.Choice(options):
            return min(
                (count for option in options if (count := _common_words(option)) is not None), default=None
            )
    return 0


def _branch(programs: Iterable[Program]) -> Branch:
    alone: list[Program] = []
    by_second: defaultdict[str, list[Program]] = defaultdict(list)
    for program in programs:
        if program.needs:
            for key in program.needs[0]:
                by_second[key].append(program)
        else:
            alone.append(program)
    return Branch(tuple(alone), frozenset(by_second), {key: tuple(found) for key, found in by_second.items()})


class Builder:
    """Resolves lemmas and word classes of one language and turns trees into programs."""

    def __init__(self, language: Language, classes: Iterable[WordClass], names: Names) -> None:
        self.language = language
        self._entries: defaultdict[str, list[str]] = defaultdict(list)
        for each in classes:
            if each.language in (language, None):
                self._entries[each.name] += each.entries
        self._names = {
            "company": names.company,
            "product": names.product,
            "competitor": names.competitor,
        }
        self._resolved: dict[str, p.Node] = {}

    def has_class(self, name: str) -> bool:
        """Whether a pack has the class `<name>`."""
        return name in self._entries

    def program(self, written: str, number: int) -> Program:
        """The program of a pattern. Raises CompileError or PatternError."""
        tree = self.resolve(p.parse(written))
        if nullable(tree):
            raise CompileError("everything in this pattern may be left out; make at least one word necessary")
        needs = needed(tree)
        if not needs:
            raise CompileError("this pattern needs at least one word that must be there")
        anchor = min(needs, key=_commonness)
        if _may_be_missing(tree) and _common_words(tree) == 1:
            common = ", ".join(sorted(anchor & _common())[:3])
            raise CompileError(
                f"only a very common word ({common}) is necessary here; ? makes the whole element before it "
                "optional, so write both forms instead: happen|happens"
            )
        others = (s for s in dict.fromkeys(needs) if s is not anchor and not any("*" in key for key in s))
        plain = tuple(sorted(others, key=_commonness))
        return Program(written, tree, plain, anchor, _first(tree), number)

    def resolve(self, node: p.Node, within: tuple[str, ...] = ()) -> p.Node:
        """The tree without lemmas and classes."""
        match node:
            case p.Lemma(name, column):
                return p.Word(forms=self._forms(name, column))
            case p.Class(name, column):
                return self._class(name, column, within)
            case p.Sequence(items):
                return p.Sequence(tuple(self.resolve(item, within) for item in items))
            case p.Choice(options):
                return merged([self.resolve(option, within) for option in options])
            case p.Optional(item):
                return p.Optional(self.resolve(item, within))
            case p.Not(options):
                return p.Not(self._single([self.resolve(option, within) for option in options]))
            case p.Gap(least, most, without):
                return p.Gap(least, most, self._single([self.resolve(option, within) for option in without]))
        return node

    def _forms(self, name: str, column: int) -> frozenset[str]:
        known = inflections.forms(name, self.language)
        if known:
            return known
        base = inflections.base_of(name, self.language)
        raise CompileError(
            f"column {column}: [{name}] is a form of {base}; write [{base}]"
            if base
            else f"column {column}: the dictionary doesn't know [{name}]; list its forms instead: form1|form2"
        )

    def _class(self, name: str, column: int, within: tuple[str, ...]) -> p.Node:
        if name in KINDS:
            return p.Word(forms=frozenset({f"<{name}>"}))
        if name in within:
            raise CompileError(
                f"column {column}: the word classes {' → '.join((*within, name))} go round in circles"
            )
        if name not in self._resolved:
            if name not in self._entries and name not in self._names:
                known = ", ".join(sorted({*self._entries, *self._names, *KINDS}))
                raise CompileError(f"column {column}: there is no word class <{name}>; known: {known}")
            nodes = [self.resolve(p.parse(entry), (*within, name)) for entry in self._entries[name]]
            nodes += [node for text in self._names.get(name, ()) if (node := _name(text))]
            self._resolved[name] = merged(nodes) if nodes else NEVER
        return self._resolved[name]

    def _single(self, nodes: list[p.Node]) -> tuple[p.Node, ...]:
        """What must not come next: words, or words one after the other."""
        found = merged(nodes)
        options = found.options if isinstance(found, p.Choice) else (found,)
        for option in options:
            items = option.items if isinstance(option, p.Sequence) else (option,)
            if not all(isinstance(item, p.Word) for item in items):
                raise CompileError(
                    "after ! only words, [base forms] and word classes made of words can stand"
                )
        return options


def merged(nodes: Iterable[p.Node]) -> p.Node:
    """One choice of all nodes, single words joined into one."""
    word = p.Word()
    others: list[p.Node] = []
    for node in nodes:
        for option in node.options if isinstance(node, p.Choice) else (node,):
            if isinstance(option, p.Word):
                word |= option
            else:
                others.append(option)
    if word:
        others.insert(0, word)
    if not others:
        return NEVER
    return others[0] if len(others) == 1 else p.Choice(tuple(others))


def nullable(node: p.Node) -> bool:
    """Whether the node can match without consuming a token."""
    match node:
        case p.Word():
            return False
        case p.Sequence(items):
            return all(nullable(item) for item in items)
        case p.Choice(options):
            return any(nullable(option) for option in options)
        case p.Gap(least, _, _):
            return least == 0
    return True


def needed(node: p.Node) -> list[frozenset[str]]:
    """Sets of index keys, each of which must have a key in a sentence that matches."""
    match node:
        case p.Word():
            return [_keys(node)]
        case p.Sequence(items):
            return [keys for item in items for keys in needed(item)]
        case p.Choice(options):
            each = [needed(option) for option in options]
            if all(each):
                return [frozenset().union(*(min(sets, key=_commonness) for sets in each))]
    return []


def inflected(word: str) -> frozenset[str]:
    """A word of a name with the endings that sentences give it: "Nordlichts", "Projekten"."""
    endings = ("", "s", "es", "n", "en") if len(word) > 3 and word[-1].isalpha() else ("",)
    return frozenset(word + ending for ending in endings)


def _name(text: str) -> p.Node | None:
    """A name of the configuration as a node: its words one after the other."""
    from tonfall.text.tokens import tokenise

    words: list[p.Node] = [p.Word(forms=inflected(token.norm)) for token in tokenise(text)]
    if not words:
        return None
    return words[0] if len(words) == 1 else p.Sequence(tuple(words))


def _keys(word: p.Word) -> frozenset[str]:
    return (
        word.forms
        | {fold(form) for form in word.exact}
        | {stem[:STEM] + "*" for stem in (*word.starts, *(fold(s) for s in word.exact_starts))}
        | {"*" + stem[-STEM:] for stem in word.ends}
    )


@cache
def _common() -> frozenset[str]:
    return frozenset(languages.function_words())


def _commonness(keys: frozenset[str]) -> float:
    """How often, roughly, a sentence holds one of the words: what the index should avoid."""
    common = _common()
    return sum(
        10 if key in common else 2 if "*" in key or key in ("<number>", "<emoji>") else 0.1 for key in keys
    )


def _first(node: p.Node) -> frozenset[str] | None:
    """The forms a match can begin with; None where that isn't a plain list of words."""
    match node:
        case p.Word():
            return node.forms if not (node.exact or node.starts or node.ends or node.exact_starts) else None
        case p.Sequence(items):
            return _first(items[0])
        case p.Choice(options):
            each = [_first(option) for option in options]
            known = [forms for forms in each if forms is not None]
            return frozenset().union(*known) if len(known) == len(each) else None
    return None


def _emit(node: p.Node, steps: list[Step]) -> None:
    """Append the node's steps; each leads to the one after them."""
    at = len(steps)
    match node:
        case p.Word():
            steps.append((WORD, node, at + 1, 0))
        case p.Sequence(items):
            for item in items:
                _emit(item, steps)
        case p.Choice(options):
            _emit_choice(options, steps)
        case p.Optional(item):
            steps.append((SPLIT, None, at + 1, 0))
            _emit(item, steps)
            steps[at] = (SPLIT, None, at + 1, len(steps))
        case p.Gap(least, most, without):
            splits = []
            for number in range(most):
                if number >= least:
                    splits.append(len(steps))
                    steps.append((SPLIT, None, 0, 0))
                steps.append((ANY, without, len(steps) + 1, 0))
            for split in splits:
                # leaving the gap comes first: as few tokens as possible
                steps[split] = (SPLIT, None, len(steps), split + 1)
        case p.Not(options):
            steps.append((NOT, options, at + 1, 0))
        case p.Mark(characters):
            steps.append((MARK, characters, at + 1, 0))
        case p.Edge(start):
            steps.append((EDGE, start, at + 1, 0))


def _emit_choice(options: Sequence[p.Node], steps: list[Step]) -> None:
    ends = []
    for number, option in enumerate(options):
        last = number == len(options) - 1
        if not last:
            split = len(steps)
            steps.append((SPLIT, None, split + 1, 0))
        _emit(option, steps)
        if not last:
            ends.append(len(steps))
            steps.append((SPLIT, None, 0, 0))
            steps[split] = (SPLIT, None, split + 1, len(steps))
    for end in ends:
        steps[end] = (SPLIT, None, len(steps), len(steps))

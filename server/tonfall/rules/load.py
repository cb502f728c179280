"""Reading packs. Every mistake is told with file, line and the mend, all of them at once."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tonfall.draft import Category, Language, Severity, Texts
from tonfall.rephrase.template import TemplateError, look_at
from tonfall.rules.pattern import PatternError, parse
from tonfall.rules.rule import Block, Example, Pack, PartRule, Rephrase, Rule, When, WordClass
from tonfall.team.config import line_of

if TYPE_CHECKING:
    from pydantic import BaseModel

    from tonfall.rules import schema

SHIPPED = Path(__file__).parent.parent / "packs"
PRINCIPLES = SHIPPED / "principles.yaml"
LANGUAGES: tuple[Language, ...] = ("de", "en")
SHIPPED_PACKS = (*LANGUAGES, "any")
CONFIDENCE = {"high": 0.9, "medium": 0.7, "low": 0.5}
DETECTORS = (
    "register",
    "competitor",
    "private_opinion",
    "personal_data",
    "own_words",
    "shouting",
    "slots",
    "posted_before",
    "length",
    "model",
    "second_reader",
)
_MARKED = re.compile("«[^«»]+»")


class RuleError(Exception):
    """A pack can't be used. `problems`: one line each, `FILE:LINE: what, how to mend`."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def load_folder(path: Path) -> list[Rule]:
    """The rules of one pack. Raises RuleError with every problem in it."""
    return list(load_pack(path).rules)


def load_shipped() -> list[Pack]:
    """The packs that ship: de, en and any."""
    return [load_pack(SHIPPED / name) for name in SHIPPED_PACKS]


def load_pack(path: Path) -> Pack:
    """One pack: its rules, its word classes (words.yaml) and parts (parts.yaml). Raises RuleError."""
    path = path.resolve()
    if not path.is_dir():
        raise RuleError([f"{path}: there is no such folder; correct the path"])
    reader = _Reader(path, set(_yaml(PRINCIPLES)))
    files = sorted(path.rglob("*.yaml")) + sorted(path.rglob("*.yml"))
    for file in files:
        reader.read(file)
    if reader.problems:
        raise RuleError(reader.problems)
    return Pack(
        path.name, tuple(reader.rules), tuple(reader.parts), tuple(reader.classes), tuple(reader.blocks)
    )


def principles() -> dict[str, tuple[Texts, Texts]]:
    """Each principle's title and reason."""
    return {
        name: (Texts(**entry["title"]), Texts(**entry["why"])) for name, entry in _yaml(PRINCIPLES).items()
    }


def clashes(packs: Sequence[Pack]) -> list[str]:
    """One line for each rule id that occurs twice."""
    seen: dict[str, Rule] = {}
    problems = []
    for rule in (rule for pack in packs for rule in pack.rules):
        other = seen.setdefault(rule.id, rule)
        if other is not rule:
            problems.append(
                f"{rule.file}:{rule.line}: there is a rule {rule.id} already, at {other.file}:{other.line}; "
                "choose another id (to change a rule that ships, set it under `rules:` in tonfall.yaml)"
            )
    return problems


def _yaml(file: Path) -> Any:
    """The file's content as ruamel.yaml's mappings and lists, which remember lines. Raises RuleError."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        return YAML(typ="rt").load(file.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise RuleError([f"{file}: cannot be read: {error.strerror}; check path and rights"]) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise RuleError([f"{file}:{line}: is not UTF-8; save the file as UTF-8"]) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = (error.problem or "is not YAML").split(" with value")[0]
        mend = "keep one" if "duplicate key" in what else "check indentation, colons and quotes here"
        raise RuleError([f"{file}:{mark.line + 1 if mark else 1}: {what}; {mend}"]) from None
    except (YAMLError, RecursionError):
        raise RuleError([f"{file}:1: is not YAML; compare it with the example in docs/rules.md"]) from None


class _Reader:
    """Collects what the files of one pack hold, and what is wrong with them."""

    def __init__(self, folder: Path, principles: set[str]) -> None:
        self.folder = folder
        self.principles = principles
        self.rules: list[Rule] = []
        self.parts: list[PartRule] = []
        self.classes: list[WordClass] = []
        self.blocks: list[Block] = []
        self.problems: list[str] = []
        self._ids: dict[str, str] = {}

    def read(self, file: Path) -> None:
        try:
            written = _yaml(file)
        except RuleError as error:
            self.problems += error.problems
            return
        match file.stem:
            case stem if stem.split(".")[0] == "words":
                self._words(file, written)
            case "parts":
                self._each(file, written, self._part)
            case "blocks":
                self._each(file, written, self._block)
            case _:
                self._each(file, written, self._rule)

    def _each(self, file: Path, written: Any, take: Any) -> None:
        if written is None:
            return
        if not isinstance(written, list):
            self._problem(file, written, (), "a rule file is a list; begin each rule with `- id:`")
            return
        for number, entry in enumerate(written):
            if not isinstance(entry, dict):
                self._problem(file, written, (number,), "not a rule; begin it with `- id:`")
            else:
                take(file, entry, line_of(written, (number,)))

    def _rule(self, file: Path, written: Any, line: int) -> None:
        from tonfall.rules import schema

        entry = self._valid(schema.RuleEntry, file, written, line)
        if not isinstance(entry, schema.RuleEntry):
            return
        before = len(self.problems)
        if entry.id in self._ids:
            self._problem(
                file,
                written,
                ("id",),
                f"there is a rule {entry.id} already, at {self._ids[entry.id]}; choose another id",
            )
        self._ids[entry.id] = f"{file}:{line}"
        if entry.principle not in self.principles:
            self._problem(
                file,
                written,
                ("principle",),
                f"no principle {entry.principle!r}; {_similar(entry.principle, self.principles)}",
            )
        if entry.detector and entry.detector not in DETECTORS:
            self._problem(
                file,
                written,
                ("detector",),
                f"no detector {entry.detector!r}; {_similar(entry.detector, DETECTORS)}",
            )
        for key in ("match", "unless"):
            self._patterns(file, written, (key,), getattr(entry, key) or [])
        self._rephrasings(file, written, entry)
        self._examples(file, written, entry.examples)
        if len(self.problems) > before:
            return
        self.rules.append(
            Rule(
                id=entry.id,
                category=Category(entry.category),
                severity=Severity(entry.severity),
                confidence=CONFIDENCE[entry.confidence],
                message=_texts(entry.message),
                why=_texts(entry.why) if entry.why else None,
                principle=entry.principle,
                file=str(file),
                line=line,
                language=entry.language or self._language(file, entry.id),
                match=tuple(entry.match or ()),
                unless=tuple(entry.unless or ()),
                detector=entry.detector,
                when=When(**entry.when.model_dump()),
                scope=entry.scope,
                min_hits=entry.min_hits,
                quoted=entry.quoted,
                replace=entry.replace,
                rephrase=tuple(each for r in entry.rephrase for each in _rephrases(r)),
                flag=_examples(written, "flag", entry.examples.flag),
                passing=_examples(written, "pass", entry.examples.passing),
            )
        )

    def _part(self, file: Path, written: Any, line: int) -> None:
        from tonfall.rules import schema

        entry = self._valid(schema.PartEntry, file, written, line)
        if not isinstance(entry, schema.PartEntry):
            return
        before = len(self.problems)
        language = self._language(file, "")
        if language is None:
            self._problem(file, written, (), "parts.yaml belongs into a folder named de or en")
            return
        self._patterns(file, written, ("match",), entry.match)
        self._patterns(file, written, ("unless",), entry.unless or [])
        self._examples(file, written, entry.examples)
        if len(self.problems) == before:
            self.parts.append(
                PartRule(
                    entry.part,
                    language,
                    str(file),
                    line,
                    tuple(entry.match),
                    tuple(entry.unless or ()),
                    _examples(written, "flag", entry.examples.flag),
                    _examples(written, "pass", entry.examples.passing),
                )
            )

    def _block(self, file: Path, written: Any, line: int) -> None:
        from tonfall.rules import schema

        entry = self._valid(schema.BlockEntry, file, written, line)
        if not isinstance(entry, schema.BlockEntry):
            return
        before = len(self.problems)
        language = self._language(file, "")
        if language is None:
            self._problem(file, written, (), "blocks.yaml belongs into a folder named de or en")
            return
        for number, text in enumerate(entry.text):
            self._template(file, written, ("text", number), text)
        if len(self.problems) == before:
            team = not file.is_relative_to(SHIPPED)
            self.blocks.append(
                Block(
                    str(entry.for_),
                    language,
                    tuple(entry.text),
                    str(file),
                    line,
                    entry.about,
                    entry.stage,
                    team,
                )
            )

    def _words(self, file: Path, written: Any) -> None:
        classes = written.get("classes") if isinstance(written, dict) else None
        if not isinstance(classes, dict):
            self._problem(
                file, written, (), "words.yaml holds `classes:` with one `name: [word, word]` a line"
            )
            return
        for unknown in set(written) - {"classes"}:
            self._problem(file, written, (unknown,), f"unknown key {unknown!r}; only `classes` is known here")
        for name, entries in classes.items():
            way = ("classes", name)
            if not re.fullmatch(r"[\w-]+", str(name)):
                self._problem(
                    file, written, way, f"{name!r} is no name for a class; use letters, digits, - and _"
                )
            elif (
                not isinstance(entries, list)
                or not entries
                or not all(isinstance(e, str | int) and not isinstance(e, bool) for e in entries)
            ):
                self._problem(
                    file,
                    written,
                    way,
                    f"<{name}> must be a list of words, like [wir, uns]; put true and false in quotes",
                )
            else:
                patterns = [str(e) for e in entries]
                self._patterns(file, written, way, patterns)
                self.classes.append(
                    WordClass(
                        str(name), self._language(file, ""), tuple(patterns), str(file), line_of(written, way)
                    )
                )

    def _language(self, file: Path, rule: str) -> Language | None:
        for language in LANGUAGES:
            if rule.startswith(f"{language}.") or file.parent.name == language:
                return language
        return None

    def _valid(self, model: type[BaseModel], file: Path, written: Any, line: int) -> BaseModel | None:
        from pydantic import ValidationError

        try:
            return model.model_validate(written)
        except ValidationError as error:
            for e in _telling(error.errors(include_url=False)):
                way = tuple(step for step in e["loc"] if step not in _BRANCHES)
                self.problems.append(
                    f"{file}:{max(line, line_of(written, way))}: {_what(e, way, written, model)}"
                )
            return None

    def _patterns(self, file: Path, written: Any, way: tuple[str, ...], patterns: Sequence[str]) -> None:
        for number, pattern in enumerate(patterns):
            try:
                parse(pattern)
            except PatternError as error:
                self._problem(file, written, (*way, number), f"{error}, in {pattern!r}")

    def _rephrasings(self, file: Path, written: Any, entry: schema.RuleEntry) -> None:
        for number, rephrase in enumerate(entry.rephrase):
            for text in [rephrase] if isinstance(rephrase, str) else rephrase.model_dump().values():
                self._template(file, written, ("rephrase", number), text or "")

    def _template(self, file: Path, written: Any, way: tuple[int | str, ...], text: str) -> None:
        try:
            look_at(text)
        except TemplateError as error:
            self._problem(file, written, way, f"{error}, in {text!r}")

    def _examples(self, file: Path, written: Any, examples: schema.Examples) -> None:
        for number, example in enumerate(examples.flag):
            text = example if isinstance(example, str) else example.text
            if not _MARKED.search(text):
                self._problem(
                    file,
                    written,
                    ("examples", "flag", number),
                    "put « and » around the wording that must be found",
                )

    def _problem(self, file: Path, written: Any, way: tuple[int | str, ...], what: str) -> None:
        self.problems.append(f"{file}:{line_of(written, way)}: {what}")


def _texts(entry: str | schema.BothLanguages) -> Texts:
    return Texts(entry, entry) if isinstance(entry, str) else Texts(entry.de, entry.en)


def _rephrases(entry: str | schema.ByAddress | schema.BothWordings) -> Iterator[Rephrase]:
    from tonfall.rules import schema

    if isinstance(entry, str):
        yield Rephrase(entry, entry, entry)
    elif isinstance(entry, schema.ByAddress):
        yield Rephrase(entry.du, entry.sie, entry.sie if entry.ihr is None else entry.ihr)
    else:
        yield Rephrase(entry.de, entry.de, entry.de, "de")
        yield Rephrase(entry.en, entry.en, entry.en, "en")


def _examples(written: Any, key: str, entries: Sequence[str | schema.ExampleEntry]) -> tuple[Example, ...]:
    def one(number: int, entry: str | schema.ExampleEntry) -> Example:
        line = line_of(written, ("examples", key, number))
        return Example(entry, line) if isinstance(entry, str) else Example(line=line, **entry.model_dump())

    return tuple(one(number, entry) for number, entry in enumerate(entries))


_BRANCHES = ("constrained-str", "BothLanguages", "BothWordings", "ByAddress", "ExampleEntry")
"""How pydantic names the ways in which a text may be given."""


def _telling(errors: Sequence[Any]) -> Iterator[Any]:
    """Of the errors about a value that may be given in several ways, those about the way that was tried."""
    for error in errors:
        value, branch = error["input"], next((step for step in error["loc"] if step in _BRANCHES), None)
        if branch and error["type"] in ("string_type", "model_type") and isinstance(value, dict | str):
            continue
        yield error


def _what(error: Any, way: tuple[int | str, ...], written: Any, model: type[BaseModel]) -> str:
    """One of pydantic's errors in the words of whoever wrote the rule."""
    where = ".".join(str(step) for step in way)
    context = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return (
                f"{where} is missing; add it"
                if way[0] != "examples"
                else f"{where} is missing; at least two flag and two pass examples, please"
            )
        case "extra_forbidden":
            known = [f.alias or name for name, f in model.model_fields.items()] if len(way) == 1 else []
            return f"unknown key {where!r}" + (
                f"; {_similar(str(way[0]), known)}" if known else "; remove it"
            )
        case "enum" | "literal_error":
            return f"{where} {error.get('input')!r} is not known; write {context.get('expected')}"
        case "too_short" if way[0] == "examples":
            return f"{where}: at least two flag and two pass examples, please"
        case "string_type":
            return f"{where} must be text; put it in quotes"
        case "list_type":
            return f"{where} must be a list; write one entry a line, each after a hyphen and a space"
        case "string_pattern_mismatch":
            return f"{where} must look like pack.category.name, in small letters"
        case "value_error":
            return str(context.get("error", error["msg"]))
    return f"{where}: {error['msg']}"


def _similar(name: str, known: Iterable[str]) -> str:
    known = sorted(known)
    close: Iterator[str] = iter(difflib.get_close_matches(name, known, n=1))
    meant = next(close, None)
    return (f"did you mean {meant}? " if meant else "") + f"known: {', '.join(known)}"

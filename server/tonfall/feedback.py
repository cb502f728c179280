"""Cases that somebody marked “not so” and chose to keep: the sentence, and the rule that was wrong."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tonfall import __version__
from tonfall.draft import Platform, Role
from tonfall.folders import data_folder, write_private

MAX_CASES = 2000
MAX_BYTES = 5_000_000
"""Beyond either, the oldest cases go."""

MAX_SENTENCE = 2000
"""Characters; the longest that an example of a rule may have."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case. `time` is an ISO time in UTC, `version` Tonfall's."""

    rule: str
    sentence: str
    platform: Platform
    role: Role
    time: str
    version: str

    @classmethod
    def now(cls, rule: str, sentence: str, platform: Platform, role: Role) -> Case:
        """A case of this moment."""
        return cls(
            rule, sentence, platform, role, datetime.now(UTC).isoformat(timespec="seconds"), __version__
        )


class CaseStore:
    """The cases in a file of mode 0600, one JSON object a line, oldest first. Thread-safe."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    @classmethod
    def usual(cls) -> CaseStore:
        """The one in the data folder."""
        return cls(data_folder() / "feedback.jsonl")

    def add(self, case: Case) -> None:
        """Keep a case; the oldest go where there are too many. Raises OSError."""
        line = json.dumps(asdict(case), ensure_ascii=False).encode()
        with self._lock:
            lines = [*self._lines(), line][-MAX_CASES:]
            size = sum(len(each) + 1 for each in lines)
            oldest = 0
            while size > MAX_BYTES:
                size -= len(lines[oldest]) + 1
                oldest += 1
            write_private(self.path, b"".join(each + b"\n" for each in lines[oldest:]))

    def all(self) -> list[Case]:
        """Every case, oldest first. Raises OSError, and ValueError, which names the line and the mend."""
        return [self._case(line, number) for number, line in enumerate(self._lines(), 1)]

    def clear(self) -> None:
        """Delete them all. Raises OSError."""
        self.path.unlink(missing_ok=True)

    def _lines(self) -> list[bytes]:
        try:
            return self.path.read_bytes().split(b"\n")[:-1]
        except FileNotFoundError:
            return []

    def _case(self, line: bytes, number: int) -> Case:
        try:
            written = json.loads(line)
            case = Case(**written)
            if all(isinstance(value, str) for value in asdict(case).values()):
                return case
        except (ValueError, TypeError, RecursionError):
            pass
        raise ValueError(f"{self.path}:{number}: is not a case; remove this line")


def examples(cases: Iterable[Case]) -> dict[str, list[str | dict[str, str]]]:
    """`pass` examples by rule id, in the words of a rule file; each once."""
    found: dict[str, list[str | dict[str, str]]] = {}
    for case in cases:
        of_rule = found.setdefault(case.rule, [])
        example = _example(case)
        if example not in of_rule:
            of_rule.append(example)
    return dict(sorted(found.items()))


def _example(case: Case) -> str | dict[str, str]:
    """The sentence alone, where it was written as an example is read: officially, on Facebook."""
    unusual: dict[str, str] = {}
    if case.role != "official":
        unusual["role"] = case.role
    if case.platform != "facebook":
        unusual["platform"] = case.platform
    return {"text": case.sentence, **unusual} if unusual else case.sentence


def as_yaml(cases: Iterable[Case]) -> Iterator[str]:
    """The examples as lines of YAML, in the shape of a rule file."""
    for rule, found in examples(cases).items():
        yield f"- id: {_quoted(rule)}"
        yield "  examples:"
        yield "    pass:"
        for example in found:
            if isinstance(example, str):
                yield f"      - {_quoted(example)}"
            else:
                yield "      - " + "\n        ".join(f"{key}: {_quoted(v)}" for key, v in example.items())


def _quoted(text: str) -> str:
    """The text as YAML: in double quotes, with everything escaped that a YAML file may not hold as it is."""
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character.isprintable() or character == "\u200d":  # which holds an emoji together
        return character
    code = ord(character)
    return f"\\U{code:08X}" if code > 0xFFFF else f"\\u{code:04X}"


def plain(cases: Iterable[Case]) -> Iterator[dict[str, Any]]:
    """The cases as JSON's types."""
    return (asdict(case) for case in cases)

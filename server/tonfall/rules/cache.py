"""Packs as they were read last time: YAML takes seconds to read and check, JSON none.

One file for each pack in the platform's cache folder. It counts only while every file of the pack, and the
code that reads them, are what they were.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from tonfall import __version__
from tonfall.draft import Category, Part, Severity, Texts
from tonfall.folders import cache_folder
from tonfall.rules.load import PRINCIPLES, load_pack, principles
from tonfall.rules.rule import Block, Example, Pack, PartRule, Rephrase, Rule, When, WordClass

Held = TypeVar("Held")


def cached_pack(path: Path) -> Pack:
    """The same as `load_pack`, faster from the second time on. Raises RuleError."""
    path = path.resolve()
    files = sorted(path.rglob("*.y*ml")) if path.is_dir() else []
    name = f"pack-{hashlib.sha256(str(path).encode()).hexdigest()[:16]}"
    return _remembered(name, files, lambda: load_pack(path), to_json, from_json)


def cached_principles() -> dict[str, tuple[Texts, Texts]]:
    """The same as `principles`."""
    return _remembered(
        "principles",
        (),
        principles,
        lambda found: {name: [asdict(text) for text in texts] for name, texts in found.items()},
        lambda held: {name: (Texts(**title), Texts(**why)) for name, (title, why) in held.items()},
    )


def _remembered(
    name: str,
    files: Iterable[Path],
    make: Callable[[], Held],
    to_json: Callable[[Held], Any],
    from_json: Callable[[Any], Held],
) -> Held:
    key = _key(files)
    file = cache_folder() / f"{name}.json"
    with suppress(OSError, ValueError, KeyError, TypeError):
        held = json.loads(file.read_text(encoding="utf-8"))
        if held["key"] == key:
            return from_json(held["value"])
    made = make()
    with suppress(OSError):
        _write(file, json.dumps({"key": key, "value": to_json(made)}, ensure_ascii=False))
    return made


def to_json(pack: Pack) -> dict[str, Any]:
    """The pack in JSON's types."""
    return asdict(pack)


def from_json(data: dict[str, Any]) -> Pack:
    """The pack that `to_json` wrote. Raises KeyError, TypeError or ValueError for anything else."""
    return Pack(
        data["name"],
        tuple(_rule(entry) for entry in data["rules"]),
        tuple(_part(entry) for entry in data["parts"]),
        tuple(WordClass(**{**entry, "entries": tuple(entry["entries"])}) for entry in data["classes"]),
        tuple(Block(**{**entry, "texts": tuple(entry["texts"])}) for entry in data["blocks"]),
    )


def _rule(entry: dict[str, Any]) -> Rule:
    return Rule(
        **{
            **entry,
            "category": Category(entry["category"]),
            "severity": Severity(entry["severity"]),
            "message": Texts(**entry["message"]),
            "why": Texts(**entry["why"]) if entry["why"] else None,
            "match": tuple(entry["match"]),
            "unless": tuple(entry["unless"]),
            "when": When(**entry["when"]),
            "rephrase": tuple(Rephrase(**each) for each in entry["rephrase"]),
            "flag": tuple(Example(**each) for each in entry["flag"]),
            "passing": tuple(Example(**each) for each in entry["passing"]),
        }
    )


def _part(entry: dict[str, Any]) -> PartRule:
    return PartRule(
        **{
            **entry,
            "part": Part(entry["part"]),
            "match": tuple(entry["match"]),
            "unless": tuple(entry["unless"]),
            "flag": tuple(Example(**each) for each in entry["flag"]),
            "passing": tuple(Example(**each) for each in entry["passing"]),
        }
    )


def _key(files: Iterable[Path]) -> str:
    """Changes with every one of the files, and with the code that reads them."""
    found = hashlib.sha256(__version__.encode())
    for file in (*files, PRINCIPLES, *sorted(Path(__file__).parent.glob("*.py"))):
        data = file.read_bytes()
        found.update(f"{file} {len(data)} ".encode())
        found.update(data)
    return found.hexdigest()


def _write(file: Path, text: str) -> None:
    """All or nothing, since several processes may write at once."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        Path(name).replace(file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise

"""How long one check takes in a warm and a cold process, and one keystroke in a checked draft."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from tonfall.checker import Checker
from tonfall.draft import Draft

HERE = Path(__file__).parent
TEXTS: dict[str, list[str]] = json.loads((HERE / "texts.json").read_text(encoding="utf-8"))
ALL_TEXTS = [text for texts in TEXTS.values() for text in texts]
ROUNDS = 60
WARM_UP = 10


def new_draft(look: Callable[[Draft], object] | None = None, salt: str = "") -> float:
    """Median milliseconds for a draft whose every sentence is new: to the checker, or by `salt` to all."""
    look = look or Checker().check
    times = []
    for round_ in range(ROUNDS):
        for text in ALL_TEXTS:
            # a number after each full stop makes every sentence a new one
            changed = text.replace(". ", f" {salt}{round_}. ") + f" {salt}{round_}"
            started = perf_counter()
            look(Draft(changed))
            if round_ >= WARM_UP:
                times.append(perf_counter() - started)
    return median(times) * 1000


def keystroke() -> float:
    """Median milliseconds for a check after one more letter in the middle of a checked draft."""
    checker = Checker()
    times = []
    for text in ALL_TEXTS:
        middle = len(text) // 2
        checker.check(Draft(text))
        for typed in range(1, ROUNDS):
            changed = text[:middle] + " abcdefghijklmnopqrstuvwxyz"[: typed % 27] + text[middle:]
            started = perf_counter()
            checker.check(Draft(changed))
            if typed >= WARM_UP:
                times.append(perf_counter() - started)
    return median(times) * 1000


def growth() -> dict[int, float]:
    """Rules beside the shipped ones → median milliseconds of a new draft.

    The rules are made of words of the shipped rules' examples, so that a sentence holds many of their words.
    Without suggestions: such rules find things, too, and each finding would want some.
    """
    from random import Random

    from tonfall.draft import Category, Severity, Texts
    from tonfall.rules.load import load_shipped
    from tonfall.rules.rule import Pack, Rule

    shipped = load_shipped()
    vocabulary = sorted(
        {
            word
            for pack in shipped
            for rule in pack.rules
            for e in rule.flag
            for word in e.text.split()
            if word.isalpha()
        }
    )
    random = Random(0)
    figures = {}
    for count in (100, 1_000, 10_000):
        rules = tuple(
            Rule(
                f"many.vague.rule-{number}",
                Category.VAGUE,
                Severity.HINT,
                0.5,
                Texts("", ""),
                None,
                "concrete",
                "many.yaml",
                number,
                match=("{} {{0-4}} {}|{}".format(*(word.lower() for word in random.sample(vocabulary, 3))),),
            )
            for number in range(count)
        )
        figures[count] = new_draft(Checker(packs=[*shipped, Pack("many", rules)]).matches, str(count))
    return figures


def cold() -> float:
    """Median seconds of a whole `tonfall check TEXT`, process start included."""
    command = [str(Path(sys.executable).with_name("tonfall")), "check", ALL_TEXTS[0]]
    times = []
    for _ in range(5):
        started = perf_counter()
        subprocess.run(command, capture_output=True, check=False)
        times.append(perf_counter() - started)
    return median(times)


def proselint() -> float:
    """Median milliseconds for proselint on the same texts."""
    from proselint.checks import __register__
    from proselint.registry import CheckRegistry
    from proselint.tools import LintFile

    CheckRegistry().register_many(__register__)
    times = []
    for round_ in range(ROUNDS // 3):
        for text in ALL_TEXTS:
            changed = text.replace(". ", f" {round_}. ") + f" {round_}"
            started = perf_counter()
            LintFile("draft", changed).lint()
            times.append(perf_counter() - started)
    return median(times) * 1000


def node_peers() -> dict[str, float]:
    """Median milliseconds for write-good, alex and harper.js on the same texts."""
    done = subprocess.run(["node", str(HERE / "peers.mjs")], capture_output=True, check=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures

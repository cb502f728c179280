"""How well Tonfall recognises: labelled drafts, real replies, size and loading. Reads ../shared."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from types import ModuleType
from typing import Any

from tonfall.checker import Checker
from tonfall.draft import Draft, Language
from tonfall.exchange import plain
from tonfall.models.features import DATA

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
DEV = SHARED / "bench/dev.jsonl"
RECORD = ROOT / "docs/figures.json"
"""What `make bench` measured last: tests/server/test_figures.py guards it."""

KNOWN = ("platform", "role", "company", "comment", "commenter")
OFTEN = ("boilerplate", "vague", "impersonal", "deflection")
"""Categories that real replies are full of."""

GOALS = {
    "core-F1": 0.80,
    "core-F1 de": 0.75,
    "core-F1 en": 0.75,
    "macro-F1": 0.75,
    "clean drafts with a warning": 0.05,
    "span": 0.90,
    "right findings with a suggestion": 0.98,
    "acknowledgement": 0.85,
    "lesson": 0.85,
    "next_step": 0.85,
    "real replies with a warning, worst category": 0.01,
    "shipped for recognition, MB": 15,
    "loading, s": 1.0,
}
AT_MOST = ("clean drafts with a warning", "real replies with a warning, worst category", "shipped", "loading")


def dev_drafts(language: Language) -> list[Draft]:
    """The drafts of dev.jsonl in one language."""
    items = [json.loads(line) for line in DEV.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        Draft(item["draft"], **{name: item[name] for name in KNOWN})
        for item in items
        if item["lang"] == language
    ]


def train_drafts(language: Language) -> list[Draft]:
    """The passages of train.jsonl in one language."""
    rows = (SHARED / "bench/train.jsonl").read_text(encoding="utf-8").splitlines()
    return [Draft(row["text"]) for row in map(json.loads, filter(None, rows)) if row["lang"] == language]


def drafts() -> dict[str, float]:
    """The figures of dev.jsonl, by the bench's own scorer."""
    items = [json.loads(line) for line in DEV.read_text(encoding="utf-8").splitlines() if line.strip()]
    checker = Checker()
    answers = [
        plain(checker.check(Draft(item["draft"], **{name: item[name] for name in KNOWN}))) for item in items
    ]
    score = scorer().score
    languages = {
        name: score(
            *zip(*((i, a) for i, a in zip(items, answers, strict=True) if i["lang"] == name), strict=True)
        )
        for name in ("de", "en")
    }
    every: dict[str, Any] = score(items, answers)
    spans = [row["span"] for row in every["categories"].values() if row["span"] is not None]
    return {
        "core-F1": every["core_f1"],
        "core-F1 de": languages["de"]["core_f1"],
        "core-F1 en": languages["en"]["core_f1"],
        "macro-F1": every["macro_f1"],
        "clean drafts with a warning": every["false_alarms"],
        "span": mean(spans),
        "right findings with a suggestion": every["with_suggestion"],
        **every["parts_f1"],
    }


def real_replies() -> dict[str, float]:
    """Category → share of the real English replies with a warning or block of it."""
    rows = (SHARED / "corpora/brand_replies_en/replies.jsonl").read_text(encoding="utf-8").splitlines()
    replies = [json.loads(row)["reply"] for row in rows if row.strip()]
    checker = Checker()
    alarmed: Counter[str] = Counter()
    for reply in replies:
        findings = checker.check(Draft(reply, platform="x")).findings
        alarmed.update({str(f.category) for f in findings if f.severity != "hint"})
    return {category: count / len(replies) for category, count in alarmed.most_common()}


def worst_real_reply() -> float:
    """The largest of those shares, of the categories that real replies aren't full of."""
    return max((share for category, share in real_replies().items() if category not in OFTEN), default=0.0)


def shipped() -> float:
    """Megabytes of everything that the models need."""
    return sum(file.stat().st_size for file in DATA.iterdir()) / 1e6


def loading() -> float:
    """Seconds to load everything that recognises, in a process of its own that has imported numpy."""
    code = (
        "import numpy, time; t = time.perf_counter(); from tonfall.models import linear, weighing;"
        "[(linear.shipped(l), weighing.shipped(l)) for l in ('de', 'en')]; print(time.perf_counter() - t)"
    )
    return float(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    )


def measure() -> dict[str, float]:
    """Every figure of GOALS."""
    return {
        **drafts(),
        "real replies with a warning, worst category": worst_real_reply(),
        "shipped for recognition, MB": shipped(),
        "loading, s": loading(),
    }


def table() -> Iterator[str]:
    """The figures beside their goals, and written to RECORD."""
    figures = measure()
    RECORD.write_text(
        json.dumps({k: round(v, 4) for k, v in figures.items()}, indent=1) + "\n", encoding="utf-8"
    )
    yield from ["| figure | measured | goal | |", "|---|---|---|---|"]
    for name, value in figures.items():
        reached = value <= GOALS[name] if name.startswith(AT_MOST) else value >= GOALS[name]
        sign = "≤" if name.startswith(AT_MOST) else "≥"
        yield f"| {name} | {value:.3f} | {sign} {GOALS[name]:g} | {'reached' if reached else 'missed'} |"


def scorer() -> ModuleType:
    """The bench's own scorer, ../shared/bench/score.py."""
    spec = importlib.util.spec_from_file_location("score", SHARED / "bench/score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

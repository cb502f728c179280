"""What a second reader adds: core-F1 on labelled drafts without it and with it. Needs a model that runs."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

from tests.bench.recognition import DEV, KNOWN, scorer

from tonfall.checker import Checker
from tonfall.draft import Draft
from tonfall.exchange import plain
from tonfall.llm.client import ModelError, stream
from tonfall.llm.second_reader import ModelReader
from tonfall.team.config import RewriterSettings

LONGEST = 120.0
"""Seconds for one draft."""


def table(url: str, model: str = "") -> Iterator[str]:
    """The figures, or why there are none."""
    if not DEV.exists():
        yield "Second reader: not measured, there is no `../shared/bench` beside this checkout."
        return
    settings = RewriterSettings(url, model, timeout=60.0)
    try:
        "".join(stream(settings, [{"role": "user", "content": "OK?"}], most_tokens=5))
    except ModelError as error:
        yield f"Second reader: not measured, the model at {url} is {error.trouble}."
        return
    items = [json.loads(line) for line in DEV.read_text(encoding="utf-8").splitlines() if line.strip()]
    drafts = [Draft(item["draft"], **{name: item[name] for name in KNOWN}) for item in items]
    plainly = Checker()
    before = scorer().score(items, [plain(plainly.check(draft)) for draft in drafts])
    start = time.monotonic()
    reader = ModelReader(settings)
    try:
        checker = Checker(second_reader=reader)
        after = scorer().score(items, [_settled(checker, draft) for draft in drafts])
    finally:
        reader.close()
    yield from ["| figure | without | with the second reader |", "|---|---|---|"]
    for name in ("core_f1", "macro_f1", "false_alarms"):
        yield f"| {name} | {before[name]:.3f} | {after[name]:.3f} |"
    yield f"\nModel: {model or 'the first of the server'} at {url}; {time.monotonic() - start:.0f} s in all."


def _settled(checker: Checker, draft: Draft) -> dict[str, Any]:
    """The report when the second reader has read everything, or the time is up."""
    end = time.monotonic() + LONGEST
    while (report := checker.check(draft)).pending and time.monotonic() < end:
        time.sleep(0.02)
    return plain(report)

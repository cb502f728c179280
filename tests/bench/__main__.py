"""Run every measurement and write docs/figures.md; `--second-reader URL` measures a model instead."""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tests.bench import checks, functions, recognition, rephrasings, second_reader, service

ROOT = Path(__file__).parents[2]
FIGURES = ROOT / "docs" / "figures.md"


def main() -> None:
    """Print the figures and write them to docs/figures.md, or print a second reader's."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--second-reader", metavar="URL", help="of a server like http://127.0.0.1:11434/v1")
    parser.add_argument("--model", default="", help="else the server's first")
    asked = parser.parse_args()
    if asked.second_reader:
        print(*second_reader.table(asked.second_reader, asked.model), sep="\n")
        return
    sections = (_head(), _speed(), _service(), _browser(), _recognition(), [""], _rephrasings(), _functions())
    text = "\n".join([line for section in sections for line in section] + [""])
    FIGURES.write_text(text, encoding="utf-8")
    print(text)


def _head() -> list[str]:
    cores = subprocess.run(["nproc"], capture_output=True, text=True, check=True).stdout.strip()
    return [
        "# Figures",
        "",
        f"Written by `make bench` on {date.today()}: {cores} cores ({_processor()}), Python"
        f" {platform.python_version()}, {platform.system()}. Medians of one run; a shared machine moves them"
        " by a tenth or two, the ratios less.",
        "",
    ]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _speed() -> Iterator[str]:
    new, key, cold = checks.new_draft(), checks.keystroke(), checks.cold()
    peers = {"proselint": checks.proselint()} | checks.node_peers()
    yield from [
        "## One check of 220 characters",
        "",
        "Eight texts of `tests/bench/texts.json`, one process, warm.",
        "",
    ]
    yield from ["| what | ms | Tonfall's new draft takes |", "|---|---|---|"]
    yield f"| **Tonfall, a new draft** | {new:.2f} | |"
    yield f"| **Tonfall, a keystroke in a checked draft** | {key:.2f} | |"
    for name, ms in sorted(peers.items(), key=lambda peer: peer[1]):
        yield f"| {name} | {ms:.2f} | {new / ms:.2f} times as long |"
    yield from ["", f"Cold, `tonfall check TEXT` with process start: {cold:.2f} s.", ""]
    grown = checks.growth()
    yield from ["| further rules of words that occur | a new draft, without suggestions |", "|---|---|"]
    for count, ms in grown.items():
        yield f"| {count:,} | {ms:.2f} ms, {ms / grown[100]:.2f} times |"
    yield ""


def _service() -> Iterator[str]:
    figures = service.measure()
    yield from ["## The service", "", "| what | figure |", "|---|---|"]
    yield f"| start to first answer | {figures.start_seconds:.2f} s |"
    yield f"| resident memory after {service.REQUESTS} checks | {figures.memory_mib:.0f} MiB |"
    yield f"| `POST /v1/check`, one connection, p50 | {figures.p50_ms:.2f} ms |"
    yield f"| `POST /v1/check`, one connection, p99 | {figures.p99_ms:.2f} ms |"
    yield ""


def _browser() -> Iterator[str]:
    done = subprocess.run(
        ["npm", "run", "--silent", "bench:browser"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    rows: list[dict[str, Any]] = json.loads(done.stdout.strip().splitlines()[-1])
    yield from [
        "## In the browser",
        "",
        "Real editors, the real extension and service. Handler: time the extension adds to each keystroke."
        " Highlight: from the end of the debounce (150 ms) to the underline on screen.",
        "",
        "| browser | editor | handler p50 | handler p95 | highlight p50 |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        yield (
            f"| {row['browser']} | {row['editor']} | {row['handler_p50_ms']:.2f} ms |"
            f" {row['handler_p95_ms']:.2f} ms | {row['highlight_p50_ms']:.0f} ms |"
        )
    yield ""


def _recognition() -> Iterator[str]:
    yield from ["## Labelled drafts", ""]
    if not recognition.DEV.exists():
        yield "Not measured: there is no `../shared/bench` beside this checkout."
        return
    command = f"{Path(sys.executable).with_name('tonfall')} check --format jsonl"
    done = subprocess.run(
        [sys.executable, str(recognition.SHARED / "bench/score.py"), str(recognition.DEV), "--run", command],
        capture_output=True,
        text=True,
        check=True,
    )
    yield from recognition.table()
    yield from [
        "",
        "`../shared/bench/score.py ../shared/bench/dev.jsonl`:",
        "",
        "```",
        done.stdout.strip(),
        "```",
    ]


def _rephrasings() -> Iterator[str]:
    yield from ["## Rephrasings", ""]
    if not recognition.DEV.exists():
        yield from ["Not measured: there is no `../shared/bench` beside this checkout.", ""]
        return
    yield from [
        "On dev.jsonl whether they hold up, on our own drafts how they vary and how long they take."
        " `docs/rephrasings-read.md` says how many fit.",
        "",
    ]
    yield from rephrasings.table()


def _functions() -> Iterator[str]:
    yield from [
        "## Insults and what only looks like them",
        "",
        f"`PYTHONPATH=server .venv/bin/python -m tests.bench.functions`, {date.today()}: share of cases in"
        " which the category insult is right. `rules`: by rules alone; `checker`: with the models' findings,"
        " hints too; `warned`: findings of at least a warning. The rules were written with these cases and"
        " with HateCheck at hand: expect less on others. HateCheck's spelling tricks also bend words that no"
        " rule here names.",
        "",
    ]
    yield from _named("our own cases", functions.table(functions.shares(functions.own())))
    yield from _named("HateCheck", functions.table(functions.shares(functions.hatecheck())))[2:]


def _named(title: str, lines: list[str]) -> list[str]:
    """The head of the table and its sums, each with the title."""
    sums = [line.replace("**all", f"{title}, all").replace("**", "") for line in lines if "**" in line]
    return [*lines[:2], *sums]


if __name__ == "__main__":
    main()

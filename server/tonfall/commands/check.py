"""tonfall check: one draft in readable form or as JSON, or many as a filter."""

from __future__ import annotations

import json
import os
import shutil
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from tonfall.commands.input import FOUND, OK, answer_lines, checker_of, draft_options, print_utf8, read
from tonfall.draft import Draft, Finding, Language, Part, Report, Severity
from tonfall.exchange import draft_of, plain
from tonfall.text.document import code_point

MARKS = {Severity.HINT: ".", Severity.WARNING: "~", Severity.BLOCK: "="}
COLOURS = {Severity.HINT: "cyan", Severity.WARNING: "yellow", Severity.BLOCK: "red"}
WORDS: dict[Language, dict[str, str]] = {
    "de": {
        "hint": "Hinweis",
        "warning": "Warnung",
        "block": "Stopp",
        "certain": "sicher",
        "likely": "wahrscheinlich",
        "perhaps": "vielleicht",
        "clean": "Nichts gefunden.",
        "delete": "(streichen)",
        "insert": "einfügen",
        "score": "{score} von 100",
        "parts": "Teile einer guten Antwort",
        "whole": "der ganze Text",
        "acknowledgement": "Kritik anerkannt",
        "lesson": "daraus gelernt",
        "next_step": "nächster Schritt",
    },
    "en": {
        "hint": "Hint",
        "warning": "Warning",
        "block": "Stop",
        "certain": "certain",
        "likely": "likely",
        "perhaps": "perhaps",
        "clean": "Nothing found.",
        "delete": "(delete)",
        "insert": "insert",
        "score": "{score} of 100",
        "parts": "parts of a good answer",
        "whole": "the whole text",
        "acknowledgement": "criticism acknowledged",
        "lesson": "something learned",
        "next_step": "next step named",
    },
}


@click.command()
@draft_options
def check(text: str | None, form: str, config: Path | None, **known: Any) -> None:
    """Check a reply before it is posted: TEXT itself, the text in FILE, or standard input (-).

    Ends with 0: nothing of severity warning or block, 1: something, 2: wrong usage. As a filter (--format
    jsonl) it ends with 0 when every line could be answered, else with 2.
    """
    checker = checker_of(config)
    if form == "jsonl":
        sys.exit(answer_lines(text, lambda request: plain(checker.check(draft_of(request)))))
    if text is None:
        raise click.UsageError("Nothing to check: give a text, a file or - for standard input.")
    draft = Draft(read(text), **known)
    report = checker.check(draft)
    if form == "json":
        print_utf8()
        click.echo(json.dumps(plain(report), ensure_ascii=False, indent=2))
    else:
        language: Language = draft.interface_language or report.language or "de"
        for line in readable(draft.text, report, language, shutil.get_terminal_size().columns):
            click.echo(line, color=False if os.environ.get("NO_COLOR") else None)
    sys.exit(FOUND if any(f.severity != Severity.HINT for f in report.findings) else OK)


def readable(text: str, report: Report, language: Language, width: int = 80) -> Iterator[str]:
    """The report in lines for a terminal: the text with its wording underlined, then each finding."""
    words = WORDS[language]
    spans = [(code_point(text, f.start), code_point(text, f.end), f.severity) for f in report.findings]
    for start, end in _wrapped(text, min(width, 100) - 2):
        yield "  " + "".join(_styled(text, start, end, spans))
        under = _under(text, start, end, spans)
        if under.strip():
            yield "  " + under
    yield ""
    for finding in report.findings:
        yield from _finding(finding, text, words)
    if not report.findings:
        yield click.style(words["clean"], fg="green")
    parts = ", ".join(words[part] for part in Part if part in report.parts)
    yield words["score"].format(score=report.score) + (f" · {words['parts']}: {parts}" if parts else "")


def _finding(finding: Finding, text: str, words: dict[str, str]) -> Iterator[str]:
    quote = " ".join(finding.quote.split()) or words["whole"]
    name = click.style(words[finding.severity], fg=COLOURS[finding.severity], bold=True)
    sure = click.style(words[finding.certainty], dim=True)
    yield f"{name} ({sure})  {quote}  {click.style(finding.rule, dim=True)}"
    yield f"  {finding.message} {finding.why}"
    for suggestion in finding.suggestions:
        wording = suggestion.replacement.strip()
        gone = (suggestion.start, suggestion.end)
        # deleting may leave a full stop, or make the next letter small
        deletes = len(wording) <= 1 < gone[1] - gone[0]
        if deletes and (wording or gone != (finding.start, finding.end)):
            cut = text[code_point(text, gone[0]) : code_point(text, gone[1]) - len(wording)].split()
            wording = f"{words['delete']} {' '.join(cut if len(cut) < 9 else [*cut[:5], '…', *cut[-2:]])}"
        if suggestion.start == suggestion.end:
            wording = f"{wording} ({words['insert']})"
        yield "  → " + click.style(wording or words["delete"], fg="green")
    yield ""


Spans = list[tuple[int, int, Severity]]


def _worst(at: int, spans: Spans) -> Severity | None:
    found = [severity for start, end, severity in spans if start <= at < end]
    return max(found, key=list(Severity).index) if found else None


def _styled(text: str, start: int, end: int, spans: Spans) -> Iterator[str]:
    run, current = "", None
    for at in range(start, end):
        severity = _worst(at, spans)
        if severity != current and run:
            yield click.style(run, fg=COLOURS[current], underline=True) if current else run
            run = ""
        run, current = run + text[at], severity
    yield click.style(run, fg=COLOURS[current], underline=True) if current else run


def _under(text: str, start: int, end: int, spans: Spans) -> str:
    """One mark below each column of the wording, whatever the characters' width."""
    marks = ""
    for at in range(start, end):
        severity = _worst(at, spans)
        marks += (MARKS[severity] if severity else " ") * _columns(text[at])
    return marks.rstrip()


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _wrapped(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Start and end of each line of the text, broken at spaces."""
    start = 0
    for line in text.splitlines(keepends=True) or [""]:
        end = start + len(line.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"))
        after = start + len(line)
        while end - start > width > 0:
            space = text.rfind(" ", start + 1, start + width)
            cut = space if space > 0 else start + width
            yield start, cut
            start = cut + 1 if space > 0 else cut
        yield start, end
        start = after

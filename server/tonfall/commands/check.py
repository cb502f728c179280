"""tonfall check: one draft in readable form or as JSON, or many as a filter."""

from __future__ import annotations

import json
import os
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import click

from tonfall.checker import Checker
from tonfall.draft import Draft, Finding, Language, Part, Report, Severity
from tonfall.exchange import CHOICES, draft_of, plain
from tonfall.rules.load import RuleError
from tonfall.team.config import Config, ConfigError, load, locate
from tonfall.text.document import code_point

CLEAN, FOUND, USAGE = 0, 1, 2

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


def _choice(name: str) -> click.Choice[str]:
    return click.Choice([value for value in CHOICES[name] if value])


@click.command()
@click.argument("text", required=False, metavar="TEXT | FILE | -")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "jsonl"]),
    default="text",
    show_default=True,
    help="jsonl: one request object with an id per line in, one answer per line out.",
)
@click.option("--config", type=click.Path(path_type=Path), help="tonfall.yaml to use.")
@click.option("--role", type=_choice("role"), default="official", show_default=True)
@click.option("--platform", type=_choice("platform"), default="facebook", show_default=True)
@click.option("--stage", type=_choice("stage"), help="First reaction or detailed answer.")
@click.option("--company", default="", help="The company that is spoken for.")
@click.option("--comment", default="", help="The comment that is answered.")
@click.option("--commenter", default="", help="Whose comment it is.")
@click.option("--language", "interface_language", type=_choice("interface_language"),
              help="Language of the reasons; the draft's own where left out.")  # fmt: skip
def check(text: str | None, form: str, config: Path | None, **known: Any) -> None:
    """Check a reply before it is posted: TEXT itself, the text in FILE, or standard input (-).

    Ends with 0: nothing of severity warning or block, 1: something, 2: wrong usage. As a filter (--format
    jsonl) it ends with 0 when every line could be answered, else with 2.
    """
    checker = _checker(config)
    if form == "jsonl":
        sys.exit(_filter(checker, sys.stdin.buffer if text in (None, "-") else _lines(Path(text or ""))))
    if text is None:
        raise click.UsageError("Nothing to check: give a text, a file or - for standard input.")
    draft = Draft(_read(text), **known)
    report = checker.check(draft)
    if form == "json":
        _utf8()
        click.echo(json.dumps(plain(report), ensure_ascii=False, indent=2))
    else:
        language: Language = draft.interface_language or report.language or "de"
        for line in readable(draft.text, report, language, shutil.get_terminal_size().columns):
            click.echo(line, color=False if os.environ.get("NO_COLOR") else None)
    sys.exit(FOUND if any(f.severity != Severity.HINT for f in report.findings) else CLEAN)


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


def _checker(option: Path | None) -> Checker:
    location = locate(option)
    try:
        config = load(location.path) if location.required or location.path.exists() else Config()
        return Checker(config)
    except (ConfigError, RuleError) as error:
        click.echo(str(error), err=True)
        sys.exit(USAGE)


def _read(text: str) -> str:
    if text == "-":
        return _decoded(sys.stdin.buffer.read(), "standard input")
    try:
        path = Path(text)
        if len(text) < 1000 and path.is_file():
            return _decoded(path.read_bytes(), text)
    except (OSError, ValueError):
        pass  # no path at all, so it is the text
    return text


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig").removesuffix("\n")
    except UnicodeDecodeError:
        _usage(f"{name} is not UTF-8; save it as UTF-8")


def _lines(path: Path) -> Iterable[bytes]:
    try:
        return path.read_bytes().splitlines()
    except OSError as error:
        _usage(f"{path}: {error.strerror}")


def _usage(what: str) -> NoReturn:
    click.echo(f"Error: {what}.", err=True)
    sys.exit(USAGE)


def _utf8() -> None:
    # half a surrogate pair, which JSON may hold, comes out as JSON's \ud800
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]


def _filter(checker: Checker, lines: Iterable[bytes]) -> int:
    """One answer a line, in order. A line that can't be answered gets one with `error`."""
    _utf8()
    status = CLEAN
    for line in lines:
        if not line.strip():
            continue
        answer = _answer(checker, line)
        if "error" in answer:
            status = USAGE
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return status


def _answer(checker: Checker, line: bytes) -> dict[str, Any]:
    name = None
    try:
        request = json.loads(line)
        if not isinstance(request, dict):
            raise ValueError("a request is an object with `id` and `text`")
        name = request.pop("id", None)
        return {"id": name, **plain(checker.check(draft_of(request)))}
    except json.JSONDecodeError as error:
        return {"id": name, "error": f"not JSON: {error}"}
    except UnicodeDecodeError:
        return {"id": name, "error": "not UTF-8"}
    except (ValueError, RecursionError) as error:
        return {"id": name, "error": str(error)}

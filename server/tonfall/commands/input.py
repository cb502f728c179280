"""What the commands that look at drafts share: options, reading a draft, and answering line by line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from tonfall.checker import Checker
from tonfall.exchange import CHOICES
from tonfall.rules.load import RuleError
from tonfall.team.config import Config, ConfigError, load, locate

OK, FOUND, USAGE = 0, 1, 2

Command = TypeVar("Command", bound=Callable[..., Any])


def draft_options(command: Command) -> Command:
    """The draft, the format (`form`), and what is known around it, as keywords named like Draft's fields."""
    options = (
        click.argument("text", required=False, metavar="TEXT | FILE | -"),
        click.option(
            "--format",
            "form",
            type=click.Choice(["text", "json", "jsonl"]),
            default="text",
            show_default=True,
            help="jsonl: one request object with an id per line in, one answer per line out.",
        ),
        click.option("--config", type=click.Path(path_type=Path), help="tonfall.yaml to use."),
        click.option("--role", type=_choice("role"), default="official", show_default=True),
        click.option("--platform", type=_choice("platform"), default="facebook", show_default=True),
        click.option("--stage", type=_choice("stage"), help="First reaction or detailed answer."),
        click.option("--company", default="", help="The company that is spoken for."),
        click.option("--comment", default="", help="The comment that is answered."),
        click.option("--commenter", default="", help="Whose comment it is."),
        click.option(
            "--language",
            "interface_language",
            type=_choice("interface_language"),
            help="Language of the reasons; the draft's own where left out.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def checker_of(option: Path | None) -> Checker:
    """The checker for the configuration in force; ends the program where that can't be used."""
    location = locate(option)
    try:
        config = load(location.path) if location.required or location.path.exists() else Config()
        return Checker(config)
    except (ConfigError, RuleError) as error:
        click.echo(str(error), err=True)
        sys.exit(USAGE)


def read(text: str) -> str:
    """The draft: standard input for "-", else the file of that name, else the text itself."""
    if text == "-":
        return _decoded(sys.stdin.buffer.read(), "standard input")
    try:
        path = Path(text)
        if len(text) < 1000 and path.is_file():
            return _decoded(path.read_bytes(), text)
    except (OSError, ValueError):
        pass  # no path at all, so it is the text
    return text


def print_utf8() -> None:
    """Write UTF-8 whatever the terminal's encoding."""
    # half a surrogate pair, which JSON may hold, comes out as JSON's \ud800
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]


def answer_lines(source: str | None, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> int:
    """One answer a line, in order, to the requests in a file or standard input; the exit code.

    A line that can't be answered gets one with `error`.
    """
    print_utf8()
    status = OK
    for line in sys.stdin.buffer if source in (None, "-") else _lines(Path(source or "")):
        if not line.strip():
            continue
        answered = _answered(line, answer)
        if "error" in answered:
            status = USAGE
        sys.stdout.write(json.dumps(answered, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return status


def _answered(line: bytes, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    name = None
    try:
        request = json.loads(line)
        if not isinstance(request, dict):
            raise ValueError("a request is an object with `id` and `text`")
        name = request.pop("id", None)
        return {"id": name, **answer(request)}
    except json.JSONDecodeError as error:
        return {"id": name, "error": f"not JSON: {error}"}
    except UnicodeDecodeError:
        return {"id": name, "error": "not UTF-8"}
    except (ValueError, RecursionError) as error:
        return {"id": name, "error": str(error)}


def _choice(name: str) -> click.Choice[str]:
    return click.Choice([value for value in CHOICES[name] if value])


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

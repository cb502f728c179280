"""`tonfall feedback`: the cases marked “not so” that are kept on this computer."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from tonfall.feedback import CaseStore, as_yaml, plain


@click.group()
def feedback() -> None:
    """See, export and delete the cases marked “not so” that you chose to keep."""


@feedback.command("list")
def list_cases() -> None:
    """List the cases, oldest first: day, rule, sentence."""
    store = CaseStore.usual()
    with _told():
        cases = store.all()
    if not cases:
        click.echo(
            "No cases. “Not so” on a card keeps one, once that is switched on in the extension's options."
        )
    for case in cases:
        click.echo(f"{case.time[:10]}  {case.rule:40}  {_shown(case.sentence)}")


@feedback.command()
@click.option("--format", "form", type=click.Choice(["yaml", "jsonl"]), default="yaml", show_default=True)
def export(form: str) -> None:
    """Write the cases to standard output: as `pass` examples of rules (yaml), or as they are (jsonl)."""
    with _told():
        cases = CaseStore.usual().all()
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    lines = as_yaml(cases) if form == "yaml" else (json.dumps(c, ensure_ascii=False) for c in plain(cases))
    for line in lines:
        click.echo(line)


@feedback.command()
@click.option("--yes", is_flag=True, help="Don't ask.")
def clear(yes: bool) -> None:
    """Delete all cases."""
    store = CaseStore.usual()
    if not yes:
        click.confirm(f"Delete {store.path}?", abort=True)
    with _told():
        store.clear()
    click.echo("Deleted.")


def _shown(sentence: str) -> str:
    """In one line, and nothing in it that a terminal would obey."""
    return " ".join("".join(c if c >= " " and not "\x7f" <= c <= "\x9f" else " " for c in sentence).split())


@contextmanager
def _told() -> Iterator[None]:
    """What goes wrong with the file becomes one line."""
    try:
        yield
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}; check its rights") from None
    except ValueError as error:
        raise click.ClickException(str(error)) from None

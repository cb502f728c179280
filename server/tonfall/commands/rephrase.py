"""tonfall rephrase: what is missing in a reply, and a whole one."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from tonfall.commands.input import OK, answer_lines, checker_of, draft_options, print_utf8, read
from tonfall.draft import Draft, Language, Rephrasing
from tonfall.exchange import draft_of, plain
from tonfall.rephrase.used import UsedStore

WORDS: dict[Language, dict[str, str]] = {
    "de": {
        "first": "Erste Reaktion",
        "detailed": "Ausführliche Antwort",
        "guessed": "vermutet; --stage sagt es genau",
        "acknowledgement": "Kritik anerkannt",
        "lesson": "daraus gelernt",
        "next_step": "nächster Schritt",
        "reply": "Ganze Antwort",
        "nothing": "Keine Fassung gefunden, die besser wäre.",
    },
    "en": {
        "first": "First reaction",
        "detailed": "Detailed answer",
        "guessed": "guessed; --stage says it for sure",
        "acknowledgement": "criticism acknowledged",
        "lesson": "something learned",
        "next_step": "next step named",
        "reply": "Whole reply",
        "nothing": "No version found that would be better.",
    },
}


@click.command()
@click.option("--again", is_flag=True, help="Take the last version as used: give another one.")
@draft_options
def rephrase(text: str | None, form: str, again: bool, config: Path | None, **known: Any) -> None:
    """Propose what is missing in a reply, and a whole one.

    The reply is TEXT itself, the text in FILE, or standard input (-). It may be empty.
    """
    checker = checker_of(config)
    if form == "jsonl":
        sys.exit(answer_lines(text, lambda request: plain(checker.rephrase(draft_of(request)))))
    if text is None:
        raise click.UsageError("Nothing to rephrase: give a text, a file or - for standard input.")
    store = UsedStore.usual()
    draft = Draft(read(text), used=store.today(), **known)
    found = checker.rephrase(draft)
    if again and found.reply:
        store.add(found.reply.variants)
        found = checker.rephrase(Draft(draft.text, used=store.today(), **known))
    if form == "json":
        print_utf8()
        click.echo(json.dumps(plain(found), ensure_ascii=False, indent=2))
    else:
        language: Language = draft.interface_language or found.language or "de"
        for line in readable(found, language, min(shutil.get_terminal_size().columns, 100)):
            click.echo(line)
    sys.exit(OK)


def readable(found: Rephrasing, language: Language, width: int = 80) -> Iterator[str]:
    """The answer in lines for a terminal."""
    words = WORDS[language]
    yield words[found.stage] + (f" ({words['guessed']})" if found.stage_guessed else "")
    for review in found.parts:
        if not review.present and not review.wanted:
            continue
        yield f"  {'✓' if review.present else '·'} {words[review.part]}"
        for proposal in review.proposals:
            yield from textwrap.wrap(
                proposal.replacement.strip(), width, initial_indent="    → ", subsequent_indent="      "
            )
    yield ""
    if found.reply is None:
        yield words["nothing"]
        return
    yield f"{words['reply']}:"
    for line in found.reply.text.split("\n"):
        yield from textwrap.wrap(line, width, initial_indent="  ", subsequent_indent="  ") or [""]

"""`tonfall rules`: test and list rules."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click

from tonfall.rules.load import SHIPPED, RuleError, load_pack, load_shipped
from tonfall.rules.rule import Pack, PartRule, Rule
from tonfall.team.config import Config, ConfigError, load, locate


@click.group()
def rules() -> None:
    """Test and list rules."""


@rules.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--only", metavar="TEXT", default="", help="Only rules whose id contains TEXT.")
@click.option("--config", type=click.Path(path_type=Path), help="tonfall.yaml with names that rules use.")
def test(folder: Path | None, only: str, config: Path | None) -> None:
    """Run the examples of the rules in FOLDER, or of all rules that ship.

    Ends with status 1 where an example fails or a file can't be read.
    """
    from tonfall.checker import Checker
    from tonfall.rules.examples import EXAMPLE_CONFIG, run

    try:
        tested, packs = _packs(folder)
        named = EXAMPLE_CONFIG if _ships(folder) else replace(_config(config), rules={}, packs=())
        checker = Checker(named, packs)
    except (RuleError, ConfigError) as error:
        _fail(error)
    chosen = [rule for pack in tested for rule in pack.rules if only in rule.id]
    parts = [part for pack in tested for part in pack.parts if not only]
    failures = list(run(checker, chosen, parts))
    for failure in failures:
        click.echo(failure.text)
    owners: list[Rule | PartRule] = [*chosen, *parts]
    examples = sum(len(each.flag) + len(each.passing) for each in owners)
    click.echo(f"{len(chosen)} rules, {examples} examples, {len(failures)} failed")
    sys.exit(1 if failures else 0)


@rules.command("list")
@click.option("--category", default="", help="Only this category.")
@click.option("--config", type=click.Path(path_type=Path), help="tonfall.yaml to use.")
def list_rules(category: str, config: Path | None) -> None:
    """List the rules in force: id, severity, message. One that is switched off says so."""
    try:
        settings = _config(config)
        packs = [*load_shipped(), *(load_pack(folder) for folder in settings.packs)]
    except (RuleError, ConfigError) as error:
        _fail(error)
    for rule in (rule for pack in packs for rule in pack.rules):
        if not category or rule.category == category:
            set_to = settings.rules.get(rule.id, "on")
            severity = rule.severity if set_to == "on" else set_to
            message = rule.message.en if rule.language == "en" else rule.message.de
            click.echo(f"{rule.id:44} {severity:8} {message}")


def _packs(folder: Path | None) -> tuple[Sequence[Pack], Sequence[Pack]]:
    """What is tested, and what it is tested among: a language's pack alone, a team's with all that ship."""
    if folder is None:
        shipped = load_shipped()
        return shipped, shipped
    tested = load_pack(folder)
    if not _ships(folder):
        return [tested], [*load_shipped(), tested]
    detectors = load_pack(SHIPPED / "any")
    return [tested], load_shipped() if tested.name == detectors.name else [tested, detectors]


def _ships(folder: Path | None) -> bool:
    return folder is None or folder.resolve().is_relative_to(SHIPPED.resolve())


def _config(option: Path | None) -> Config:
    location = locate(option)
    return load(location.path) if location.required or location.path.exists() else Config()


def _fail(error: RuleError | ConfigError) -> NoReturn:
    click.echo("\n".join(error.problems), err=True)
    click.echo(f"{len(error.problems)} problems", err=True)
    sys.exit(1)

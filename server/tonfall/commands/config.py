"""`tonfall config`: is tonfall.yaml right, and what is in force."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import click

from tonfall.team.config import Config, ConfigError, Location, load, locate, origins


@click.group()
def config() -> None:
    """Check and show tonfall.yaml."""


@config.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
def check(file: Path | None) -> None:
    """Check FILE, or the tonfall.yaml in force, and its rule packs. Exit status: 0 right, 2 not."""
    location = locate(file)
    if not location.required and not location.path.exists():
        click.echo(f"No {location.path}: the standard settings are in force.")
        return
    from tonfall.team.packs import problems_of

    problems = problems_of(location.path.absolute())
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        sys.exit(2)
    click.echo(f"{location.path}: all right")


@config.command()
@click.option("--config", "option", type=click.Path(path_type=Path), help="tonfall.yaml to use")
def show(option: Path | None) -> None:
    """Show every setting in force and where it comes from."""
    location = locate(option)
    present = location.required or location.path.exists()
    try:
        found = load(location.path) if present else Config()
        where = origins(location.path if present else None)
    except ConfigError as error:
        for problem in error.problems:
            click.echo(problem, err=True)
        sys.exit(2)
    _show(found, where, location, present)


def _show(found: Config, where: Mapping[str, str], location: Location, present: bool) -> None:
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    missing = "" if present else "; there is no such file, the standard settings are in force"
    click.echo(f"# {location.path} ({location.named_by}){missing}")
    plain = json.loads(json.dumps(asdict(found), default=str))
    if plain["rewriter"] and plain["rewriter"]["key"]:
        plain["rewriter"]["key"] = "•••"
    for name, value in plain.items():
        click.echo(f"\n# {where[name]}")
        yaml.dump({name: value}, sys.stdout)

"""The command line. Each command is a module in tonfall.commands, imported only when it is called."""

from __future__ import annotations

from importlib import import_module

import click

import tonfall

COMMANDS = ("check", "config", "feedback", "openapi", "pair", "rephrase", "rules", "serve")


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"tonfall.commands.{cmd_name}"), cmd_name)
        return command


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(tonfall.__version__, prog_name="tonfall")
def main() -> None:
    """A co-reader for public replies: underlines wording that turns a complaint into a shitstorm."""

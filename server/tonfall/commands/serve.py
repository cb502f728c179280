"""`tonfall serve`: the service until Ctrl-C or SIGTERM."""

from __future__ import annotations

import errno
import logging
import signal
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import NoReturn

import click

from tonfall.feedback import CaseStore
from tonfall.folders import data_folder
from tonfall.rephrase.used import UsedStore
from tonfall.team.config import locate
from tonfall.team.source import Source
from tonfall.web import STANDARD_PORT

log = logging.getLogger("tonfall")


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=STANDARD_PORT, show_default=True, help="0: any"
)
@click.option("--config", "config", type=click.Path(path_type=Path), help="tonfall.yaml to use")
def serve(port: int, config: Path | None) -> None:
    """Run the service on 127.0.0.1."""
    _log_without_values()
    signal.signal(signal.SIGTERM, _end)
    location = locate(config)
    if location.required and not location.path.is_file():
        raise click.UsageError(f"{location.named_by} names {location.path}, but there is no such file.")

    # Heavy imports wait until it is clear that there is something to serve.
    from tonfall.web.server import listen, make_server, run

    try:
        listening = listen(port)
    except OSError as error:
        from tonfall.web.holder import holder_of

        if error.errno != errno.EADDRINUSE:
            raise click.ClickException(f"Cannot listen on port {port}: {error.strerror}.") from None
        click.echo(f"Port {port} is taken by {holder_of(port)}. Stop it, or use --port 0.", err=True)
        sys.exit(2)

    from tonfall.web.app import create_app
    from tonfall.web.live import LiveChecker
    from tonfall.web.pairing import PairingStore

    port = listening.getsockname()[1]
    source = Source(location)
    if source.problem:
        log.warning("standard settings are in force: %s", source.problem)
    live = LiveChecker(source)
    live.current()  # builds it before the first keystroke comes
    pairings = PairingStore(data_folder() / "pairings.json")
    app = create_app(source, pairings, CaseStore.usual(), UsedStore.usual(), port=port, live=live)
    server = make_server(app, listening)
    click.echo(f"Tonfall listens on http://127.0.0.1:{port}")
    sys.stdout.flush()
    try:
        run(server)
    finally:
        live.close()
    log.info("stopped")


def _end(_signal: int, _frame: object) -> NoReturn:
    raise SystemExit(0)


class _Quiet(logging.Formatter):
    """Logs the type and the place of an exception, never its message, which may quote a draft."""

    def formatException(  # noqa: N802
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        if ei[0] is None:
            return ""
        place = traceback.extract_tb(ei[2])[-1]
        return f"{ei[0].__name__} at {place.filename}:{place.lineno}"


def _log_without_values() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(_Quiet("tonfall: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    log.setLevel(logging.INFO)

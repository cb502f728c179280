"""`tonfall openapi`: the OpenAPI document of the service."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
def openapi() -> None:
    """Write the OpenAPI document to standard output."""
    from tonfall.feedback import CaseStore
    from tonfall.rephrase.used import UsedStore
    from tonfall.team.source import Source
    from tonfall.web.app import create_app
    from tonfall.web.pairing import PairingStore

    app = create_app(Source(), PairingStore(Path()), CaseStore(Path()), UsedStore(Path()))
    with app.app_context():
        click.echo(json.dumps(app.spec, indent=2, ensure_ascii=False))

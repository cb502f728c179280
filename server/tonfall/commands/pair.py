"""`tonfall pair`: which browsers are paired, and ending a pairing."""

from __future__ import annotations

import click

from tonfall.folders import data_folder
from tonfall.web.pairing import PairingStore, StoreError


@click.command()
@click.option("--list", "listing", is_flag=True, help="Show the paired browsers.")
@click.option("--revoke", metavar="ID", help="End the pairing with this ID, at once.")
def pair(listing: bool, revoke: str | None) -> None:
    """Show or end pairings. To pair, choose “Pair” in the extension."""
    if listing == bool(revoke):
        raise click.UsageError("Say either --list or --revoke ID.")
    store = PairingStore(data_folder() / "pairings.json")
    try:
        if revoke:
            if not store.revoke(revoke):
                raise click.UsageError(f"There is no pairing {revoke}; tonfall pair --list shows them.")
            click.echo(f"Ended. The extension with the pairing {revoke} is refused from now on.")
        else:
            _list(store)
    except StoreError as error:
        raise click.ClickException(str(error)) from None


def _list(store: PairingStore) -> None:
    pairings = store.all()
    if not pairings:
        click.echo("No browser is paired. Choose “Pair” in the extension.")
    for pairing in pairings:
        click.echo(
            f"{pairing.id}  {pairing.created}  {pairing.browser or 'browser unknown'}  {pairing.origin}"
        )

"""The command that opens and closes a running site: mode."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from catalog.cli.frame import instance_option
from catalog.cli.opening import opened
from catalog.mode import Mode, Opening, read_mode, write_mode

_HERE = ZoneInfo("Asia/Jakarta")


@click.command()
@click.argument(
    "wanted",
    metavar="[open|read-only|maintenance]",
    type=click.Choice([one.value for one in Mode]),
    required=False,
)
@click.option("--say", "words", default="", help="A sentence for visitors, in words of your own.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%dT%H:%M"]), help="When it should end, in Jakarta's time."
)
@instance_option
def mode(wanted: str | None, words: str, until: datetime | None, folder: Path | None) -> None:
    """Close a running site for a while, or open it again; without a word, say how far it is open.

    read-only: everything can be read, nothing is changed, scheduled harvests wait.
    maintenance: every page says that the site will be back. Both work from the next request on.
    """
    instance = opened(folder).settings.instance
    if wanted:
        end = until.replace(tzinfo=_HERE).astimezone(UTC) if until else None
        write_mode(instance, Opening(Mode(wanted), words, end))
    now = read_mode(instance)
    click.echo(now.mode)
    if now.until:
        click.echo(f"until {now.until.astimezone(_HERE):%Y-%m-%d %H:%M} WIB")
    if now.words:
        click.echo(now.words)

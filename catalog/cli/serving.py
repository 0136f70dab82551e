"""The command that runs the site: serve."""

import sys
from pathlib import Path

import click

from catalog.cli.frame import instance_option
from catalog.cli.opening import opened
from catalog.cli.processes import moved, require_free, site_commands
from catalog.cli.site import Site
from catalog.cli.supervisor import Supervisor


@click.command()
@click.option("--host", help="Address to listen on; default 127.0.0.1, this machine alone.")
@click.option("--port", type=click.IntRange(1, 65535), help="Default 5000.")
@click.option("--workers", type=click.IntRange(1, 64), help="Web processes; default 2.")
@click.option("--no-worker", is_flag=True, help="Only the site; run `lumbung worker` elsewhere.")
@click.option("--part", type=click.Choice(["all", "web"]), default="all", hidden=True)
@instance_option
def serve(
    host: str | None, port: int | None, workers: int | None, no_worker: bool, part: str, folder: Path | None
) -> None:
    """Run the site, with the indexer and the scheduler as supervised processes of their own."""
    chosen = {"host": host, "port": port, "workers": workers}
    settings = moved(
        opened(folder).settings, {name: value for name, value in chosen.items() if value is not None}
    )
    if part == "web":
        Site(settings).run()
        return
    require_free(settings)
    commands = site_commands(settings)
    if no_worker:
        commands = {"web": commands["web"]}
    click.echo(f"Lumbung listens on http://{settings.host}:{settings.port} (Ctrl-C ends it)")
    sys.exit(Supervisor(commands, {"web"}).run())

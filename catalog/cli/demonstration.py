"""The command that shows everything at once: demo."""

import sys
from pathlib import Path

import click

from catalog.cli.frame import instance_option
from catalog.cli.processes import moved, require_free, site_commands
from catalog.cli.sample import prepare_demo
from catalog.cli.supervisor import Supervisor
from catalog.settings import load_settings


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=5000, show_default=True)
@instance_option
def demo(port: int, folder: Path | None) -> None:
    """Everything at once: sample data center, instance, harvest with progress, and the site.

    The figures are generated and marked DATA CONTOH. Ctrl-C ends everything that was started;
    a second start uses the same instance again.
    """
    settings = moved(load_settings(folder), {"port": port})
    require_free(settings)
    center = prepare_demo(settings, port + 80)
    click.echo(f"\nLumbung: http://{settings.host}:{settings.port}   (Ctrl-C ends it)")
    sys.exit(Supervisor({"data center": center, **site_commands(settings)}, {"web"}).run())

"""Commands that run something: serve, worker, demo, datacenter."""

import dataclasses
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from catalog.cli.background import run_indexer, run_scheduler
from catalog.cli.frame import instance_option, opened, unused_instance_option
from catalog.cli.sample import prepare_demo
from catalog.cli.site import Site
from catalog.cli.supervisor import Supervisor
from catalog.demo import DEFAULT_PORT, FAULTS, open_source
from catalog.demo import serve as serve_datacenter
from catalog.settings import Settings, load_settings

_BACKGROUND = ("indexer", "scheduler")


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


@click.command()
@click.option("--part", type=click.Choice(["all", *_BACKGROUND]), default="all", hidden=True)
@instance_option
def worker(part: str, folder: Path | None) -> None:
    """Run the background work of an instance: the indexer and the scheduler of harvests."""
    instance = opened(folder)
    if part == "indexer":
        run_indexer(instance)
    elif part == "scheduler":
        run_scheduler(instance)
    else:
        sys.exit(Supervisor(background_commands(instance.settings), _BACKGROUND).run())


@click.command()
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder whose datacenter.toml says which file answers which address; without it, sample figures.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="0 takes a free one.",
)
@click.option("--fault", type=click.Choice(FAULTS), help="Start with this fault switched on, for tests.")
@unused_instance_option
def datacenter(data: Path | None, port: int, fault: str | None) -> None:
    """Run a data center: e-planning and e-budgeting over HTTP, with sample figures or your own files."""
    try:
        serve_datacenter(open_source(data), "127.0.0.1", port, fault, announce=click.echo)
    except OSError as error:
        raise click.ClickException(
            f"port {port} cannot be used ({error.strerror}); choose another --port."
        ) from error


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


def moved(settings: Settings, given: Mapping[str, Any]) -> Settings:
    """The settings with what the command line says; a public address that was host and port moves along."""
    changed = dataclasses.replace(settings, **given)
    if settings.site_url == f"http://{settings.host}:{settings.port}":
        return dataclasses.replace(changed, site_url=f"http://{changed.host}:{changed.port}")
    return changed


def site_commands(settings: Settings) -> dict[str, list[str]]:
    """The processes of a whole site."""
    place = ["--instance", str(settings.instance)]
    web = ["serve", "--part", "web", "--host", settings.host, "--port", str(settings.port)]
    return {"web": [*web, "--workers", str(settings.workers), *place], **background_commands(settings)}


def background_commands(settings: Settings) -> dict[str, list[str]]:
    """The processes behind the site."""
    return {part: ["worker", "--part", part, "--instance", str(settings.instance)] for part in _BACKGROUND}


def require_free(settings: Settings) -> None:
    """Refuse a port that is taken, with a way out, before anything is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise click.ClickException(
                f"port {settings.port} on {settings.host} cannot be used ({error.strerror}). "
                f"Choose another one: --port {settings.port + 1}"
            ) from error

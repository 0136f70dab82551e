"""The command that works behind the site: worker."""

import sys
from importlib import import_module
from pathlib import Path

import click

from catalog.cli.background import run_indexer, run_queue, run_scheduler
from catalog.cli.frame import instance_option
from catalog.cli.opening import opened
from catalog.cli.processes import BACKGROUND, background_commands
from catalog.cli.supervisor import Supervisor


@click.command()
@click.option("--part", type=click.Choice(["all", *BACKGROUND]), default="all", hidden=True)
@instance_option
def worker(part: str, folder: Path | None) -> None:
    """Run the background work of an instance: indexer, scheduler of harvests, queue of jobs."""
    instance = opened(folder)
    if part == "indexer":
        run_indexer(instance)
    elif part == "scheduler":
        run_scheduler(instance)
    elif part == "queue":
        run_queue(instance, import_module("catalog.cli.handlers").HANDLERS)  # large: the others do without
    else:
        sys.exit(Supervisor(background_commands(instance.settings), BACKGROUND).run())

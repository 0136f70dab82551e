"""Commands that make, mend and explain an instance: init, search, doctor."""

from pathlib import Path

import click

from catalog import datasets, setup
from catalog.cli.checkup import Problem, examine
from catalog.cli.frame import Progress, instance_option
from catalog.cli.opening import opened
from catalog.settings import load_settings


@click.command()
@instance_option
def init(folder: Path | None) -> None:
    """Make an instance: folder, settings, database, the SKPDs of the province, the first administrator.

    Safe to run again: it brings the database up to date and changes nothing else.
    """
    settings = load_settings(folder)
    password = setup.prepare(settings)
    click.echo(f"Instance ready: {settings.instance}")
    if password:
        click.echo(f"First administrator: admin, one-time password: {password}")


@click.group()
def search() -> None:
    """The full-text index."""


@search.command("rebuild")
@instance_option
def search_rebuild(folder: Path | None) -> None:
    """Build the index anew from the database; the old one answers until the new one is whole."""
    instance, progress = opened(folder), Progress()
    count = datasets.rebuild(instance, lambda done, total: progress("index", done, total))
    progress.close()
    click.echo(f"{count} datasets indexed.")


@click.command()
@instance_option
def doctor(folder: Path | None) -> None:
    """Say in plain words what is wrong with an instance and how to mend it; exit code 1 if anything is."""
    problems: list[Problem] = examine(load_settings(folder))
    for problem in problems:
        click.echo(f"✗ {problem.what}\n  {problem.remedy}")
    if problems:
        raise click.exceptions.Exit(1)
    click.echo("All is well.")

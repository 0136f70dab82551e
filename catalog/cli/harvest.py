"""Commands for harvest sources and runs."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from catalog import datasets
from catalog import harvest as harvesting
from catalog.access import SYSTEM
from catalog.cli.frame import Progress, instance_option, locale, unused_instance_option
from catalog.cli.opening import opened
from catalog.errors import NotFound
from catalog.harvest import Report, SourceDraft
from catalog.text import Message
from catalog.work import Instance


@click.group()
def harvest() -> None:
    """Sources of the data center and elsewhere, and the runs that bring them in.

    \b
    A first harvest:
      lumbung harvest kinds
      lumbung harvest add keuangan --kind ebudgeting --url https://datacenter.example.go.id
      lumbung harvest run keuangan
    """


@harvest.command()
@unused_instance_option
def kinds() -> None:
    """The kinds of sources that are installed."""
    for name, harvester in sorted(harvesting.kinds().items()):
        click.echo(f"{name:<14}{harvester.title}")


@harvest.command()
@click.argument("name")
@click.option(
    "--spec", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Mapping spec, TOML."
)
@click.option("--kind", help="A kind of `harvest kinds`, with its own default spec.")
@click.option("--url", help="Address of the source, with --kind.")
@click.option("--organization", help="Slug of the publisher, with --kind.")
@click.option("--allow-private", is_flag=True, help="Also loopback and private addresses.")
@click.option(
    "--every", type=click.IntRange(1), metavar="MINUTES", help="Let the scheduler run it this often."
)
@instance_option
def add(
    name: str,
    spec: Path | None,
    kind: str | None,
    url: str | None,
    organization: str | None,
    allow_private: bool,
    every: int | None,
    folder: Path | None,
) -> None:
    """Add the source NAME, described by a mapping spec or by its kind and address. Nothing is fetched yet."""
    if bool(spec) == bool(kind and url) or (spec and (kind or url or organization)):
        raise click.UsageError("give --spec FILE.toml alone, or --kind KIND and --url URL")
    draft = SourceDraft(
        name=name,
        spec=spec.read_text(encoding="utf-8") if spec else "",
        kind=kind or "",
        url=url or "",
        organization=organization or "",
        allow_private=allow_private,
        interval=every,
    )
    with opened(folder).work(SYSTEM, writing=True) as work:
        source = harvesting.add(work, draft)
        click.echo(f"Source {source.name} added: {source.title} ({source.kind}, {source.url})")


@harvest.command("list")
@instance_option
def list_sources(folder: Path | None) -> None:
    """All sources with their last run."""
    with opened(folder).work(SYSTEM) as work:
        for source, job in harvesting.listing(work):
            last = f"{job.status} {job.started:%Y-%m-%d %H:%M} UTC" if job else "never run"
            click.echo(f"{source.name:<24}{source.kind:<14}{last:<32}{source.url}")


@harvest.command()
@click.argument("name")
@instance_option
def run(name: str, folder: Path | None) -> None:
    """Harvest the source NAME now; exit code 1 if anything failed or was held."""
    instance, progress = opened(folder), Progress()
    result = harvesting.run(instance, name, progress)
    progress.close()
    update_index(instance)
    tell(result)
    if result.status != "finished" or result.counts["failed"] or result.counts["held"]:
        raise click.exceptions.Exit(1)


@harvest.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@instance_option
def show(name: str, as_json: bool, folder: Path | None) -> None:
    """The last run of the source NAME: status, counts, errors."""
    with opened(folder).work(SYSTEM) as work:
        result = harvesting.show(work, name)
    if as_json:
        click.echo(json.dumps(as_record(name, result), ensure_ascii=False, indent=2))
    elif result is None:
        raise NotFound(Message("Sumber %(name)s belum pernah dipanen.", {"name": name}))
    else:
        tell(result)


def as_record(name: str, result: Report | None) -> dict[str, object]:
    """A run as JSON: status `never` before the first one; reasons in the language of the terminal."""
    if result is None:
        return {"source": name, "status": "never", **dict.fromkeys(harvesting.COUNTS, 0), "errors": []}
    return {
        "source": result.source,
        "job": result.job,
        "status": result.status,
        "started": result.started.isoformat(),
        "finished": result.finished.isoformat() if result.finished else None,
        "reason": result.reason.in_locale(locale()) if result.reason else None,
        **result.counts,
        "errors": [
            {**asdict(problem), "message": problem.message.in_locale(locale())} for problem in result.problems
        ],
    }


def tell(result: Report) -> None:
    """A run in words."""
    counts = ", ".join(f"{name} {number}" for name, number in result.counts.items())
    click.echo(f"{result.source}: {result.status} ({counts})")
    if result.reason:
        click.echo(f"  {result.reason.in_locale(locale())}")
    for problem in result.problems:
        click.echo(
            f"  {problem.outcome} {problem.title} [{problem.stage}]: {problem.message.in_locale(locale())}"
        )


def update_index(instance: Instance) -> None:
    """Make what was written findable even where no indexer runs; one that runs does no harm."""
    while datasets.apply_outbox(instance):
        pass

"""Commands for the queue of jobs: what waits, what went wrong, and what to do about it."""

from pathlib import Path

import click

from catalog import jobs as queued
from catalog.access import SYSTEM
from catalog.cli.frame import instance_option, locale
from catalog.cli.opening import opened
from catalog.jobs import Job

_TIME = "%Y-%m-%d %H:%M:%S"
_id = click.argument("number", type=click.IntRange(1))


@click.group()
def jobs() -> None:
    """Work that goes on behind the site: a stored file becomes a table.

    \b
      lumbung jobs list         the newest first, with state and percentage
      lumbung jobs show 12      the log of one
      lumbung jobs retry 12     again, after it failed or was cancelled
      lumbung jobs cancel 12    end it; its process is stopped within seconds
    """


@jobs.command("list")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="How many.")
@instance_option
def list_jobs(limit: int, folder: Path | None) -> None:
    """The newest jobs."""
    with opened(folder).work(SYSTEM) as work:
        for job in queued.listing(work.session, limit):
            click.echo(_line(job))


@jobs.command()
@_id
@instance_option
def show(number: int, folder: Path | None) -> None:
    """Job NUMBER with its log."""
    with opened(folder).work(SYSTEM) as work:
        click.echo(_line(queued.get(work.session, number)))
        for note in queued.notes(work.session, number):
            click.echo(f"  {note.at.strftime(_TIME)}  {note.message.in_locale(locale())}")


@jobs.command()
@_id
@instance_option
def retry(number: int, folder: Path | None) -> None:
    """Let job NUMBER, which failed or was cancelled, wait again."""
    with opened(folder).work(SYSTEM, writing=True) as work:
        queued.retry(work.session, work.clock(), number)
    click.echo(f"Job {number} waits again.")


@jobs.command()
@_id
@instance_option
def cancel(number: int, folder: Path | None) -> None:
    """End job NUMBER, which waits or runs."""
    with opened(folder).work(SYSTEM, writing=True) as work:
        queued.cancel(work.session, work.clock(), number)
    click.echo(f"Job {number} is cancelled.")


def _line(job: Job) -> str:
    problem = f"  {job.problem.in_locale(locale())}" if job.problem else ""
    created = f"{job.created.strftime(_TIME)} UTC"
    return f"{job.id:>6}  {job.kind:<12}{job.state:<10}{job.percent:>4} %  {created}  {job.subject}{problem}"

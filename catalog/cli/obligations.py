"""Commands of Walidata about obligations: what is owed, by when, by whom, and which dataset it is."""

from datetime import datetime
from pathlib import Path

import click

from catalog import obligations as duties
from catalog.access import SYSTEM
from catalog.cli.frame import instance_option, locale
from catalog.cli.opening import opened
from catalog.net import Client
from catalog.obligations import THE_GOVERNMENT
from catalog.wire.obligation_words import STATES, due_words, period_words, title_of

_owner_option = click.option(
    "--owner",
    default=THE_GOVERNMENT.name,
    show_default=True,
    help="Name of an SKPD, or `semua` for every one of them.",
)
_reason_option = click.option("--reason", required=True, help="Why; it is shown on the board.")


@click.group()
def obligations() -> None:
    """Documents that the law asks of the government and each SKPD: /kewajiban shows how they stand.

    \b
    Rules of due dates, Y being the fiscal year:
      Y-01-31                    31 January of the fiscal year
      Y-1-10-15, Y+1-03-31       of the year before it, of the year after it
      "30 hari setelah periode"  30 days after the end of the year, semester or quarter
      "30 hari setelah apbd"     30 days after the budget was enacted
    """


@obligations.command("list")
@instance_option
def list_(folder: Path | None) -> None:
    """List every document with its due rule in force."""
    with opened(folder).work(SYSTEM) as work:
        for one in duties.facts(work, duties.today(work).year).obligations:
            rule = str(one.due) if one.due else "-"
            words = due_words(one.due, locale()) or "-"
            click.echo(f"{one.id:<9}{rule:<26}{title_of(one, locale())} ({words})")


@obligations.command()
@click.argument("year", type=int)
@_owner_option
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Another day than today.")
@instance_option
def show(year: int, owner: str, day: datetime | None, folder: Path | None) -> None:
    """Show how the documents of an owner stand for the fiscal YEAR."""
    with opened(folder).work(SYSTEM) as work:
        board = duties.board(duties.facts(work, year), day.date() if day else duties.today(work))
        for cell in board.of(duties.owner_id(work, owner)):
            state = STATES[cell.standing.state].in_locale(locale())
            period = period_words(cell.obligation, cell.period, locale())
            title = " ".join(filter(None, (title_of(cell.obligation, locale()), period)))
            day_due = cell.due.isoformat() if cell.due else "-"
            click.echo(f"{cell.obligation.id:<9}{day_due:<12}{state} {cell.standing.days or ''}  {title}")


@obligations.command()
@click.argument("obligation")
@click.argument("rule")
@_reason_option
@instance_option
def due(obligation: str, rule: str, reason: str, folder: Path | None) -> None:
    """Set the due rule of OBLIGATION (a number such as TPAD-05); an empty RULE says that it has no date."""
    with opened(folder).work(SYSTEM, writing=True) as work:
        duties.set_due(work, obligation, rule, reason)


@obligations.command()
@click.argument("obligation")
@click.argument("year", type=int)
@_owner_option
@_reason_option
@instance_option
def exempt(obligation: str, year: int, owner: str, reason: str, folder: Path | None) -> None:
    """Say that an owner has not to publish OBLIGATION for the fiscal YEAR."""
    with opened(folder).work(SYSTEM, writing=True) as work:
        duties.exempt(work, obligation, year, owner, reason)


@obligations.command()
@click.argument("obligation")
@click.argument("year", type=int)
@_owner_option
@instance_option
def oblige(obligation: str, year: int, owner: str, folder: Path | None) -> None:
    """Take an exemption back."""
    with opened(folder).work(SYSTEM, writing=True) as work:
        duties.oblige(work, obligation, year, owner)


@obligations.command()
@click.argument("obligation")
@click.argument("year", type=int)
@click.argument("dataset")
@_owner_option
@click.option("--period", default=0, help="Number of the semester or quarter; else the dataset's dates tell.")
@instance_option
def link(obligation: str, year: int, dataset: str, owner: str, period: int, folder: Path | None) -> None:
    """Say that DATASET (its name) is OBLIGATION of the fiscal YEAR."""
    with opened(folder).work(SYSTEM, writing=True) as work:
        duties.link(work, obligation, year, owner, dataset, period)


@obligations.command()
@click.argument("obligation")
@click.argument("year", type=int)
@click.argument("dataset")
@_owner_option
@instance_option
def unlink(obligation: str, year: int, dataset: str, owner: str, folder: Path | None) -> None:
    """Take a link back."""
    with opened(folder).work(SYSTEM, writing=True) as work:
        duties.unlink(work, obligation, year, owner, dataset)


@obligations.command()
@instance_option
def check(folder: Path | None) -> None:
    """Open every link that a document stands on, at most once a week; exit code 1 when one is dead."""
    instance, dead = opened(folder), []

    def told(url: str, problem: str) -> None:
        click.echo(f"{'✗' if problem else '✓'} {url} {problem}".rstrip())
        dead.extend([url] if problem else [])

    with Client(instance.settings) as client:
        duties.check_links(instance, client, told)
    if dead:
        raise click.exceptions.Exit(1)

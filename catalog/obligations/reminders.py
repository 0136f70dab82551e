"""What the background does with obligations each day: it opens links, and writes to those who owe something.

One job of each kind is queued a day; the one for reminders queues a job of its own for each letter, so that
one that fails takes no other along.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from catalog import accounts, jobs, mail
from catalog.access import PROVINCE, SYSTEM, Role
from catalog.accounts import User
from catalog.jobs import Job
from catalog.net import Client
from catalog.obligations.board import Cell, board
from catalog.obligations.facts import Owner, facts, today
from catalog.obligations.links import check_links
from catalog.obligations.rules import GOVERNMENT
from catalog.obligations.standing import State
from catalog.text import LOCALES, Message
from catalog.work import Instance, Work

CHECK_LINKS, REMIND_ALL, REMIND = "check-obligation-links", "remind-of-obligations", "send-reminder"
DAYS = 7  # before and after the due day; on the day itself as well
_YEARS = (-1, 0, 1)  # fiscal years around the present one
_SUBJECT = Message("Dokumen wajib yang jatuh tempo, %(site)s")
_WHEN = {
    (State.NOT_YET_DUE, DAYS): Message("Jatuh tempo tujuh hari lagi:"),
    (State.NOT_YET_DUE, 0): Message("Jatuh tempo hari ini:"),
    (State.MISSING, DAYS): Message("Lewat tujuh hari:"),
}
_END = Message("Papan kewajiban: %(link)s")

Told = tuple[int, Cell]  # fiscal year and what is due in it


def queue_day(work: Work) -> None:
    """Queue what is to be done today, unless it is queued or done; reminders only with a mail server."""
    kinds = (CHECK_LINKS, REMIND_ALL) if work.settings.smtp_host else (CHECK_LINKS,)
    day = today(work).isoformat()
    for kind in kinds:
        if jobs.latest(work.session, kind, day) is None:
            jobs.enqueue(work.session, work.clock(), kind, day, {})


def check_all(instance: Instance, job: Job) -> None:
    """Open the links that were not opened for a week."""
    with Client(instance.settings) as client:
        check_links(instance, client, lambda _url, _problem: None)
    with instance.work(SYSTEM, writing=True) as work:
        jobs.finish(work.session, work.clock(), job)


def remind_all(instance: Instance, job: Job) -> None:
    """Queue a letter for everybody to whom something is to be said on the job's day."""
    day = date.fromisoformat(job.subject)
    with instance.work(SYSTEM, writing=True) as work:
        for user in _people(work, due_soon(work, day)):
            jobs.enqueue(work.session, work.clock(), REMIND, user.name, {"day": job.subject})
        jobs.finish(work.session, work.clock(), job)


def remind(instance: Instance, job: Job) -> None:
    """Send somebody the letter of a day, if there is still something to say. Raises Undelivered."""
    with instance.work(SYSTEM) as work:
        letter = _letter(work, job.subject, date.fromisoformat(str(job.payload["day"])))
    if letter is not None:
        mail.send(instance.settings, letter)
    with instance.work(SYSTEM, writing=True) as work:
        jobs.finish(work.session, work.clock(), job)


def due_soon(work: Work, day: date) -> dict[Owner, list[Told]]:
    """What each owner is to be told on a day: due in a week, due today, missing for a week."""
    found: dict[Owner, list[Told]] = {}
    for offset in _YEARS:
        for cell in board(facts(work, day.year + offset), day).cells:
            if (cell.standing.state, cell.standing.days) in _WHEN:
                found.setdefault(cell.owner, []).append((day.year + offset, cell))
    return found


def _people(work: Work, owners: dict[Owner, list[Told]]) -> list[User]:
    """Members of the SKPDs that owe something; for the government, Walidata of the province."""
    found: dict[str, User] = {}
    for owner in owners:
        for one in accounts.members(work, owner.id or PROVINCE):
            if owner.id != GOVERNMENT or one.role is Role.WALIDATA:
                found[one.user.name] = one.user
    return list(found.values())


def _letter(work: Work, name: str, day: date) -> mail.Letter | None:
    own = {owner: told for owner, told in due_soon(work, day).items() if name in _names(work, owner)}
    if not own:
        return None
    texts = ["\n".join(_lines(work, own, locale)) for locale in LOCALES]
    subject = replace(_SUBJECT, params={"site": work.settings.site_title})
    subjects = " / ".join(subject.in_locale(locale) for locale in LOCALES)
    return mail.Letter(accounts.get_user(work, name).email, subjects, "\n\n-- \n\n".join(texts) + "\n")


def _names(work: Work, owner: Owner) -> set[str]:
    return {user.name for user in _people(work, {owner: []})}


def _lines(work: Work, own: dict[Owner, list[Told]], locale: str) -> Iterator[str]:
    prefix = "" if locale == LOCALES[0] else f"/{locale}"
    for owner, told in own.items():
        yield f"{owner.title}\n"
        for when, words in _WHEN.items():
            cells = [(year, cell) for year, cell in told if (cell.standing.state, cell.standing.days) == when]
            if cells:
                yield words.in_locale(locale)
                yield from (f"- {_title(year, cell, locale)}" for year, cell in cells)
                yield ""
    link = f"{work.settings.site_url}{prefix}/kewajiban"
    yield replace(_END, params={"link": link}).in_locale(locale)


def _title(year: int, cell: Cell, locale: str) -> str:
    one = cell.obligation
    part = f" ({cell.period}/{len(one.periods)})" if len(one.periods) > 1 else ""
    return f"{one.title if locale == LOCALES[0] else one.title_en} {year}{part}"

"""Letters about what is due: to those who owe it, once, on the days that are said."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from catalog import accounts, jobs, obligations, organizations
from catalog.access import PROVINCE, SYSTEM, Role
from catalog.cli.handlers import HANDLERS
from catalog.db import Base
from catalog.organizations import OrganizationDraft
from catalog.settings import Settings
from catalog.work import Instance, open_instance
from tests.mail.conftest import CERTIFICATE, Post, post_office


@dataclass
class Days:
    """A clock at eight in the morning in Jakarta of the day that a test sets."""

    today: date = date(2025, 1, 1)

    def __call__(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Office:
    """An instance with an SKPD, its member ani, wali of the province, and a mail server."""

    instance: Instance
    days: Days
    post: Post

    def live(self, day: date) -> dict[str, str]:
        """Let the background work on a day, twice over; gives the new letters by recipient."""
        self.days.today = day
        before = len(self.post.letters)
        for _tick in range(2):
            with self.instance.work(SYSTEM, writing=True) as work:
                obligations.queue_day(work)
            self._work()
        new = self.post.letters[before:]
        assert len({str(one["To"]) for one in new}) == len(new)
        return {str(one["To"]).partition("@")[0]: _text(one) for one in new}

    def _work(self) -> None:
        while True:
            with self.instance.work(SYSTEM, writing=True) as work:
                job = jobs.claim(work.session, work.clock())
            if job is None:
                return
            HANDLERS[job.kind](self.instance, job)


def _text(letter: EmailMessage) -> str:
    return str(letter.get_content()).replace("\r\n", "\n")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with post_office() as post:
        settings = Settings(
            instance=tmp_path,
            site_url="https://data.example.id",
            smtp_host="localhost",
            smtp_port=post.port,
            smtp_ca_file=str(CERTIFICATE),
        )
        days = Days()
        instance = replace(open_instance(settings), clock=days)
        Base.metadata.create_all(instance.engine)
        with instance.work(SYSTEM) as work:
            own = organizations.ensure(work, OrganizationDraft("Dinas Sosial", kind="dinas")).id
            for name, place, role in (
                ("ani", own, Role.PRODUSEN),
                ("wali", PROVINCE, Role.WALIDATA),
                ("pembina", PROVINCE, Role.PEMBINA),
            ):
                accounts.add_user(work, name, f"{name}@contoh.go.id")
                accounts.add_member(work, name, place, role)
            accounts.add_user(work, "tamu", "tamu@contoh.go.id")
        yield Office(instance, days, post)
        instance.engine.dispose()


def test_letters_come_a_week_before_on_the_day_and_a_week_after(office: Office) -> None:
    # DPA documents are due on 15 February: the SKPD's, and the treasurer's, which the government owes.
    before = office.live(date(2025, 2, 8))
    assert before.keys() == {"ani", "wali"}
    assert "Jatuh tempo tujuh hari lagi:\n- Ringkasan DPA-SKPD 2025" in before["ani"]
    assert "DPA-PPKD" not in before["ani"]
    assert "- Ringkasan DPA-PPKD 2025" in before["wali"]
    assert "Due in seven days:" in before["ani"]
    assert "https://data.example.id/en/kewajiban" in before["ani"]
    assert office.live(date(2025, 2, 9)) == {}
    assert "Jatuh tempo hari ini:\n- Ringkasan DPA-SKPD 2025" in office.live(date(2025, 2, 15))["ani"]
    assert "Lewat tujuh hari:\n- Ringkasan DPA-SKPD 2025" in office.live(date(2025, 2, 22))["ani"]


def test_who_has_nothing_to_do_gets_no_letter(office: Office) -> None:
    with office.instance.work(SYSTEM) as work:
        obligations.exempt(work, "TPAD-07", 2025, "dinas-sosial", "DPA disatukan")
    assert office.live(date(2025, 2, 8)).keys() == {"wali"}


def test_without_a_mail_server_nothing_waits_for_one(office: Office) -> None:
    bare = replace(office.instance, settings=replace(office.instance.settings, smtp_host=""))
    office.days.today = date(2025, 2, 8)
    with bare.work(SYSTEM, writing=True) as work:
        obligations.queue_day(work)
        assert [one.kind for one in jobs.listing(work.session)] == [obligations.CHECK_LINKS]

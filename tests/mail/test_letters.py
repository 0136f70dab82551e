"""Links in letters that really arrive: invitations, forgotten passwords, new addresses; each good once."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from catalog import accounts, jobs, organizations
from catalog.access import PROVINCE, SYSTEM, Role
from catalog.accounts import MailLink
from catalog.app import create_app
from catalog.cli.handlers import HANDLERS
from catalog.db import Base
from catalog.errors import LumbungError
from catalog.jobs import Job
from catalog.organizations import OrganizationDraft
from catalog.settings import Settings
from catalog.work import Instance, open_instance
from tests.mail.conftest import CERTIFICATE, Post
from tests.web.people import PASSWORD, SITE, Browser, Clock, browse, enlist

NEW = "gajah naik sepeda ungu"
MEMBERS = "/organization/dinas-kesehatan/anggota"


@dataclass(frozen=True)
class Town:
    """A site with budi (administrator) and ani (walidata pendukung), whose letters really arrive."""

    instance: Instance
    app: Flask
    clock: Clock
    post: Post
    office: str

    def browser(self, name: str = "") -> Browser:
        browser = browse(self.app)
        if name:
            assert browser.sign_in(name).status_code == 303
        return browser

    def deliver(self) -> None:
        """Do every queued job, as the worker does."""
        while True:
            with self.instance.work(SYSTEM, writing=True) as work:
                job = jobs.claim(work.session, work.clock())
            if job is None:
                return
            try:
                HANDLERS[job.kind](self.instance, job)
            except LumbungError as error:
                with self.instance.work(SYSTEM, writing=True) as work:
                    jobs.fail(work.session, work.clock(), job, error.message)

    def link(self) -> str:
        """The path of the link in the newest letter."""
        self.deliver()
        found = re.search(rf"{SITE}(/\S+)", self.post.letters[-1].get_content())
        assert found
        return found[1]


@pytest.fixture
def town(tmp_path: Path, post: Post, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr("catalog.accounts.letters._PAUSES", (0.0,))
    clock = Clock()
    settings = Settings(
        instance=tmp_path,
        site_url=SITE,
        secret_key="k" * 64,
        smtp_host="localhost",
        smtp_port=post.port,
        smtp_ca_file=str(CERTIFICATE),
    )
    instance = replace(open_instance(settings), clock=clock)
    Base.metadata.create_all(instance.engine)
    with instance.work(SYSTEM) as work:
        office = organizations.ensure(work, OrganizationDraft("Dinas Kesehatan")).id
    enlist(instance, "budi", (PROVINCE, Role.ADMINISTRATOR))
    enlist(instance, "ani", (office, Role.WALIDATA_PENDUKUNG))
    return Town(instance, create_app(settings, instance), clock, post, office)


def test_whoever_is_invited_joins(town: Town) -> None:
    chief = town.browser("ani")
    asked = chief.post(MEMBERS, email="Cici@Contoh.go.id", peran="produsen")
    assert asked.headers["Location"] == f"{MEMBERS}?selesai=diundang"
    assert "cici@contoh.go.id" in chief.get(MEMBERS).text
    link = town.link()
    (letter,) = town.post.letters
    assert letter["To"] == "cici@contoh.go.id"
    assert f"{SITE}/undangan/" in letter.get_content()
    assert f"{SITE}/en/undangan/" in letter.get_content()
    guest = town.browser()
    page = guest.get(link)
    assert "Produsen Data" in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    for name, password in (("ani", NEW), ("Cici Lestari", NEW), ("sistem", NEW), ("cici", "pendek")):
        assert guest.post(link, nama=name, baru=password).status_code == 400
    extra = {"peran": "administrator", "place": "*", "administrator": "1", "email": "lain@contoh.go.id"}
    joined = guest.post(link, nama="cici", lengkap="Cici Lestari", baru=NEW, **extra)
    assert joined.headers["Location"] == "/masuk?selesai=undangan"
    assert guest.sign_in("cici", NEW).headers["Location"] == "/akun"
    with town.instance.work(SYSTEM) as work:
        user = accounts.get_user(work, "cici")
        assert (user.email, user.full_name) == ("cici@contoh.go.id", "Cici Lestari")
        (given,) = accounts.memberships_of(work, "cici")
        assert (given.place, given.role, given.given_by) == (town.office, Role.PRODUSEN, "ani")
    assert town.browser().get(link).status_code == 404, "a link is good once"


def test_a_known_address_gets_its_role_at_once(town: Town) -> None:
    chief = town.browser("ani")
    asked = chief.post(MEMBERS, email="budi@contoh.go.id", peran="produsen")
    assert asked.headers["Location"] == f"{MEMBERS}?selesai=ditambahkan"
    town.deliver()
    assert town.post.letters == []


def test_an_invitation_is_worth_what_its_giver_is(town: Town) -> None:
    chief = town.browser("ani")
    chief.post(MEMBERS, email="cici@contoh.go.id", peran="produsen")
    link = town.link()
    with town.instance.work(SYSTEM, writing=True) as work:
        accounts.remove_member(work, "ani", town.office)
    assert town.browser().post(link, nama="cici", baru=NEW).status_code == 403
    with town.instance.work() as work, pytest.raises(LumbungError):
        accounts.get_user(work, "cici")


def test_an_invitation_can_be_taken_back_and_ends(town: Town) -> None:
    chief = town.browser("ani")
    chief.post(MEMBERS, email="cici@contoh.go.id", peran="produsen")
    first = town.link()
    chief.post(MEMBERS, email="cici@contoh.go.id", peran="walidata_pendukung")
    second = town.link()
    assert town.browser().get(first).status_code == 404, "a newer one takes its place"
    chief.send(MEMBERS, f"{MEMBERS}/cabut", undangan="cici@contoh.go.id")
    assert town.browser().get(second).status_code == 404
    chief.post(MEMBERS, email="cici@contoh.go.id", peran="produsen")
    third = town.link()
    town.clock.ahead += timedelta(days=8)
    assert town.browser().get(third).status_code == 404


@pytest.mark.parametrize(
    "email",
    [
        "",
        "cici",
        "a@b.id\r\nBcc: x@y.id",
        "a@b.id,c@d.id",
        "<a@b.id>",
        "a b@c.id",
        "a@b.id;c@d.id",
        "a" * 300 + "@b.id",
    ],
)
def test_a_letter_goes_to_exactly_one_address(town: Town, email: str) -> None:
    with town.instance.work(SYSTEM, writing=True) as work, pytest.raises(LumbungError):
        accounts.invite(work, email, town.office, Role.PRODUSEN)
    town.deliver()
    assert town.post.letters == []


@pytest.mark.parametrize("login", ["ani", "ani@contoh.go.id", "ANI@contoh.go.id"])
def test_a_forgotten_password_is_replaced(town: Town, login: str) -> None:
    there, guest = town.browser("ani"), town.browser()
    assert "Periksa surel Anda" in guest.post("/lupa", nama=login).text
    link = town.link()
    assert guest.post(link, baru="pendek").status_code == 400
    assert guest.post(link, baru=NEW).headers["Location"] == "/masuk?selesai=sandi"
    assert there.get("/akun").status_code == 303, "every session ended"
    assert guest.get(link).status_code == 404
    assert guest.sign_in("ani").status_code == 400
    assert guest.sign_in("ani", NEW).status_code == 303


def test_asking_tells_nobody_who_exists(town: Town) -> None:
    guest = town.browser()
    pages = [guest.post("/lupa", nama=name).text for name in ("ani", "hantu")]
    assert pages[0] == pages[1]
    town.deliver()
    assert [letter["To"] for letter in town.post.letters] == ["ani@contoh.go.id"]
    answers = [guest.post("/lupa", nama="hantu").status_code for _ in range(10)]
    assert answers[-1] == 429, "nobody's box is flooded"


def test_a_link_for_a_password_ends_soon_and_with_its_account(town: Town) -> None:
    guest = town.browser()
    guest.post("/lupa", nama="ani")
    link = town.link()
    town.clock.ahead += timedelta(hours=3)
    assert guest.get(link).status_code == 404
    guest.post("/lupa", nama="ani")
    link = town.link()
    with town.instance.work(SYSTEM, writing=True) as work:
        accounts.end_user(work, "ani")
    assert guest.send("/masuk", link, baru=NEW).status_code == 404


def test_a_new_address_is_proved_by_its_owner(town: Town) -> None:
    browser = town.browser("ani")
    assert browser.post("/akun/surel", email="baru@contoh.go.id", sandi="salah").status_code == 400
    browser.post("/akun/surel", email="baru@contoh.go.id", sandi=PASSWORD)
    link = town.link()
    assert town.post.letters[-1]["To"] == "baru@contoh.go.id"
    assert town.browser().get(link).status_code == 303, "sign in first"
    stranger = town.browser("budi")
    assert stranger.post(link).status_code == 404
    assert browser.post(link).headers["Location"] == "/akun?tersimpan=surel"
    assert "baru@contoh.go.id" in browser.get("/akun").text
    assert browser.post(link).status_code == 404


def test_no_link_can_be_made_from_the_database(town: Town) -> None:
    town.browser().post("/lupa", nama="ani")
    secret = town.link().rpartition("/")[2]
    with town.instance.work() as work:
        rows = work.session.connection().exec_driver_sql("select * from mail_link").all()
        kept = str(rows) + str([job.payload for job in work.session.scalars(select(Job))])
        assert work.session.scalars(select(MailLink)).one().kind == "reset"
    assert secret not in kept


def test_a_kind_of_link_is_good_for_that_alone(town: Town) -> None:
    town.browser().post("/lupa", nama="ani")
    secret = town.link().rpartition("/")[2]
    for path in ("undangan", "surel-baru"):
        answer = town.browser("budi").send("/akun", f"/{path}/{secret}", nama="cici", baru=NEW)
        assert answer.status_code == 404
    assert town.browser().get(f"/undangan/{secret}").status_code == 404
    assert town.browser("budi").get(f"/sandi-baru/{secret}x").status_code == 404


def test_a_letter_that_was_not_taken_is_tried_again(town: Town) -> None:
    town.post.refuse = ["451 later"] * 2
    town.browser().post("/lupa", nama="ani")
    town.deliver()
    assert town.post.letters == []
    for minutes, letters in ((1, 0), (6, 1)):
        town.clock.ahead += timedelta(minutes=minutes)
        with town.instance.work(SYSTEM, writing=True) as work:
            accounts.retry_letters(work)
        town.deliver()
        assert len(town.post.letters) == letters


def test_nothing_is_sent_of_what_was_rolled_back(town: Town) -> None:
    with town.instance.work(SYSTEM, writing=True) as work:
        accounts.invite(work, "cici@contoh.go.id", town.office, Role.PRODUSEN)
        work.session.rollback()
    town.deliver()
    assert town.post.letters == []

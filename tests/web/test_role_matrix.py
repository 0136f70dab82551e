"""Every route by everybody, on what is theirs and what is others': a route that is not in this table fails.

What the API's actions do on datasets of every kind has a table of its own, beside the API's tests.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from catalog import accounts, datasets, organizations
from catalog.access import ANONYMOUS, PROVINCE, SYSTEM, Actor, Role
from catalog.app import create_app
from catalog.db import Base
from catalog.settings import Settings
from catalog.work import Instance, Work, open_instance
from tests.web.conftest import ROWS, budget_draft, fill, publish
from tests.web.people import SITE, browse, form_token

OWN, FOREIGN = "bappeda", "dinas-kesehatan"
IN_OFFICES = (Role.PRODUSEN, Role.WALIDATA_PENDUKUNG, Role.WALIDATA, Role.PEMBINA)
OF_PROVINCE = (Role.WALIDATA, Role.PEMBINA, Role.ADMINISTRATOR)
# Everybody by name: the role, and where: here is the organization whose things are asked for.
EVERYBODY = (
    "nobody",
    "newcomer",
    *(f"{role.value}-{where}" for role in IN_OFFICES for where in ("here", "there")),
    *(f"{role.value}-province" for role in OF_PROVINCE),
)
_ABOVE = {"walidata-province", "administrator-province"}
SEES = {f"{role.value}-here" for role in IN_OFFICES} | _ABOVE
MANAGES = {"walidata_pendukung-here", "walidata-here"} | _ABOVE

Expected = Callable[[str], tuple[int, ...]]


def _data(who: str) -> tuple[int, ...]:
    return (200,) if who in SEES else (404,)


def _hidden(who: str) -> tuple[int, ...]:
    return (200, 404) if who in SEES else (404,)  # of a table that no job made there is nothing to see


def _person(who: str) -> tuple[int, ...]:
    return (303,) if who == "nobody" else (200, 303, 400, 404)


def _only(allowed: set[str]) -> Expected:
    return lambda who: (303,) if who == "nobody" else (200, 303, 400) if who in allowed else (403,)


_members, _people = _only(MANAGES), _only({"administrator-province"})
_decides = _only(_ABOVE)
_D, _R, _V = "/dataset/rahasia", "/dataset/rahasia/resource/{rid}", "/dataset/rahasia/v/2"
# Of these nothing is anybody's own; what private budgets add to sums is looked at beside the budget's tests.
_ALIKE = """
    about accessibility budget budget_agency budget_breakdown budget_compare budget_line budget_lines
    budget_year card_budget_agency card_budget_year card_home card_organization components embed_budget_agency
    embed_budget_year forgotten glossary harvest_job harvest_source harvest_sources home obligation_board
    obligation_document obligation_owner organization organizations search theme themes
"""
_FILES = """
    budget_agency_csv budget_compare_csv budget_version_csv budget_year_csv obligation_calendar
    obligation_sheet robots sitemap sitemap_part
"""
TABLE: dict[str, tuple[Expected, str]] = {
    "web.dataset GET": (_data, _D),
    "web.dataset_version GET": (_data, _V),
    "web.dataset_difference GET": (_data, f"{_D}/beda/1/2"),
    "web.resource GET": (_data, _R),
    "web.resource_version GET": (_data, f"{_V}/resource/{{rid}}"),
    "web.resource_sql GET": (_data, f"{_R}/sql"),
    "web.embed_resource GET": (_data, f"/embed{_R}"),
    "web.embed_resource_version GET": (_data, f"/embed{_V}/resource/{{rid}}"),
    "web.card_dataset GET": (_data, "/kartu/lebar/dataset/rahasia.png"),
    "web.card_dataset_version GET": (_data, "/kartu/lebar/dataset/rahasia/v/2.png"),
    "web.card_resource GET": (_data, "/kartu/lebar/dataset/rahasia/resource/{rid}.png"),
    "web.card_resource_version GET": (_data, "/kartu/lebar/dataset/rahasia/v/2/resource/{rid}.png"),
    "datapackage GET": (_data, f"{_D}/datapackage.json"),
    "datapackage_version GET": (_data, f"{_V}/datapackage.json"),
    "download GET": (_data, f"{_R}/download/x.csv"),
    "download_version GET": (_data, f"{_V}/resource/{{rid}}/download/x.csv"),
    "table_file GET": (_data, f"{_R}/tabel.csv"),
    "table_file_version GET": (_data, f"{_V}/resource/{{rid}}/tabel.csv"),
    "table_difference GET": (_data, f"{_D}/beda/1/2/{{rid}}.csv"),
    "sql_csv GET": (_data, f"{_R}/sql.csv?sql=SELECT+1"),
    "web.resource_loading GET": (_hidden, f"{_R}/pemuatan"),
    "resource_findings GET": (_hidden, f"{_R}/pemeriksaan.id.csv"),
    "web.obligation_decide GET": (_decides, "/kewajiban/2025/dokumen/KIP-02/putusan"),
    "web.obligation_decide POST": (_decides, "/kewajiban/2025/dokumen/KIP-02/putusan"),
    "web.account GET": (_person, "/akun"),
    "web.account_name POST": (_person, "/akun/nama"),
    "web.account_password GET": (_person, "/akun/sandi"),
    "web.account_password POST": (_person, "/akun/sandi"),
    "web.account_factor GET": (_person, "/akun/kode"),
    "web.account_factor POST": (_person, "/akun/kode"),
    "web.account_factor_end POST": (_person, "/akun/kode/lepas"),
    "web.account_address GET": (_person, "/akun/surel"),
    "web.account_address POST": (_person, "/akun/surel"),
    "web.account_sessions POST": (_person, "/akun/sesi"),
    "web.account_token POST": (_person, "/akun/token"),
    "web.account_token_end POST": (_person, "/akun/token/cabut"),
    "web.new_address GET": (_person, "/surel-baru/tebakan"),
    "web.new_address POST": (_person, "/surel-baru/tebakan"),
    "web.sign_in_code GET": (lambda who: (302, 303), "/masuk/kode"),
    "web.sign_in_code POST": (lambda who: (302, 303), "/masuk/kode"),
    "web.organization_members GET": (_members, f"/organization/{OWN}/anggota"),
    "web.organization_members POST": (_members, f"/organization/{OWN}/anggota"),
    "web.organization_member_role POST": (_members, f"/organization/{OWN}/anggota/peran"),
    "web.organization_member_end POST": (_members, f"/organization/{OWN}/anggota/cabut"),
    "web.people GET": (_people, "/pengguna"),
    "web.people POST": (_people, "/pengguna"),
    "web.people_end POST": (_people, "/pengguna/cabut"),
    "web.sign_in GET": (lambda who: (200,) if who == "nobody" else (302,), "/masuk"),
    "web.sign_in POST": (lambda who: (400,), "/masuk"),
    "sign_on GET": (lambda who: (404,), "/masuk/penyedia"),
    "sign_on_back GET": (lambda who: (404,), "/masuk/penyedia/kembali"),
    "web.sign_out POST": (lambda who: (303,), "/keluar"),
    "web.new_password GET": (lambda who: (404,), "/sandi-baru/tebakan"),
    "web.new_password POST": (lambda who: (404,), "/sandi-baru/tebakan"),
    "web.accept_invitation GET": (lambda who: (404,), "/undangan/tebakan"),
    "web.accept_invitation POST": (lambda who: (404,), "/undangan/tebakan"),
}
FIELDS = {
    "web.organization_members POST": {"email": "tamu@contoh.go.id", "peran": "produsen"},
    "web.organization_member_role POST": {"anggota": "produsen-here", "peran": "walidata_pendukung"},
    "web.organization_member_end POST": {"anggota": "produsen-here"},
    "web.people POST": {"email": "tamu@contoh.go.id", "peran": "pembina"},
    "web.people_end POST": {"orang": "produsen-here"},
}


class Trial(Instance):
    """An instance in which nothing stays that anybody does."""

    @contextmanager
    def work(self, actor: Actor = ANONYMOUS, writing: bool = False) -> Iterator[Work]:
        """One transaction that is rolled back however it ends."""
        with Session(self.engine) as session:
            yield Work(session, actor, self.index, self.store, self.clock, self.settings)
            session.flush()
            session.rollback()


@dataclass(frozen=True)
class Ground:
    """A site in which everybody is signed in, and what stands in addresses."""

    app: Flask
    sessions: dict[str, str]
    places: dict[str, str]

    def ask(self, who: str, key: str) -> TestResponse:
        """What a route of the table answers somebody."""
        _expected, path = TABLE[key]
        browser = browse(self.app)
        if session := self.sessions.get(who):
            browser.client.set_cookie("__Host-sesi", session, domain="data.example.id", secure=True)
        address = path.format(**self.places)
        if key.endswith(" GET"):
            return browser.get(address)
        token = form_token(browser.get("/akun" if session else "/masuk"))
        return browser.post_bare(address, None, formulir=token, **FIELDS.get(key, {}))


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    folder: Path = tmp_path_factory.mktemp("matrix")
    instance = open_instance(Settings(instance=folder, site_url=SITE))
    Base.metadata.create_all(instance.engine)
    fill(instance)
    with instance.work(SYSTEM, writing=True) as work:
        draft = replace(budget_draft(work, ROWS[:3]), name="rahasia", organization=OWN, private=True)
        first = publish(work, draft)
        second = publish(
            work,
            replace(budget_draft(work), name="rahasia", organization=OWN, private=True),
            first.dataset_id,
        )
        rid = second.resources[0].resource_id
        where = {"here": organizations.get(work, OWN).id, "there": organizations.get(work, FOREIGN).id}
        sessions = {}
        for who in EVERYBODY[1:]:
            accounts.add_user(work, who, f"{who}@contoh.go.id")
            role, _, place = who.rpartition("-")
            if role:
                accounts.add_member(work, who, where.get(place, PROVINCE), Role(role))
            accounts.get_user(work, who).one_time = False
            sessions[who] = accounts.start_session(work, who, "")
    while datasets.apply_outbox(instance):
        pass
    trial = Trial(instance.settings, instance.engine, instance.index, instance.store, instance.clock)
    return Ground(create_app(instance.settings, trial), sessions, {"rid": rid})


def test_every_route_is_in_the_table(ground: Ground) -> None:
    routes = set()
    for rule in ground.app.url_map.iter_rules():
        name = rule.endpoint.replace("web_en.", "web.")
        if name == "static" or name.startswith("api."):
            continue
        methods = (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}
        routes |= {f"{name} {method}" for method in methods}
    alike = {f"web.{name} GET" for name in _ALIKE.split()} | {f"{name} GET" for name in _FILES.split()}
    alike.add("web.forgotten POST")
    assert routes - alike == TABLE.keys()


@pytest.mark.parametrize("key", TABLE)
def test_everybody_gets_what_is_theirs(ground: Ground, key: str) -> None:
    expected, _path = TABLE[key]
    got = {who: ground.ask(who, key).status_code for who in EVERYBODY}
    wrong = {who: status for who, status in got.items() if status not in expected(who)}
    assert wrong == {}


def test_lists_and_searches_hold_what_one_may_see(ground: Ground) -> None:
    for who in EVERYBODY:
        browser = browse(ground.app)
        if session := ground.sessions.get(who):
            browser.client.set_cookie("__Host-sesi", session, domain="data.example.id", secure=True)
        for path in ("/dataset?q=pagu", f"/organization/{OWN}"):
            assert ("/dataset/rahasia" in browser.get(path).text) == (who in SEES), (who, path)

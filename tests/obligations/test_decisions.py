"""What Walidata decides shows on the board, what budgets say counts, and links are opened."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from sqlalchemy import event, select

from catalog import budget, datasets, obligations, organizations, tabular
from catalog.access import HARVESTER, SYSTEM
from catalog.activity import Activity
from catalog.budget import FiguresDraft, Government, StoredTable
from catalog.datasets import DatasetDraft, DatasetVersion, FileDraft, ResourceDraft
from catalog.db import count_anew
from catalog.errors import Invalid, NotAuthorized, NotFound
from catalog.net import Client
from catalog.obligations import Cell, State, evidence
from catalog.tabular import Column
from catalog.work import Instance, Work

Publish = Callable[..., DatasetVersion]
DAY = date(2025, 6, 1)
GOVERNMENT = "pemerintah-daerah"
FIGURES = (Column("kode", "text"), Column("skpd", "text"), Column("pagu", "integer", unit="rupiah"))


def cell(work: Work, obligation: str, owner: str, day: date = DAY, period: int = 1, year: int = 2025) -> Cell:
    """One cell of the board."""
    found = obligations.board(obligations.facts(work, year), day)
    return next(
        one
        for one in found.cells
        if (one.obligation.id, one.owner.name, one.period) == (obligation, owner, period)
    )


def test_only_skpds_of_their_own_owe(work: Work) -> None:
    names = [one.name for one in obligations.facts(work, 2025).owners]
    assert names == [GOVERNMENT, "dinas-kesehatan", "dinas-sosial"]  # no hospital, no foreign publisher


def test_a_due_date_that_is_set_counts_for_all(work: Work, publish: Publish) -> None:
    publish(date(2025, 3, 1), "perda", jenis_dokumen="perda-apbd")
    assert cell(work, "TPAD-05", GOVERNMENT).standing.days == 29
    obligations.set_due(work, "TPAD-05", "y-03-01", "Surat edaran 7/2025")
    assert cell(work, "TPAD-05", GOVERNMENT).standing.state == State.ON_TIME
    assert obligations.facts(work, 2025).decided == {"TPAD-05": "Surat edaran 7/2025"}
    obligations.set_due(work, "TPAD-05", "", "Belum ada aturannya")
    assert cell(work, "TPAD-05", GOVERNMENT).standing.state == State.PUBLISHED
    passages = work.session.scalars(select(Activity).where(Activity.kind == "set due date")).all()
    assert [one.detail["due"] for one in passages] == ["Y-03-01", ""]


def test_a_decision_that_cannot_be_is_refused(work: Work) -> None:
    refused: list[tuple[str, Callable[[], None]]] = [
        ("due", lambda: obligations.set_due(work, "TPAD-05", "besok", "x")),
        ("due", lambda: obligations.set_due(work, "KIP-02", "Y-07-31", "satu hari untuk dua semester")),
        ("reason", lambda: obligations.set_due(work, "TPAD-05", "Y-01-31", "  ")),
        ("reason", lambda: obligations.exempt(work, "TPAD-01", 2025, "dinas-sosial", "")),
        ("owner", lambda: obligations.exempt(work, "TPAD-01", 2025, GOVERNMENT, "bukan miliknya")),
        ("owner", lambda: obligations.exempt(work, "TPAD-05", 2025, "semua", "bukan miliknya")),
        ("year", lambda: obligations.exempt(work, "TPAD-05", 1900, GOVERNMENT, "terlalu lama")),
    ]
    for field, decide in refused:
        with pytest.raises(Invalid) as told:
            decide()
        assert list(told.value.fields) == [field]
    with pytest.raises(NotFound):
        obligations.set_due(work, "TPAD-99", "Y-01-31", "x")
    with pytest.raises(NotAuthorized):
        obligations.set_due(replace(work, actor=HARVESTER), "TPAD-05", "Y-01-31", "x")


def test_an_exemption_is_one_until_it_is_taken_back(work: Work) -> None:
    obligations.exempt(work, "TPAD-07", 2025, "semua", "DPA disatukan")
    obligations.exempt(work, "TPAD-07", 2025, "dinas-sosial", "Belum berdiri")
    assert cell(work, "TPAD-07", "dinas-kesehatan").exempt == "DPA disatukan"
    assert cell(work, "TPAD-07", "dinas-sosial").exempt == "Belum berdiri"
    assert cell(work, "TPAD-07", "dinas-sosial", year=2024).standing.state == State.MISSING
    obligations.oblige(work, "TPAD-07", 2025, "semua")
    assert cell(work, "TPAD-07", "dinas-kesehatan").standing.state == State.MISSING


def test_a_link_from_an_obligation_to_a_dataset(work: Work, publish: Publish) -> None:
    publish(date(2025, 7, 3), "neraca-kita", years=())
    obligations.link(work, "KIP-02", 2025, "dinas-sosial", "neraca-kita", period=1)
    found = cell(work, "KIP-02", "dinas-sosial", date(2025, 8, 1))
    assert [one.dataset for one in found.standing.items] == ["neraca-kita"]
    assert cell(work, "KIP-02", "dinas-sosial", date(2025, 8, 1), period=2).standing.state == State.NO_DATE
    obligations.unlink(work, "KIP-02", 2025, "dinas-sosial", "neraca-kita")
    assert cell(work, "KIP-02", "dinas-sosial", date(2025, 8, 1)).standing.state == State.NO_DATE
    with pytest.raises(Invalid):
        obligations.link(work, "KIP-02", 2025, "dinas-sosial", "neraca-kita", period=3)


def test_what_nobody_sees_and_what_is_withdrawn_counts_for_nobody(work: Work, publish: Publish) -> None:
    publish(date(2025, 1, 5), "rahasia", private=True, jenis_dokumen="perda-apbd")
    gone = publish(date(2025, 1, 5), "ditarik", jenis_dokumen="perda-apbd")
    publish(date(2025, 1, 5), "tetangga", jenis_dokumen="perda-apbd", kode_daerah_kemendagri="35.73")
    assert cell(work, "TPAD-05", GOVERNMENT).standing.state == State.ON_TIME
    datasets.withdraw(work, gone.dataset, "salah")
    work.session.flush()
    assert cell(work, "TPAD-05", GOVERNMENT).standing.state == State.MISSING


def test_what_was_private_first_counts_from_the_day_it_was_public(work: Work, publish: Publish) -> None:
    publish(date(2025, 1, 5), "dpa", private=True, jenis_dokumen="dpa-ppkd")
    publish(date(2025, 3, 1), "dpa", jenis_dokumen="dpa-ppkd")
    found = cell(work, "TPAD-08", GOVERNMENT)
    assert (found.standing.state, found.standing.days) == (State.LATE, 14)
    assert [one.version for one in found.standing.items] == [2]


def test_samples_never_stand_beside_what_is_real(work: Work, publish: Publish) -> None:
    publish(date(2025, 1, 5), "contoh", sample=True, jenis_dokumen="perda-apbd")
    day = obligations.board(obligations.facts(work, 2025), DAY)
    assert (day.sample, obligations.score(day).published) == (True, 1)
    publish(date(2025, 1, 6), "nyata", jenis_dokumen="dpa-ppkd")
    day = obligations.board(obligations.facts(work, 2025), DAY)
    assert (day.sample, obligations.score(day).published) == (False, 1)
    assert cell(work, "TPAD-05", GOVERNMENT).standing.state == State.MISSING


def test_the_official_score_counts_a_document_of_all_skpds_once_all_have_it(
    work: Work, publish: Publish
) -> None:
    def score() -> tuple[int, int]:
        found = obligations.score(obligations.board(obligations.facts(work, 2025), DAY))
        return found.published, found.all

    assert score() == (0, 12)
    publish(date(2025, 1, 5), "perda", jenis_dokumen="perda-apbd")
    publish(date(2025, 1, 5), "dpa-kesehatan", jenis_dokumen="dpa-skpd")
    assert score() == (1, 12)
    publish(date(2025, 1, 5), "dpa-sosial", organization="dinas-sosial", jenis_dokumen="dpa-skpd")
    assert score() == (2, 12)


def test_budget_figures_speak_for_the_government_and_the_skpds_in_them(work: Work) -> None:
    _publish_figures(work, "apbd", {"tanggal_penetapan": "2024-12-27"})
    found = cell(work, "DATA-02", "dinas-kesehatan")
    assert (found.standing.state, found.standing.form) == (State.ON_TIME, obligations.TABLE)
    assert cell(work, "DATA-02", GOVERNMENT).standing.state == State.ON_TIME
    assert cell(work, "DATA-02", "dinas-sosial").standing.state == State.MISSING  # it has no line in them
    obligations.set_due(work, "TPAD-05", "30 hari setelah apbd", "Uji")
    obligations.set_due(work, "TPAD-06", "30 hari setelah perubahan", "Uji")
    assert cell(work, "TPAD-05", GOVERNMENT).due == date(2024, 12, 27) + timedelta(days=30)
    assert cell(work, "TPAD-06", GOVERNMENT).standing.state == State.WAITING


def _publish_figures(work: Work, stage: str, extras: dict[str, str]) -> None:
    original = work.store.put(stage.encode())
    table = tabular.load(work.store, FIGURES, [("1.02", "Dinas Kesehatan", 100)])
    file = FileDraft("angka.json", original.sha256, original.size)
    resource = ResourceDraft("angka", "Angka", columns=FIGURES, table=table, file=file)
    draft = DatasetDraft(
        stage, stage, "dinas-kesehatan", years=(2025,), extras=tuple(extras.items()), resources=(resource,)
    )
    version = datasets.save(work, draft)
    figures = FiguresDraft(
        table="angka",
        stage=stage,
        fiscal_year=2025,
        amount="pagu",
        fields={"organization_code": "kode", "organization_name": "skpd"},
        governments=(Government("35", "kemendagri", "Jawa Timur"),),
    )
    tables = {"angka": StoredTable(version.resources[0].resource_id, table.sha256, original.sha256, FIGURES)}
    budget.keep(work, version, budget.measure(work, [figures], tables), (), tables)
    datasets.publish(work, version)
    work.session.flush()


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    """A host of documents that has all but one."""

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(404 if "hilang" in self.path else 200)
            self.end_headers()

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Host) as running:
        Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


def test_links_are_opened_once_a_week(instance: Instance, server: ThreadingHTTPServer) -> None:
    home = f"http://127.0.0.1:{server.server_address[1]}"
    with instance.work(SYSTEM) as work:
        organizations.ensure(work, organizations.OrganizationDraft("Dinas Kesehatan", kind="dinas"))
        for kind in ("perda-apbd", "dpa-ppkd"):
            path = "ada" if kind == "perda-apbd" else "hilang"
            link = ResourceDraft("isi", "Isi", url=f"{home}/{path}.pdf", format="pdf")
            draft = DatasetDraft(
                kind, kind, "dinas-kesehatan", years=(2025,), tags=(f"dokumen-{kind}",), resources=(link,)
            )
            datasets.publish(work, datasets.save(work, draft))
    told: dict[str, str] = {}
    with Client(instance.settings, allow_private=True) as client:
        assert obligations.check_links(instance, client, told.__setitem__) == 2
        assert obligations.check_links(instance, client, told.__setitem__) == 0  # looked at today already
    assert told[f"{home}/ada.pdf"] == ""
    assert "404" in told[f"{home}/hilang.pdf"]
    with instance.work() as work:
        assert cell(work, "TPAD-05", GOVERNMENT).standing.state == State.ON_TIME
        assert cell(work, "TPAD-08", GOVERNMENT).standing.state == State.DEAD_LINK


def test_documents_are_found_without_a_walk_through_every_dataset(work: Work, publish: Publish) -> None:
    for number in range(40):
        publish(DAY, f"biasa-{number}")
    publish(DAY, "perda", jenis_dokumen="perda-apbd")
    count_anew(work.session)
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    connection = work.session.connection()
    event.listen(connection, "before_cursor_execute", note)
    assert [one.title for one in evidence.documents(work, 2025)] == ["perda"]
    event.remove(connection, "before_cursor_execute", note)
    question = next(one for one in asked if "jenis_dokumen" in one)
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {question}", ("",) * question.count("?")).all()
    assert any("ix_dataset_version_document" in row[3] for row in plan)

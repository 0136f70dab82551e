"""Files become tables in the background: as they are, as they were read before, as somebody says, or not."""

from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import select

from catalog import datasets, jobs
from catalog.access import ANONYMOUS, SYSTEM, Actor, Role
from catalog.activity import latest as latest_activity
from catalog.cli.handlers import HANDLERS
from catalog.cli.queue import do_next
from catalog.datasets import LOAD_TABLE, DatasetDraft, FileDraft, Loading, Resource, ResourceDraft
from catalog.datasets.load_job import load_file
from catalog.datasets.models import IndexOutbox
from catalog.errors import Busy, Invalid, NotAuthorized, NotFound
from catalog.tabular import Column, Criteria, load, page
from catalog.tabular.dictionary import with_schema
from catalog.tabular.recipe import Told, from_json
from catalog.tabular.report import Report
from catalog.tabular.source_table import SourceTable
from catalog.work import Instance, Work

ID = "11111111-2222-3333-4444-555555555555"
CSV = "kode;uraian;pagu\n5.1;Pegawai;1.500.000\n5.2;Modal;2.000.000\n"
MORE = CSV + "5.3;Tidak terduga;10.000\n"
WRONG = CSV + "".join(f"5.4.{number};Lain;{number}.000\n" for number in range(1, 21)) + "5.3;Salah;banyak\n"
MEMBER = Actor("ani", (("bappeda", Role.PRODUSEN),))


def draft(instance: Instance, text: str, filename: str = "pagu.csv", title: str = "Pagu") -> DatasetDraft:
    stored = instance.store.put(text.encode())
    file = FileDraft(filename, stored.sha256, stored.size)
    return DatasetDraft("pagu", title, "bappeda", resources=(ResourceDraft("a", "A", file=file),))


def publish(instance: Instance, wanted: DatasetDraft) -> str:
    """Save and publish; gives the id of the first resource."""
    with instance.work(SYSTEM, writing=True) as work:
        version = datasets.save(work, wanted, ID)
        datasets.publish(work, version)
        return version.resources[0].resource_id


def work_off(instance: Instance) -> int:
    """Do all jobs; gives how many there were."""
    count = 0
    while do_next(instance, HANDLERS, lambda: False):
        count += 1
    return count


def row(work: Work, number: int = 0) -> Resource:
    dataset = datasets.get(work, ID)
    return datasets.version(work, dataset, number or dataset.latest_number).resources[0]


def state(instance: Instance, resource_id: str) -> Loading:
    with instance.work(SYSTEM) as work:
        found = datasets.loading(work, resource_id)
        assert found
        return found


def said(found: Loading) -> str:
    return "\n".join(str(message) for _at, message in found.notes)


def member(instance: Instance) -> Actor:
    with instance.work(SYSTEM) as work:
        return Actor("ani", ((datasets.get(work, ID).organization_id, Role.PRODUSEN),))


def test_a_stored_file_becomes_a_typed_table(instance: Instance) -> None:
    resource_id = publish(instance, draft(instance, CSV))
    assert state(instance, resource_id).state == "waiting"
    assert work_off(instance) == 1
    with instance.work() as work:
        dataset, found = datasets.resource(work, resource_id)
        columns = [Column(**column) for column in found.columns]
        assert [(column.name, column.type) for column in columns] == [
            ("kode", "text"),
            ("uraian", "text"),
            ("pagu", "integer"),
        ]
        assert (found.loaded, found.table_rows) == (True, 2)
        assert from_json(found.recipe).delimiter == ";"
        answer = page(work.store.path(found.table_sha256), columns, Criteria())
        assert list(answer.rows[1]) == ["5.2", "Modal", 2_000_000]
        checked = datasets.check_of(work, found.version, resource_id)
        assert checked
        assert (checked.stops, checked.reasons, checked.report.rows) == (0, 0, 2)
        done = datasets.loading(work, resource_id)
        assert done
        assert (done.state, done.percent, done.number, done.live) == ("done", 100, 1, False)
        for words in (
            "pagu.csv",
            "titik koma",
            "2 baris dan 3 kolom",
            "Tidak ada yang salah",
            "Tabel tersimpan",
        ):
            assert words in said(done)
        passage = latest_activity(work.session, "load table", dataset.id)
        assert passage
        assert passage.detail == {"version": 1, "resource": resource_id, "rows": 2}
        outbox = work.session.scalars(select(IndexOutbox.dataset_id)).all()
        assert list(outbox) == [ID, ID]  # when it was published, and when its columns were known
        bytes_and_table = {found.sha256, found.table_sha256}
    with instance.work(SYSTEM) as work:
        report = datasets.kept_files(work) - bytes_and_table
        assert len(report) == 1
        assert all(work.store.has(one) for one in report)


def test_what_its_table_became_makes_no_version(instance: Instance) -> None:
    publish(instance, draft(instance, CSV))
    work_off(instance)
    with instance.work(SYSTEM, writing=True) as work:
        version = datasets.version(work, datasets.get(work, ID), 1)
        assert datasets.save(work, datasets.draft_of(work, version), ID).number == 1
        assert datasets.save(work, draft(instance, CSV), ID).number == 1
    assert work_off(instance) == 0


@pytest.mark.parametrize(
    ("filename", "file_format", "queued"),
    [
        ("a.csv", "", 1),
        ("a.XLSX", "", 1),
        ("a", "csv", 1),
        ("a.zip", "ZIP", 1),
        ("a.pdf", "CSV", 0),
        ("a.docx", "", 0),
        ("a.geojson", "GeoJSON", 0),
        ("a", "", 0),
    ],
)
def test_only_what_may_be_a_table_is_queued(
    instance: Instance, filename: str, file_format: str, queued: int
) -> None:
    wanted = draft(instance, CSV, filename)
    publish(instance, replace(wanted, resources=(replace(wanted.resources[0], format=file_format),)))
    with instance.work() as work:
        assert len(jobs.listing(work.session)) == queued


def test_links_and_tables_that_came_along_are_not_queued(instance: Instance) -> None:
    pagu = Column("pagu", "integer")
    table = load(instance.store, [pagu], [[7]])
    wanted = draft(instance, CSV)
    ready = replace(wanted.resources[0], columns=(pagu,), table=table)
    link = ResourceDraft("b", "B", url="https://example.org/b.csv")
    resource_id = publish(instance, replace(wanted, resources=(ready, link)))
    with instance.work(SYSTEM, writing=True) as work:
        assert jobs.listing(work.session) == []
        assert not row(work).loaded
        with pytest.raises(Invalid):
            datasets.reread(work, datasets.get(work, ID), resource_id, Told(header_rows=(1,)))


def test_the_same_bytes_take_their_table_over(instance: Instance) -> None:
    resource_id = publish(instance, draft(instance, CSV))
    work_off(instance)
    publish(instance, draft(instance, CSV, title="Pagu anggaran"))
    with instance.work() as work:
        old, new = row(work, 1), row(work, 2)
        assert new.table_sha256 == old.table_sha256 != ""
        assert (new.columns, new.recipe, new.table_rows) == (old.columns, old.recipe, 2)
        assert datasets.check_of(work, new.version, resource_id) == datasets.check_of(
            work, old.version, resource_id
        )
    assert work_off(instance) == 0


def test_two_versions_with_the_same_bytes_are_read_once(instance: Instance) -> None:
    resource_id = publish(instance, draft(instance, CSV))
    publish(instance, draft(instance, CSV, title="Pagu anggaran"))
    assert work_off(instance) == 2
    with instance.work() as work:
        assert row(work, 1).table_sha256 == row(work, 2).table_sha256 != ""
    assert said(state(instance, resource_id)) == "Tabel dari berkas yang sama dipakai."


def test_a_wrong_file_says_where_and_the_old_table_answers_on(instance: Instance) -> None:
    resource_id = publish(instance, draft(instance, CSV))
    work_off(instance)
    publish(instance, draft(instance, WRONG))
    work_off(instance)
    with instance.work() as work:
        dataset, found = datasets.resource(work, resource_id)
        assert (found.version.number, found.table_sha256, found.columns) == (2, "", [])
        assert datasets.table_of(work, dataset, found).version.number == 1
        failed = datasets.loading(work, resource_id)
        assert failed
        assert (failed.state, failed.stops, failed.reasons) == ("failed", 1, 0)
        assert "baris 24, kolom ke-3" in str(failed.problem)
        checked = datasets.check_of(work, found.version, resource_id)
        assert checked
        assert checked.report.groups[0].first[0].value == "banyak"
    with instance.work(SYSTEM) as work:
        assert len(datasets.kept_files(work)) == 5


def test_without_an_earlier_public_table_there_is_none(instance: Instance) -> None:
    with instance.work(SYSTEM, writing=True) as work:
        datasets.save(work, draft(instance, CSV), ID)
    work_off(instance)
    publish(instance, draft(instance, MORE))
    with instance.work() as work:
        dataset, found = datasets.resource(work, row(work).resource_id)
        assert datasets.table_of(work, dataset, found) is found
    with instance.work(SYSTEM) as work:  # who may see the draft is not shown it as what is public either
        dataset, found = datasets.resource(work, row(work).resource_id)
        assert datasets.table_of(work, dataset, found).version.number == 2


def test_a_table_of_a_private_version_never_answers_the_public(instance: Instance) -> None:
    resource_id = publish(instance, replace(draft(instance, CSV), private=True))
    work_off(instance)
    publish(instance, draft(instance, MORE))
    with instance.work() as work:
        dataset, found = datasets.resource(work, resource_id)
        assert datasets.table_of(work, dataset, found) is found
    with instance.work(SYSTEM) as work:
        dataset, found = datasets.resource(work, resource_id)
        assert datasets.table_of(work, dataset, found).version.number == 1


def test_a_document_in_place_of_a_table_has_no_table(instance: Instance) -> None:
    resource_id = publish(instance, draft(instance, CSV))
    work_off(instance)
    publish(instance, draft(instance, "%PDF-1.7", "pagu.pdf"))
    with instance.work() as work:
        dataset, found = datasets.resource(work, resource_id)
        assert datasets.table_of(work, dataset, found).table_sha256 == ""


def test_how_a_file_was_read_is_remembered_for_the_next(instance: Instance) -> None:
    resource_id = publish(instance, draft(instance, CSV))
    work_off(instance)
    with instance.work(SYSTEM, writing=True) as work:
        fields = [
            {"name": "kode", "type": "string", "title": "Kode rekening", "constraints": {"pattern": "5.*"}},
            {"name": "pagu", "type": "number"},
        ]
        recipe = with_schema(from_json(row(work).recipe), {"fields": fields})
        second = datasets.reread(work, datasets.get(work, ID), resource_id, recipe)
        assert (second.number, second.dataset.published_number) == (2, 2)
    work_off(instance)
    with instance.work(SYSTEM) as work:
        assert [column["type"] for column in row(work).columns] == ["text", "text", "decimal"]
        third = datasets.draft_of(work, row(work).version)
    stored = instance.store.put(MORE.encode())
    file = FileDraft("pagu-baru.csv", stored.sha256, stored.size)
    for number, handed in enumerate((third.resources[0].recipe, None), 3):  # handed in again, and left out
        resource = replace(third.resources[0], file=file, recipe=handed, name=f"A{number}")
        publish(instance, replace(third, resources=(resource,)))
        work_off(instance)
        with instance.work(SYSTEM) as work:
            found = row(work)
            assert (found.version.number, found.table_rows) == (number, 3)
            assert [column["type"] for column in found.columns] == ["text", "text", "decimal"]
            assert from_json(found.recipe).columns[0].constraints == {"pattern": "5.*"}
    assert "Cara membaca versi sebelumnya dipakai lagi" in said(state(instance, resource_id))
    bad = instance.store.put((CSV + "X;Salah;1\n").encode())
    resource = replace(third.resources[0], file=FileDraft("c.csv", bad.sha256, bad.size))
    publish(instance, replace(third, resources=(resource,)))
    work_off(instance)
    assert "pola" in str(state(instance, resource_id).problem)


def test_what_was_chosen_for_one_file_is_not_forced_on_the_next(instance: Instance) -> None:
    resource_id = publish(instance, draft(instance, CSV))
    work_off(instance)
    with instance.work(SYSTEM, writing=True) as work:
        recipe = with_schema(from_json(row(work).recipe), {"fields": [{"name": "pagu", "type": "number"}]})
        datasets.reread(work, datasets.get(work, ID), resource_id, recipe)
        chosen = datasets.draft_of(work, row(work).version)
    work_off(instance)
    stored = instance.store.put(f"PAGU 2025;;\n;;\n{MORE}".encode())
    file = FileDraft("pagu.csv", stored.sha256, stored.size)
    publish(instance, replace(chosen, resources=(replace(chosen.resources[0], file=file),)))
    work_off(instance)
    with instance.work(SYSTEM) as work:
        found = row(work)
        assert (from_json(found.recipe).header_rows, found.table_rows) == ((3,), 3)
        assert [column["name"] for column in found.columns] == ["kode", "uraian", "pagu"]


def test_another_layout_is_guessed_anew_and_the_log_says_so(instance: Instance) -> None:
    resource_id = publish(instance, draft(instance, CSV))
    work_off(instance)
    publish(instance, draft(instance, "tahun,jumlah\n2024,7\n2025,8\n"))
    work_off(instance)
    found = state(instance, resource_id)
    assert found.state == "done"
    assert "ditebak dari awal" in said(found)
    publish(instance, draft(instance, "tahun,jumlah,sumber\n2024,tujuh,PAD\n2025,delapan,PAD\n"))
    work_off(instance)
    words = said(state(instance, resource_id))
    assert "Kolom baru: sumber." in words
    assert "Kolom jumlah tidak lagi seperti dahulu: integer menjadi text." in words


def test_a_person_names_the_header_and_the_rest_is_guessed(instance: Instance) -> None:
    text = "kode;pagu\nKode;Pagu\n5.1;1.500\n5.2;2.500\n"
    resource_id = publish(instance, draft(instance, text))
    work_off(instance)
    with instance.work(SYSTEM, writing=True) as work:
        datasets.reread(work, datasets.get(work, ID), resource_id, Told(header_rows=(1,)))
    work_off(instance)
    with instance.work() as work:
        found = row(work)
        assert (found.version.number, found.table_rows) == (2, 3)
        assert from_json(found.recipe).header_rows == (1,)


def test_who_may_not_publish_reads_anew_in_a_draft(instance: Instance) -> None:
    resource_id = publish(instance, draft(instance, CSV))
    work_off(instance)
    with instance.work(member(instance), writing=True) as work:
        second = datasets.reread(work, datasets.get(work, ID), resource_id, Told(delimiter=";"))
        assert (second.number, second.dataset.published_number) == (2, 1)
    with instance.work(ANONYMOUS, writing=True) as work, pytest.raises(NotAuthorized):
        datasets.reread(work, datasets.get(work, ID), resource_id, Told(delimiter=","))
    with instance.work(SYSTEM, writing=True) as work, pytest.raises(NotFound):
        datasets.reread(work, datasets.get(work, ID), "lain", Told(delimiter=","))


def test_a_draft_that_is_read_anew_stays_a_draft(instance: Instance) -> None:
    resource_id = publish(instance, draft(instance, CSV))
    with instance.work(SYSTEM, writing=True) as work:
        datasets.save(work, draft(instance, MORE), ID)
        third = datasets.reread(work, datasets.get(work, ID), resource_id, Told(delimiter=";"))
        assert (third.number, third.dataset.published_number) == (3, 1)


def test_of_a_draft_the_public_learns_nothing(instance: Instance) -> None:
    resource_id = publish(instance, draft(instance, CSV))
    work_off(instance)
    with instance.work(SYSTEM, writing=True) as work:
        datasets.save(work, draft(instance, WRONG, "rahasia.csv"), ID)
    work_off(instance)
    assert state(instance, resource_id).state == "failed"
    with instance.work() as work:
        seen = datasets.loading(work, resource_id)
        assert seen
        assert (seen.number, seen.state) == (1, "done")
        assert "rahasia" not in said(seen)
        assert datasets.loading(work, "lain") is None


def test_a_table_that_the_engine_has_no_room_for_is_refused_in_words(instance: Instance) -> None:
    resource_id = publish(instance, draft(instance, CSV))

    def devour(table: SourceTable) -> Report:
        table.connection.execute("SET memory_limit = '2MB'; SET max_temp_directory_size = '0KB'")
        table.connection.execute("SELECT list(range) FROM range(10000000)").fetchall()
        return Report(0)

    assert do_next(instance, {LOAD_TABLE: partial(load_file, inspect=devour)}, lambda: False)
    assert "terlalu besar" in str(state(instance, resource_id).problem)
    assert "Pertanyaan" not in str(state(instance, resource_id).problem)


def test_a_failed_loading_is_tried_again_by_who_may(instance: Instance) -> None:
    resource_id = publish(instance, draft(instance, WRONG))
    work_off(instance)
    with instance.work(ANONYMOUS, writing=True) as work, pytest.raises(NotAuthorized):
        datasets.retry_loading(work, resource_id)
    with instance.work(member(instance), writing=True) as work:
        datasets.retry_loading(work, resource_id)
    assert state(instance, resource_id).state == "waiting"
    assert work_off(instance) == 1
    assert state(instance, resource_id).state == "failed"


def test_a_waiting_loading_is_cancelled_by_who_may(instance: Instance) -> None:
    resource_id = publish(instance, draft(instance, CSV))
    with instance.work(ANONYMOUS, writing=True) as work, pytest.raises(NotAuthorized):
        datasets.cancel_loading(work, resource_id)
    with instance.work(member(instance), writing=True) as work:
        datasets.cancel_loading(work, resource_id)
        with pytest.raises(Busy):
            datasets.cancel_loading(work, resource_id)
        with pytest.raises(NotFound):
            datasets.cancel_loading(work, "lain")
    assert work_off(instance) == 0
    with instance.work(SYSTEM, writing=True) as work:
        assert row(work).table_sha256 == ""
        datasets.retry_loading(work, resource_id)
    assert work_off(instance) == 1
    assert state(instance, resource_id).state == "done"


def test_a_table_that_looks_like_a_budget_is_checked_as_one(instance: Instance) -> None:
    lines = [
        "kode rekening;uraian;pagu (rp)",
        "5;Belanja;300",
        "5.1;Operasi;100",
        "5.1.01;Pegawai;100",
        "5.2;Modal;150",
    ]
    resource_id = publish(instance, draft(instance, "\n".join(lines)))
    work_off(instance)
    found = state(instance, resource_id)
    assert (found.state, found.stops, found.reasons) == ("done", 0, 1)
    assert "Perlu alasan: Jumlah rincian tidak sama" in said(found)

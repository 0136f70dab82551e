"""Runs against a real server: what comes in, what stays out, and what the public sees meanwhile."""

import sqlite3
import threading
import zipfile
from contextlib import closing

import pytest
from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import dialect

from catalog import datasets, harvest
from catalog.access import ANONYMOUS, SYSTEM
from catalog.budget import BudgetVersion
from catalog.db import MessageText
from catalog.errors import Busy
from catalog.harvest.models import HarvestJob, RawResponse
from catalog.text import Message
from catalog.work import Instance
from tests.harvest.parts import Source, add_source, catalogue, count_rows, narrow, pages, set_spec, spec_text

IDS = ("a", "b", "c")


@pytest.fixture
def ready(instance: Instance, source: Source) -> Instance:
    """A source of three datasets that was harvested once."""
    for start, one in enumerate(IDS):
        source.offer(one, pages(25, start=100 * start))
    add_source(instance, spec_text(source.url, IDS))
    assert harvest.run(instance, "uji").counts["created"] == 3
    source.log.clear()
    return instance


def run(instance: Instance) -> tuple[str, dict[str, int]]:
    report = harvest.run(instance, "uji")
    return report.status, {name: count for name, count in report.counts.items() if count}


def test_a_first_run_publishes_what_the_source_offers(ready: Instance, source: Source) -> None:
    with ready.work(ANONYMOUS) as work:
        dataset = datasets.get(work, "daftar-b")
        assert dataset.organization.title == "Dinas Uji"
        assert dataset.published is not None
        resource = dataset.published.resources[0]
        assert (resource.table_rows, resource.format, resource.filename) == (25, "ZIP", "daftar-b-isi.zip")
        with zipfile.ZipFile(ready.store.path(resource.sha256)) as archive:
            assert archive.namelist() == ["0001-1.json", "0002-2.json", "0003-3.json"]
            assert archive.read("0002-2.json") == source.answers["/b/2"]
        assert dataset.published.source_url == ""  # inside the house: its address is nobody else's business
        figures = work.session.scalars(select(BudgetVersion)).all()
        assert len(figures) == 3
        archived = work.session.scalars(select(RawResponse.sha256)).all()
        assert len(archived) == 9
        assert all(ready.store.has(sha256) for sha256 in archived)


def test_a_table_of_one_response_is_downloaded_as_it_came(instance: Instance, source: Source) -> None:
    source.offer("a", pages(3))
    add_source(instance, spec_text(source.url, ["a"]))
    harvest.run(instance, "uji")
    with instance.work() as work:
        published = datasets.get(work, "daftar-a").published
        assert published is not None
        resource = published.resources[0]
        assert (resource.filename, resource.format) == ("daftar-a-isi.json", "JSON")
        assert instance.store.path(resource.sha256).read_bytes() == source.answers["/a/1"]


def test_a_second_run_with_nothing_new_writes_one_job_and_nothing_else(
    ready: Instance, source: Source
) -> None:
    before, rows = catalogue(ready), count_rows(ready)
    assert run(ready) == ("finished", {"unchanged": 3})
    assert catalogue(ready) == before
    assert count_rows(ready) == rows | {"harvest_job": rows["harvest_job"] + 1}
    assert {status for _path, status in source.log} == {304}


def test_only_what_changed_gets_a_version(ready: Instance, source: Source) -> None:
    source.offer("b", pages(26, start=100))
    assert run(ready) == ("finished", {"changed": 1, "unchanged": 2})
    with ready.work() as work:
        assert datasets.get(work, "daftar-b").published_number == 2
        assert datasets.get(work, "daftar-a").published_number == 1
    assert run(ready) == ("finished", {"unchanged": 3})


@pytest.mark.parametrize(
    ("bodies", "outcome", "words"),
    [
        ([b'{"pages": 1, "rows": []}'], "held", "kosong"),
        (pages(19), "held", "menyusut dari 25 menjadi 19"),
        ([b"<html>Sedang pemeliharaan</html>"], "failed", "bukan JSON"),
        ([b'{"pages": 1, "rows": [["1", "x", "banyak"]]}'], "failed", "tidak terduga"),
        ([b'{"pages": 1, "rows": [["1", "x", "1.005"]]}'], "failed", "kolom pagu"),
        ([b'{"pages": 2, "rows": []}', b""], "failed", "bukan JSON"),
    ],
    ids=["empty", "shrunken", "html", "not-a-number", "too-many-digits", "empty-body"],
)
def test_what_is_not_believed_stays_out(
    ready: Instance, source: Source, bodies: list[bytes], outcome: str, words: str
) -> None:
    before = catalogue(ready)
    source.offer("b", bodies)
    for _again in range(2):
        report = harvest.run(ready, "uji")
        assert (report.status, report.counts[outcome], report.counts["unchanged"]) == ("finished", 1, 2)
        [problem] = report.problems
        assert (problem.outcome, problem.remote_id, problem.title) == (outcome, "b", "Daftar b")
        assert words in str(problem.message)
        assert catalogue(ready) == before
    source.offer("b", pages(25, start=100))
    assert run(ready) == ("finished", {"unchanged": 3})


@pytest.mark.parametrize("status", [500, 404, 403])
def test_a_server_that_fails_is_named_with_its_address(ready: Instance, source: Source, status: int) -> None:
    before = catalogue(ready)
    source.answers["/b/2"] = status
    report = harvest.run(ready, "uji")
    [problem] = report.problems
    assert (problem.outcome, problem.stage, problem.address) == ("failed", "fetch", f"{source.url}/b/2")
    assert str(status) in str(problem.message)
    assert catalogue(ready) == before


def test_a_little_less_is_believed(ready: Instance, source: Source) -> None:
    source.offer("b", pages(20))
    assert run(ready) == ("finished", {"changed": 1, "unchanged": 2})


def test_the_spec_sets_how_much_may_be_lost(ready: Instance, source: Source) -> None:
    source.offer("b", pages(19))
    set_spec(ready, spec_text(source.url, IDS, "max_loss = 0.3"))
    assert run(ready) == ("finished", {"changed": 1, "unchanged": 2})


def test_a_lost_column_is_held_unless_the_spec_changed(ready: Instance, source: Source) -> None:
    harvest.register(narrow())
    source.offer("b", pages(26))
    before = catalogue(ready)
    report = harvest.run(ready, "uji")
    assert report.counts["held"] == 1
    assert "kehilangan kolom pagu" in str(report.problems[0].message)
    assert catalogue(ready) == before
    set_spec(ready, spec_text(source.url, IDS, "# pagu tidak diambil lagi\n"))
    assert run(ready) == ("finished", {"changed": 3})


def test_when_nothing_comes_in_the_run_says_why(ready: Instance, source: Source) -> None:
    before = catalogue(ready)
    for path in source.answers:
        source.answers[path] = 500
    report = harvest.run(ready, "uji")
    assert (report.status, report.counts["failed"]) == ("failed", 3)
    assert "500" in str(report.reason)
    for one in IDS:
        source.offer(one, [b'{"pages": 1, "rows": []}'])
    report = harvest.run(ready, "uji")
    assert (report.status, report.counts["held"]) == ("held", 3)
    assert "kosong" in str(report.reason)
    assert catalogue(ready) == before


def test_what_a_source_stops_offering_is_noted_and_stays_public(ready: Instance, source: Source) -> None:
    set_spec(ready, spec_text(source.url, IDS[:2]))
    report = harvest.run(ready, "uji")
    assert (report.status, report.counts["removed"], report.counts["unchanged"]) == ("finished", 1, 2)
    assert [(one.outcome, one.remote_id) for one in report.problems] == [("removed", "c")]
    with ready.work() as work:
        assert datasets.get(work, "daftar-c").state == "published"
    assert harvest.run(ready, "uji").counts["removed"] == 0, "said once"
    set_spec(ready, spec_text(source.url, IDS))
    assert run(ready) == ("finished", {"unchanged": 3})
    set_spec(ready, spec_text(source.url, IDS[1:]))
    assert harvest.run(ready, "uji").counts["removed"] == 1


def test_a_source_that_loses_too_much_is_held_whole(ready: Instance, source: Source) -> None:
    before = catalogue(ready)
    source.offer("a", pages(40))
    set_spec(ready, spec_text(source.url, IDS[:1]))
    report = harvest.run(ready, "uji")
    assert (report.status, sum(report.counts.values())) == ("held", 0)
    assert "2 dari 3 dataset" in str(report.reason)
    set_spec(ready, spec_text(source.url, ["x", "y", "z", "w"]))
    assert harvest.run(ready, "uji").status == "held"
    assert catalogue(ready) == before
    assert source.log == []


def test_a_spec_that_breaks_ends_the_run_as_failed(ready: Instance) -> None:
    set_spec(ready, "kind = ")
    report = harvest.run(ready, "uji")
    assert report.status == "failed"
    assert "TOML" in str(report.reason)


def test_a_withdrawn_dataset_does_not_return_by_itself(ready: Instance, source: Source) -> None:
    with ready.work(SYSTEM) as work:
        datasets.withdraw(work, datasets.get(work, "daftar-b"), "salah terbit")
    source.offer("b", pages(26))
    harvest.run(ready, "uji")
    with ready.work(SYSTEM) as work:
        dataset = datasets.get(work, "daftar-b")
        assert (dataset.state, dataset.latest_number, dataset.published_number) == ("withdrawn", 2, 1)


def test_archived_bytes_that_are_gone_are_fetched_again(ready: Instance, source: Source) -> None:
    with ready.work() as work:
        sha256 = work.session.scalars(
            select(RawResponse.sha256).where(RawResponse.address.like("%/b/2"))
        ).one()
    ready.store.path(sha256).unlink()
    assert run(ready) == ("finished", {"unchanged": 3})
    assert ("/b/2", 200) in source.log
    assert ready.store.has(sha256)


def test_a_second_run_at_the_same_time_is_refused(ready: Instance) -> None:
    running, go_on = threading.Event(), threading.Event()
    reports = []

    def watch(stage: str, done: int, total: int, title: str) -> None:
        running.set()
        assert go_on.wait(10)

    first = threading.Thread(target=lambda: reports.append(harvest.run(ready, "uji", watch)))
    first.start()
    assert running.wait(10)
    with pytest.raises(Busy, match="uji sedang dipanen"):
        harvest.run(ready, "uji")
    go_on.set()
    first.join()
    assert reports[0].status == "finished"
    with ready.work() as work:
        assert len(harvest.jobs(work)) == 2, "the refused run left no job"


def test_an_interrupted_run_says_so(ready: Instance) -> None:
    def stop(stage: str, done: int, total: int, title: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        harvest.run(ready, "uji", stop)
    with ready.work() as work:
        report = harvest.show(work, "uji")
        assert report is not None
        assert (report.status, report.finished is not None) == ("interrupted", True)


def test_a_job_whose_process_died_is_interrupted_at_the_next_run(ready: Instance) -> None:
    with ready.work(SYSTEM) as work:
        work.session.execute(update(HarvestJob).values(status="running", finished=None))
    harvest.run(ready, "uji")
    with ready.work() as work:
        assert [job.status for job, _name in harvest.jobs(work)] == ["finished", "interrupted"]


def test_progress_names_stages_in_order(instance: Instance, source: Source) -> None:
    source.offer("a", pages(3))
    add_source(instance, spec_text(source.url, ["a"]))
    told: list[tuple[str, int, int, str]] = []
    harvest.run(instance, "uji", lambda *step: told.append(step))
    assert list(dict.fromkeys(step[0] for step in told)) == ["gather", "fetch", "read", "check", "import"]
    assert told[1] == ("fetch", 0, 1, "Daftar a")
    assert told[-1][1:3] == (1, 1)


def test_others_can_write_at_every_step_of_a_run(instance: Instance, source: Source) -> None:
    for one in IDS:
        source.offer(one, pages(25))
    add_source(instance, spec_text(source.url, IDS))
    database = instance.settings.instance / "lumbung.db"
    written: list[str] = []

    def write(stage: str, done: int, total: int, title: str) -> None:
        with closing(sqlite3.connect(database, timeout=0)) as other:
            other.execute("BEGIN IMMEDIATE")  # fails at once while a transaction of the run is open
            other.execute("UPDATE harvest_source SET title = ?", (stage,))
            other.commit()
        written.append(stage)

    assert harvest.run(instance, "uji", write).counts["created"] == 3
    assert {"gather", "fetch", "read", "check", "import"} <= set(written)


def test_messages_of_a_run_are_kept_for_both_languages(ready: Instance, source: Source) -> None:
    source.answers["/b/2"] = 500
    harvest.run(ready, "uji")
    with ready.work() as work:
        report = harvest.show(work, "uji")
        assert report is not None
        assert report.problems[0].message.template.startswith("Server menjawab %(status)s")
        assert report.problems[0].message.params["status"] == 500


def test_what_a_source_says_is_written_down_fit_to_show() -> None:
    said = Message("isinya %(value)s", {"value": "a\ud800\x1b[31m\r\nb \u202e"})
    kept = MessageText().process_bind_param(said, dialect())
    assert kept is not None
    assert kept["params"] == {"value": "a\ufffd\ufffd[31m  b \ufffd"}

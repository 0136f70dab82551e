"""Adding sources, the kinds that there are, and when a source is due."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from catalog import harvest
from catalog.access import ANONYMOUS, SYSTEM
from catalog.errors import Invalid, NotAuthorized, NotFound, Refused
from catalog.organizations import OrganizationDraft, ensure
from catalog.work import Instance
from tests.harvest.parts import Lists, Source, add_source, pages, spec_text

PUBLIC = "http://8.8.8.8"


def add(instance: Instance, draft: harvest.SourceDraft) -> harvest.HarvestSource:
    with instance.work(SYSTEM) as work:
        source = harvest.add(work, draft)
        work.session.flush()
        work.session.expunge(source)
    return source


def test_a_source_is_what_its_spec_says(instance: Instance) -> None:
    source = add(instance, harvest.SourceDraft("uji", spec=spec_text(PUBLIC, ["a"])))
    assert (source.title, source.kind, source.url, source.organization) == (
        "Daftar uji",
        "lists",
        PUBLIC,
        "dinas-uji",
    )
    with instance.work() as work:
        assert [(one.name, job) for one, job in harvest.listing(work)] == [("uji", None)]
        assert harvest.show(work, "uji") is None
        with pytest.raises(NotFound, match="lain tidak ditemukan"):
            harvest.show(work, "lain")


def test_a_kind_and_a_url_are_enough(instance: Instance) -> None:
    harvest.register(replace(Lists(), default_spec=spec_text("http://127.0.0.1", ["a"])))
    source = add(instance, harvest.SourceDraft("satu", kind="lists", url=PUBLIC))
    assert (source.url, source.organization) == (PUBLIC, "dinas-uji")
    with instance.work(SYSTEM) as work:
        ensure(work, OrganizationDraft('Dinas "Lain"', "dinas-lain"))
    source = add(instance, harvest.SourceDraft("dua", kind="lists", url=PUBLIC, organization="dinas-lain"))
    assert source.organization == "dinas-lain"
    with pytest.raises(NotFound):
        add(instance, harvest.SourceDraft("tiga", kind="lists", url=PUBLIC, organization="tidak-ada"))
    with pytest.raises(Invalid, match="huruf kendali"):
        add(instance, harvest.SourceDraft("tiga", kind="lists", url='http://8.8.8.8"\n[publisher]'))


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:5080", "http://localhost", "http://10.0.0.8", "file:///etc"]
)
def test_private_places_need_permission(instance: Instance, url: str) -> None:
    with pytest.raises(Refused, match="--allow-private"):
        add(instance, harvest.SourceDraft("uji", spec=spec_text(url, ["a"])))
    assert (
        add(instance, harvest.SourceDraft("uji", spec=spec_text(url, ["a"]), allow_private=True)).url == url
    )


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254", "http://0177.0.0.1", "http://budi:rahasia@8.8.8.8"]
)
def test_odd_addresses_are_refused_with_permission_too(instance: Instance, url: str) -> None:
    with pytest.raises(Refused) as refused:
        add(instance, harvest.SourceDraft("uji", spec=spec_text(url, ["a"]), allow_private=True))
    assert "rahasia" not in str(refused.value)


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (harvest.SourceDraft("Uji Coba", spec=spec_text(PUBLIC, ["a"])), "huruf kecil"),
        (harvest.SourceDraft("uji", spec="kind = "), "TOML"),
        (harvest.SourceDraft("uji", spec='kind = "lists"'), "harus diisi"),
        (harvest.SourceDraft("uji", spec='kind = "ftp"'), "ftp tidak dikenal"),
        (harvest.SourceDraft("uji", kind="ftp", url=PUBLIC), "lists"),
        (harvest.SourceDraft("uji"), "tidak dikenal"),
    ],
)
def test_bad_sources_are_refused(instance: Instance, draft: harvest.SourceDraft, words: str) -> None:
    with pytest.raises(Invalid) as invalid:
        add(instance, draft)
    assert any(words in str(message) for messages in invalid.value.fields.values() for message in messages)


def test_a_name_is_used_once(instance: Instance) -> None:
    add(instance, harvest.SourceDraft("uji", spec=spec_text(PUBLIC, ["a"])))
    with pytest.raises(Invalid, match="sudah dipakai"):
        add(instance, harvest.SourceDraft("uji", spec=spec_text(PUBLIC, ["b"])))


def test_adding_needs_an_administrator(instance: Instance) -> None:
    with instance.work(ANONYMOUS) as work, pytest.raises(NotAuthorized):
        harvest.add(work, harvest.SourceDraft("uji", spec=spec_text(PUBLIC, ["a"])))


def test_a_source_is_due_when_its_interval_has_passed(instance: Instance, source: Source) -> None:
    source.offer("a", pages(3))
    text = spec_text(source.url, ["a"])
    with instance.work(SYSTEM) as work:
        harvest.add(work, harvest.SourceDraft("berkala", spec=text, allow_private=True, interval=60))
        harvest.add(
            work, harvest.SourceDraft("diam", spec=text, allow_private=True, interval=60)
        ).active = False
    add_source(instance, text, "manual")
    start = datetime.now(UTC)

    def due_after(minutes: int) -> list[str]:
        later = replace(instance, clock=lambda: start + timedelta(minutes=minutes))
        with later.work() as work:
            return harvest.due(work)

    assert due_after(0) == ["berkala"], "never run"
    harvest.run(instance, "berkala")
    assert due_after(30) == []
    assert due_after(61) == ["berkala"]


def test_files_are_read_below_the_source_alone(instance: Instance, tmp_path: Path) -> None:
    folder, secret = tmp_path / "data", tmp_path / "rahasia"
    (folder / "a").mkdir(parents=True)
    (folder / "a" / "1").write_bytes(pages(3)[0])
    secret.mkdir()
    (secret / "1").write_bytes(pages(3)[0])
    (folder / "b").symlink_to(secret)
    add_source(instance, spec_text(f"file://{folder}", ["a", "b"]))
    report = harvest.run(instance, "uji")
    assert (report.counts["created"], report.counts["failed"]) == (1, 1)
    assert "di luar folder sumber" in str(report.problems[0].message)
    assert harvest.run(instance, "uji").counts["unchanged"] == 1


def test_the_kinds_of_the_package_are_found_by_entry_point() -> None:
    assert {"ebudgeting", "eplanning", "lists"} <= harvest.kinds().keys()

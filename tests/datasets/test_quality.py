"""The quality score: every figure here was added up by hand from the 405 points of the assessment."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from catalog import datasets, tabular
from catalog.access import SYSTEM
from catalog.datasets import DatasetDraft, DatasetVersion, FileDraft, Quality, ResourceDraft, Theme
from catalog.datasets.quality import DIMENSIONS, LEVELS, score
from catalog.tabular import Column
from catalog.work import Instance, Work, utc_now

LINK = ResourceDraft("laman", "Laman", url="https://example.id/laman")
BARE = DatasetDraft("kosong", "Kosong", "bappeda", license_id="notspecified")


def published(work: Work, draft: DatasetDraft) -> DatasetVersion:
    version = datasets.save(work, draft)
    datasets.publish(work, version)
    return version


def scored(instance: Instance, draft: DatasetDraft) -> Quality:
    with instance.work(SYSTEM) as work:
        return score(published(work, draft))


def points(quality: Quality) -> list[int]:
    return [earned for earned, _most in quality.dimensions.values()]


def table(work: Work) -> ResourceDraft:
    columns = (Column("kode", "text"), Column("pagu", "integer"))
    return ResourceDraft("isi", "Isi", columns=columns, table=tabular.load(work.store, columns, [("1", 2)]))


def full(work: Work) -> DatasetDraft:
    return DatasetDraft(
        name="lengkap",
        title="Lengkap",
        organization="bappeda",
        notes="Semua ada.",
        maintainer="Bidang Data",
        years=(2025,),
        tags=("anggaran",),
        themes=("anggaran",),
        extras=(("wilayah", "Jawa Timur"),),
        resources=(table(work),),
    )


def test_all_there_is_earns_all_405_points(instance: Instance) -> None:
    with instance.work(SYSTEM) as work:
        quality = score(published(work, full(work)))
    assert (quality.points, quality.most, quality.level) == (405, 405, "excellent")
    assert points(quality) == [100, 100, 110, 75, 20]
    assert [most for _earned, most in quality.dimensions.values()] == [100, 100, 110, 75, 20]
    assert quality.missing == ()


def test_a_title_alone_earns_what_the_catalogue_itself_says(instance: Instance) -> None:
    quality = scored(instance, BARE)
    # Access rights 10 and 5, publisher 10; issued 5, modified 5.
    assert points(quality) == [0, 0, 0, 25, 10]
    assert (quality.points, quality.level) == (35, "bad")


def test_a_link_elsewhere_earns_no_point_for_answering(instance: Instance) -> None:
    quality = scored(instance, replace(BARE, notes="Ada.", license_id="other-open", resources=(LINK,)))
    # DCAT-AP 30; licence 20, access rights 15, publisher 10; rights, issued, modified 5 each.
    assert points(quality) == [0, 0, 30, 45, 15]
    assert "tautan ke situs lain" in str(quality.missing[0].remedy)


def test_what_each_resource_lacks_counts_by_its_share(instance: Instance) -> None:
    with instance.work(SYSTEM) as work:
        stored = work.store.put(b"%PDF-1.4 pindai")
        scan = ResourceDraft(
            "pindai", "Pindai", format="pdf", file=FileDraft("p.pdf", stored.sha256, stored.size)
        )
        quality = score(published(work, replace(full(work), resources=(table(work), scan, LINK))))
    # Two of three are held: 33 + 13 + 20. Format 13, media type 3, known 6, open 13, machine 6, DCAT-AP 30.
    assert points(quality) == [100, 66, 71, 75, 18]
    assert (quality.points, quality.level) == (330, "good")


@pytest.mark.parametrize(
    ("change", "lost", "what"),
    [
        ({"tags": ()}, 30, {"Kata kunci"}),
        ({"themes": ()}, 30, {"Tema"}),
        ({"extras": ()}, 20, {"Wilayah"}),
        ({"years": ()}, 20, {"Periode"}),
        ({"notes": ""}, 30, {"Memenuhi DCAT-AP"}),
        ({"license_id": "other-closed"}, 10, {"Lisensi baku"}),
        ({"license_id": "notspecified"}, 35, {"Lisensi", "Lisensi baku", "Syarat pemakaian"}),
        ({"maintainer": ""}, 20, {"Penanggung jawab"}),
        ({"years": (), "period_start": date(2025, 1, 1)}, 0, set()),
        ({"extras": (("kode_daerah_bps", "3501"),)}, 0, set()),
    ],
)
def test_each_gap_costs_its_points_and_is_named(
    instance: Instance, change: dict[str, object], lost: int, what: set[str]
) -> None:
    with instance.work(SYSTEM) as work:
        quality = score(published(work, replace(full(work), **change)))  # type: ignore[arg-type]  # a table of fields
    assert quality.points == 405 - lost
    assert {str(mark.what) for mark in quality.missing} == what
    assert all(mark.remedy for mark in quality.missing)


def test_levels_begin_where_the_assessment_says() -> None:
    assert dict(LEVELS) == {"excellent": 351, "good": 221, "sufficient": 121, "bad": 0}
    assert len(DIMENSIONS) == 5


@pytest.mark.real
def test_a_real_dataset_of_45_links_to_spreadsheets(instance: Instance, real_data: Path) -> None:
    path = real_data / "catalogues" / "ckan" / "birmingham_package_search.json"
    found = json.loads(path.read_text(encoding="utf-8"))["result"]["results"][0]
    links = tuple(
        ResourceDraft(
            one["id"], one["name"], format=one["format"], media_type=one["mimetype"] or "", url=one["url"]
        )
        for one in found["resources"]
    )
    assert len(links) == 45
    with instance.work(SYSTEM) as work:
        work.session.add(Theme(id="t", name="belanja", title="Belanja", title_en="", created=utc_now()))
        draft = DatasetDraft(
            name=found["name"],
            title=found["title"],
            organization="bappeda",
            notes=found["notes"],
            license_id="other-open",
            maintainer=found["maintainer"],
            tags=tuple(tag["name"] for tag in found["tags"]),
            themes=("belanja",),
            resources=links,
        )
        quality = score(published(work, draft))
    # Keywords, theme. 43 of 45 say XLS: format 19, known 9, machine 19; DCAT-AP 30. Licence less 10, no size.
    assert points(quality) == [60, 0, 77, 65, 15]
    assert (quality.points, quality.level) == (217, "sufficient")

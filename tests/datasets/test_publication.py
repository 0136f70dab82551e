"""One publication model: versions are written once, publishing moves a pointer, hidden things stay hidden."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from catalog import datasets, organizations
from catalog.access import ANONYMOUS, SYSTEM, Actor, Role
from catalog.activity import Activity
from catalog.datasets import Criteria, DatasetDraft, DatasetVersion, FileDraft, ResourceDraft
from catalog.errors import Invalid, NotAuthorized, NotFound
from catalog.search import Query
from catalog.work import Instance

DRAFT = DatasetDraft(
    name="apbd-2025", title="APBD 2025", organization="bappeda", tags=("anggaran",), years=(2025,)
)


def publish(instance: Instance, draft: DatasetDraft, identifier: str = "") -> str:
    """Save and publish; gives the dataset's id."""
    with instance.work(SYSTEM) as work:
        version = datasets.save(work, draft, identifier)
        datasets.publish(work, version)
        return version.dataset_id


def index(instance: Instance) -> None:
    while datasets.apply_outbox(instance):
        pass


def test_a_draft_is_invisible_until_published(instance: Instance) -> None:
    with instance.work(SYSTEM) as work:
        datasets.save(work, DRAFT)
    with instance.work(ANONYMOUS) as work, pytest.raises(NotFound):
        datasets.get(work, "apbd-2025")
    publish(instance, replace(DRAFT, name="kedua"))
    with instance.work(ANONYMOUS) as work:
        assert datasets.get(work, "kedua").published is not None
        assert list(datasets.names(work)) == ["kedua"]


def test_an_equal_draft_writes_no_version(instance: Instance) -> None:
    identifier = publish(instance, DRAFT)
    publish(instance, DRAFT, identifier)
    with instance.work(SYSTEM) as work:
        assert work.session.scalar(select(func.count()).select_from(DatasetVersion)) == 1


def test_a_change_is_a_new_version_and_the_old_one_keeps_its_bytes(instance: Instance) -> None:
    first = instance.store.put(b"a,b\r\n1,2\r\n")
    second = instance.store.put(b"a,b\r\n1,3\r\n")
    resource = ResourceDraft("tabel", "Tabel", file=FileDraft("t.csv", first.sha256, first.size))
    identifier = publish(instance, replace(DRAFT, resources=(resource,)))
    changed = replace(resource, file=FileDraft("t.csv", second.sha256, second.size))
    publish(instance, replace(DRAFT, title="APBD 2025 (perbaikan)", resources=(changed,)), identifier)
    with instance.work(ANONYMOUS) as work:
        dataset = datasets.get(work, "apbd-2025")
        assert dataset.published is not None
        assert (dataset.published.number, dataset.published.title) == (2, "APBD 2025 (perbaikan)")
        old = datasets.version(work, dataset, 1)
        assert (old.title, old.resources[0].sha256) == ("APBD 2025", first.sha256)
        assert old.resources[0].resource_id == dataset.published.resources[0].resource_id
        assert instance.store.path(first.sha256).read_bytes() == b"a,b\r\n1,2\r\n"


def test_a_resource_is_modified_when_its_bytes_are(instance: Instance) -> None:
    times = iter(datetime(2026, 1, day, tzinfo=UTC) for day in range(1, 29))
    ticking = replace(instance, clock=lambda: next(times))
    stored = [instance.store.put(text) for text in (b"a\n1\n", b"a\n2\n")]
    draft = replace(DRAFT, resources=(ResourceDraft("t", "T", file=FileDraft("t.csv", stored[0].sha256, 4)),))
    identifier = publish(ticking, draft)
    publish(ticking, replace(draft, notes="lain"), identifier)
    other = ResourceDraft("t", "T", file=FileDraft("t.csv", stored[1].sha256, 4))
    publish(ticking, replace(draft, resources=(other,)), identifier)
    with instance.work(ANONYMOUS) as work:
        dataset = datasets.get(work, identifier)
        first, second, third = (datasets.version(work, dataset, n).resources[0] for n in (1, 2, 3))
        assert first.last_modified == second.last_modified < third.last_modified
        assert first.created == second.created == third.created


def test_a_version_that_was_never_published_stays_inside(instance: Instance) -> None:
    identifier = publish(instance, DRAFT)
    with instance.work(SYSTEM) as work:
        datasets.save(work, replace(DRAFT, title="Belum diperiksa"), identifier)
    with instance.work(ANONYMOUS) as work:
        dataset = datasets.get(work, "apbd-2025")
        assert dataset.published is not None
        assert dataset.published.title == "APBD 2025"
        assert [version.number for version in datasets.versions(work, dataset)] == [1]
        with pytest.raises(NotFound):
            datasets.version(work, dataset, 2)


def test_private_and_withdrawn_datasets_are_in_no_answer(instance: Instance) -> None:
    publish(instance, replace(DRAFT, name="tertutup", private=True, tags=("rahasia",)))
    gone = publish(instance, replace(DRAFT, name="ditarik", tags=("rahasia",)))
    open_one = publish(instance, DRAFT)
    index(instance)
    with instance.work(SYSTEM) as work:
        datasets.withdraw(work, datasets.get(work, gone), "angka salah")
    index(instance)
    with instance.work(ANONYMOUS) as work:
        found = datasets.find(work, Criteria(facets=("tag", "organization")))
        assert [dataset.id for dataset in found.datasets] == [open_one]
        assert found.total == 1
        assert dict(found.facets["tag"]) == {"anggaran": 1}
        assert dict(found.facets["organization"]) == {"bappeda": 1}
        assert list(datasets.names(work)) == ["apbd-2025"]
        assert sum(datasets.counts_by_organization(work).values()) == 1
        for name in ("tertutup", "ditarik"):
            with pytest.raises(NotFound):
                datasets.get(work, name)
    with instance.work(SYSTEM) as work:
        own = Actor("a", ((datasets.get(work, "tertutup").organization_id, Role.PRODUSEN),))
    with instance.work(own) as work:
        assert datasets.find(work, Criteria()).total == 2


def test_a_private_edition_hides_a_dataset_that_was_public(instance: Instance) -> None:
    identifier = publish(instance, DRAFT)
    publish(instance, replace(DRAFT, private=True), identifier)
    index(instance)
    with instance.work(ANONYMOUS) as work:
        assert datasets.find(work, Criteria()).total == 0
        with pytest.raises(NotFound):
            datasets.get(work, identifier)


def test_a_private_version_stays_private_whatever_a_later_draft_says(instance: Instance) -> None:
    with instance.work(SYSTEM) as work:
        private = datasets.save(work, replace(DRAFT, private=True))
        datasets.save(work, replace(DRAFT, title="Kelak untuk umum"), private.dataset_id)
        datasets.publish(work, private)
    with instance.work(ANONYMOUS) as work, pytest.raises(NotFound):
        datasets.get(work, "apbd-2025")


def test_a_private_draft_leaves_the_public_version_public(instance: Instance) -> None:
    identifier = publish(instance, DRAFT)
    with instance.work(SYSTEM) as work:
        datasets.save(work, replace(DRAFT, private=True), identifier)
    with instance.work(ANONYMOUS) as work:
        assert not datasets.get(work, identifier).private


def test_a_draft_changes_neither_name_nor_publisher_nor_time_of_what_is_public(instance: Instance) -> None:
    identifier = publish(instance, DRAFT)
    with instance.work(ANONYMOUS) as work:
        modified = datasets.get(work, identifier).modified
    later = replace(DRAFT, name="nama-baru", organization="dinas-kesehatan")
    with instance.work(SYSTEM) as work:
        datasets.save(work, later, identifier)
    with instance.work(ANONYMOUS) as work:
        dataset = datasets.get(work, "apbd-2025")
        assert (dataset.organization.name, dataset.modified) == ("bappeda", modified)
        with pytest.raises(NotFound):
            datasets.get(work, "nama-baru")
    publish(instance, later, identifier)
    with instance.work(ANONYMOUS) as work:
        dataset = datasets.get(work, "nama-baru")
        assert (dataset.id, dataset.organization.name) == (identifier, "dinas-kesehatan")


def test_publishing_into_another_organization_needs_its_leave(instance: Instance) -> None:
    identifier = publish(instance, DRAFT)
    with instance.work(SYSTEM) as work:
        home = datasets.get(work, identifier).organization_id
        datasets.save(work, replace(DRAFT, organization="dinas-kesehatan"), identifier)
    with instance.work(Actor("w", ((home, Role.WALIDATA),))) as work:
        version = datasets.version(work, datasets.get(work, identifier), 2)
        with pytest.raises(NotAuthorized):
            datasets.publish(work, version)


def test_a_name_taken_meanwhile_stops_the_publication(instance: Instance) -> None:
    identifier = publish(instance, DRAFT)
    with instance.work(SYSTEM) as work:
        datasets.save(work, replace(DRAFT, name="rebutan"), identifier)
    publish(instance, replace(DRAFT, name="rebutan"))
    with pytest.raises(Invalid), instance.work(SYSTEM) as work:
        datasets.publish(work, datasets.version(work, datasets.get(work, identifier), 2))
    with instance.work(ANONYMOUS) as work:
        assert datasets.get(work, identifier).name == "apbd-2025"


def test_other_search_terms_are_no_new_version(instance: Instance) -> None:
    resource = ResourceDraft("t", "T", terms=("Wonokromo",))
    identifier = publish(instance, replace(DRAFT, resources=(resource,)))
    publish(instance, replace(DRAFT, resources=(replace(resource, terms=("Gubeng",)),)), identifier)
    index(instance)
    with instance.work(ANONYMOUS) as work:
        assert [one.number for one in datasets.versions(work, datasets.get(work, identifier))] == [1]
        assert datasets.find(work, Criteria("gubeng")).total == 1
        assert datasets.find(work, Criteria("wonokromo")).total == 0


def test_what_was_private_stays_inside_when_the_next_version_is_public(instance: Instance) -> None:
    identifier = publish(instance, replace(DRAFT, title="Belum untuk umum", private=True))
    publish(instance, DRAFT, identifier)
    with instance.work(ANONYMOUS) as work:
        dataset = datasets.get(work, identifier)
        assert [version.number for version in datasets.versions(work, dataset)] == [2]
        with pytest.raises(NotFound):
            datasets.version(work, dataset, 1)
    with instance.work(SYSTEM) as work:
        assert datasets.version(work, datasets.get(work, identifier), 1).title == "Belum untuk umum"


def test_only_those_who_may_can_save_and_publish(instance: Instance) -> None:
    with instance.work(ANONYMOUS) as work, pytest.raises(NotAuthorized):
        datasets.save(work, DRAFT)
    with instance.work(SYSTEM) as work:
        organization = datasets.save(work, DRAFT).dataset.organization_id
    with instance.work(Actor("p", ((organization, Role.PRODUSEN),))) as work:
        version = datasets.save(work, replace(DRAFT, name="usulan"))
        with pytest.raises(NotAuthorized):
            datasets.publish(work, version)


def test_nobody_takes_the_dataset_of_another_organization(instance: Instance) -> None:
    identifier = publish(instance, DRAFT)
    with instance.work(SYSTEM) as work:
        other = organizations.get(work, "dinas-kesehatan").id
    with instance.work(Actor("p", ((other, Role.PRODUSEN),))) as work, pytest.raises(NotAuthorized):
        datasets.save(work, replace(DRAFT, organization="dinas-kesehatan"), identifier)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "  "}, "title"),
        ({"name": "Nama Salah"}, "name"),
        ({"resources": (ResourceDraft("a", "A", id="../etc"),)}, "resources"),
        ({"resources": (ResourceDraft("a", "A"), ResourceDraft("a", "B"))}, "resources"),
    ],
)
def test_a_bad_draft_names_the_field(instance: Instance, change: dict[str, object], field: str) -> None:
    with instance.work(SYSTEM) as work, pytest.raises(Invalid) as refusal:
        datasets.save(work, replace(DRAFT, **change))  # type: ignore[arg-type]  # that is the point
    assert list(refusal.value.fields) == [field]


def test_a_name_belongs_to_one_dataset(instance: Instance) -> None:
    publish(instance, DRAFT)
    with instance.work(SYSTEM) as work, pytest.raises(Invalid) as refusal:
        datasets.save(work, replace(DRAFT, title="Lain"))
    assert "name" in refusal.value.fields


def test_a_dataset_is_found_by_names_and_codes_in_its_tables(instance: Instance) -> None:
    resource = ResourceDraft("t", "T", terms=("Kecamatan Wonokromo",), codes=("5.1.02",))
    publish(instance, replace(DRAFT, resources=(resource,)))
    index(instance)
    with instance.work(ANONYMOUS) as work:
        for words in ("wonokromo", "5.1.02", "5.1"):
            assert datasets.find(work, Criteria(words)).total == 1
        assert datasets.find(work, Criteria("gubeng")).total == 0
    datasets.rebuild(instance, lambda _done, _total: None)
    with instance.work(ANONYMOUS) as work:
        assert datasets.find(work, Criteria("wonokromo")).total == 1


def test_search_learns_of_a_change_through_the_outbox_and_a_rebuild_heals_it(instance: Instance) -> None:
    publish(instance, DRAFT)
    with instance.work(ANONYMOUS) as work:
        assert datasets.find(work, Criteria("apbd")).total == 0
    index(instance)
    with instance.work(ANONYMOUS) as work:
        assert datasets.find(work, Criteria("apbd")).total == 1
    instance.index.update([], instance.index.search(Query()).ids)
    steps: list[tuple[int, int]] = []
    assert datasets.rebuild(instance, lambda done, total: steps.append((done, total))) == 1
    assert steps[-1] == (1, 1)
    with instance.work(ANONYMOUS) as work:
        assert datasets.find(work, Criteria("apbd")).total == 1


def test_what_is_published_during_a_rebuild_is_not_forgotten(instance: Instance) -> None:
    publish(instance, DRAFT)

    def meanwhile(_done: int, _total: int) -> None:
        publish(instance, replace(DRAFT, name="susulan"))

    datasets.rebuild(instance, meanwhile)
    with instance.work(ANONYMOUS) as work:
        assert datasets.find(work, Criteria()).total == 1
    index(instance)
    with instance.work(ANONYMOUS) as work:
        assert datasets.find(work, Criteria()).total == 2


def test_who_did_what_to_a_dataset_is_written_down(instance: Instance) -> None:
    identifier = publish(instance, DRAFT)
    publish(instance, DRAFT, identifier)
    publish(instance, replace(DRAFT, notes="lain"), identifier)
    with instance.work(SYSTEM) as work:
        datasets.withdraw(work, datasets.get(work, identifier), "angka salah")
        about = select(Activity).where(Activity.object_id == identifier).order_by(Activity.id)
        found = [(one.actor, one.kind, one.detail) for one in work.session.scalars(about)]
    assert found == [
        (SYSTEM.name, "new dataset", {"name": "apbd-2025"}),
        (SYSTEM.name, "publish dataset", {"version": 1}),
        (SYSTEM.name, "change dataset", {"version": 2}),
        (SYSTEM.name, "publish dataset", {"version": 2}),
        (SYSTEM.name, "withdraw dataset", {"reason": "angka salah"}),
    ]

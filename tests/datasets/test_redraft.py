"""From a version back to its draft."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from catalog import datasets
from catalog.access import SYSTEM
from catalog.datasets import Dataset, DatasetDraft, DatasetVersion, FileDraft, ResourceDraft
from catalog.storage import FileStore
from catalog.tabular import Column, load
from catalog.tabular.recipe import Recipe, RecipeColumn, Told, to_json
from catalog.work import Instance

PAGU = Column("pagu", "decimal", "Pagu", "Menurut DPA", "rupiah", 0)
RECIPE = Recipe("xlsx", sheet="DPA", header_rows=(3, 4), missing=("-",), columns=(RecipeColumn(2, PAGU),))


def full(store: FileStore) -> DatasetDraft:
    """A draft with something in every field, not as it is kept: in capitals, out of order, with blanks."""
    table = load(store, [PAGU], [[Decimal(7)]])
    stored = store.put(b"pagu\n7\n")
    file = FileDraft("pagu.csv", stored.sha256, stored.size)
    return DatasetDraft(
        name="pagu-2025",
        title=" Pagu 2025 ",
        organization="bappeda",
        notes="Catatan",
        author="Bidang Anggaran",
        maintainer="Admin",
        source_url="https://example.org/",
        frequency="tahunan",
        sample=True,
        years=(2025, 2024),
        period_start=date(2024, 1, 1),
        period_end=date(2025, 12, 31),
        tags=("pagu", "apbd"),
        themes=("ekonomi",),
        extras=(("wilayah", "35"), ("akses", "buka")),
        resources=(
            ResourceDraft("jadi", "Jadi", "Ada tabelnya", "csv", "text/csv", "", file, None, (PAGU,), table),
            ResourceDraft("resep", "Resep", format="XLSX", file=file, recipe=RECIPE),
            ResourceDraft("lembar", "Lembar", file=file, recipe=Told(sheet="DPA", header_rows=(2,))),
            ResourceDraft(
                "tautan", "Tautan", url="https://example.org/a.pdf", terms=("dinas",), codes=("5",)
            ),
        ),
    )


def test_a_version_saved_again_as_its_own_draft_writes_nothing(instance: Instance) -> None:
    with instance.work(SYSTEM) as work:
        first = datasets.save(work, full(instance.store))
        identifier = first.dataset_id
    with instance.work(SYSTEM) as work:
        version = datasets.version(work, datasets.get(work, identifier), 1)
        draft = datasets.draft_of(work, version)
        assert datasets.save(work, draft, identifier).number == 1
        assert work.session.scalar(select(func.count()).select_from(DatasetVersion)) == 1
        assert datasets.save(work, full(instance.store), identifier).number == 1
        assert draft == replace(
            full(instance.store),
            title="Pagu 2025",
            years=(2024, 2025),
            extras=draft.extras,
            resources=(
                replace(full(instance.store).resources[0], format="CSV"),
                *full(instance.store).resources[1:],
            ),
        )
        assert dict(draft.extras) == {"wilayah": "35", "akses": "buka"}


def test_a_change_to_the_draft_of_a_version_is_a_version(instance: Instance) -> None:
    with instance.work(SYSTEM) as work:
        first = datasets.save(work, full(instance.store))
        draft = replace(datasets.draft_of(work, first), notes="Lain")
        second = datasets.save(work, draft, first.dataset_id)
        assert (second.number, second.notes, second.title) == (2, "Lain", "Pagu 2025")
        assert [one.resource_id for one in second.resources] == [one.resource_id for one in first.resources]


def test_what_was_made_of_a_file_later_is_not_of_the_draft(instance: Instance) -> None:
    with instance.work(SYSTEM) as work:
        handed = full(instance.store)
        first = datasets.save(work, replace(handed, resources=handed.resources[1:3]))
        table = handed.resources[0].table
        assert table
        for resource in first.resources:
            resource.loaded, resource.recipe = True, to_json(RECIPE)
            resource.columns = [{"name": "pagu", "type": "decimal"}]
            resource.table_sha256, resource.table_size, resource.table_rows = table.sha256, table.size, 1
        work.session.flush()
        draft = datasets.draft_of(work, first)
        assert [(one.table, one.columns) for one in draft.resources] == [(None, ())] * 2
        assert [one.recipe for one in draft.resources] == [one.recipe for one in handed.resources[1:3]]
        assert datasets.save(work, draft, first.dataset_id).number == 1
        assert work.session.scalar(select(func.max(Dataset.latest_number))) == 1

"""A catalogue in a folder, and one call that puts figures into it as the harvest engine does."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from catalog import budget, datasets, organizations, tabular
from catalog.access import SYSTEM
from catalog.budget import FiguresDraft, Finding, StoredTable
from catalog.datasets import DatasetDraft, DatasetVersion, FileDraft, ResourceDraft
from catalog.db import Base
from catalog.organizations import OrganizationDraft
from catalog.settings import Settings
from catalog.tabular import Cell, Column
from catalog.work import Instance, Work, open_instance


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    opened = open_instance(Settings(instance=tmp_path))
    Base.metadata.create_all(opened.engine)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def work(instance: Instance) -> Iterator[Work]:
    with instance.work(SYSTEM) as opened:
        organizations.ensure(opened, OrganizationDraft("Walidata", "walidata"))
        yield opened


@pytest.fixture
def every_join(monkeypatch: pytest.MonkeyPatch) -> None:
    """Joins of the smallest stages are kept too."""
    monkeypatch.setattr("catalog.budget.joins.WORTH_KEEPING", 0)


@pytest.fixture
def put(work: Work) -> Callable[..., DatasetVersion]:
    """Publishes the dataset `name` with one table and its figures; a second call makes its next version."""

    def publish_figures(
        name: str,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Cell]],
        *figures: FiguresDraft,
        findings: Sequence[Finding] = (),
        publish: bool = True,
        private: bool = False,
    ) -> DatasetVersion:
        original = work.store.put(f"original of {name}".encode())
        table = tabular.load(work.store, columns, rows)
        file = FileDraft("angka.json", original.sha256, original.size)
        resource = ResourceDraft("angka", "Angka", columns=tuple(columns), table=table, file=file)
        draft = DatasetDraft(
            name=name, title=name, organization="walidata", private=private, resources=(resource,)
        )
        version = datasets.save(work, draft, f"id-{name}")
        stored = StoredTable(version.resources[0].resource_id, table.sha256, original.sha256, tuple(columns))
        budget.keep(
            work, version, budget.measure(work, figures, {"angka": stored}), findings, {"angka": stored}
        )
        if publish:
            datasets.publish(work, version)
        return version

    return publish_figures

"""Uploads of agencies through the job: each becomes the table that it reads as, or names the wrong cell."""

from decimal import Decimal
from pathlib import Path

import pytest

from catalog import datasets
from catalog.access import SYSTEM
from catalog.cli.handlers import HANDLERS
from catalog.cli.queue import do_next
from catalog.datasets import DatasetDraft, FileDraft, Resource, ResourceDraft
from catalog.tabular import ask
from catalog.tabular.read import read
from catalog.tabular.recipe import from_json
from catalog.work import Instance

pytestmark = pytest.mark.real

EVERY = 5  # of the uploads; all of them are read by the tests of tabular
ONE_DOCUMENT = ("3402_1473842591", "3402_1474861366", "3402_1474861440")


def load(instance: Instance, paths: list[Path]) -> list[Resource]:
    """The resources of one dataset, one for each file, when the worker is done with them."""
    resources = []
    for path in paths:
        stored = instance.store.put_file(path)
        file = FileDraft(path.name, stored.sha256, stored.size)
        resources.append(ResourceDraft(path.name, path.name, file=file))
    with instance.work(SYSTEM, writing=True) as work:
        version = datasets.save(work, DatasetDraft("unggahan", "U", "bappeda", resources=tuple(resources)))
        identifier = version.dataset_id
    while do_next(instance, HANDLERS, lambda: False):
        pass
    with instance.work(SYSTEM) as work:
        rows = list(datasets.version(work, datasets.get(work, identifier), 1).resources)
        work.session.expunge_all()
        return rows


def sums(instance: Instance, made: Resource) -> dict[str, Decimal]:
    """Of the columns of figures of a stored table."""
    figures = [one["name"] for one in made.columns if one["type"] in ("integer", "decimal")]
    path = instance.store.path(made.table_sha256)
    asked = ", ".join(f'coalesce(sum("{name}"), 0)' for name in figures)
    found = ask(f"SELECT {asked or 1} FROM stored", {"stored": path})[0]
    return {name: Decimal(str(value)) for name, value in zip(figures, found, strict=False)}


def require_read_alike(instance: Instance, made: Resource) -> None:
    recipe = from_json(made.recipe)
    rows = list(read(instance.store.path(made.sha256), recipe))
    assert made.table_rows == len(rows), made.filename
    for place, each in enumerate(recipe.columns):
        if each.column.type in ("integer", "decimal"):
            cells = [row.cells[place] for row in rows]
            total = sum((Decimal(cell) for cell in cells if isinstance(cell, int | Decimal)), Decimal(0))
            assert sums(instance, made)[each.column.name] == total, (made.filename, each.column.name)


def require_a_reason(instance: Instance, made: Resource) -> None:
    with instance.work(SYSTEM) as work:
        state = datasets.loading(work, made.resource_id)
        assert state, made.filename
        assert state.state == "failed", made.filename
        assert "kesalahan di pihak kami" not in str(state.problem), made.filename
        assert (state.stops or 0) > 0, made.filename


def test_uploads_become_tables_or_name_the_cell(instance: Instance, real_data: Path) -> None:
    folder = real_data / "budget_id" / "diy_apbd_uploads" / "dev"
    paths = sorted(folder.glob("*.csv"))[::EVERY]
    made = load(instance, paths)
    assert len(made) == len(paths)
    good = [one for one in made if one.table_sha256]
    assert len(good) > len(made) // 2
    for one in made:
        (require_read_alike if one.table_sha256 else require_a_reason)(instance, one)


def test_three_uploads_of_one_document_have_the_same_sums(instance: Instance, real_data: Path) -> None:
    folder = real_data / "budget_id" / "diy_apbd_uploads" / "dev"
    made = load(instance, [folder / f"{name}.csv" for name in ONE_DOCUMENT])
    assert all(one.table_sha256 for one in made)
    totals = {tuple(sums(instance, one).values())[:4] for one in made}
    assert len(totals) == 1
    assert all(next(iter(totals)))


def test_workbooks_of_an_agency_become_tables(instance: Instance, real_data: Path) -> None:
    made = load(instance, sorted((real_data / "budget_id" / "sumenep_dinkes").glob("*.xls*")))
    assert made
    for one in made:
        (require_read_alike if one.table_sha256 else require_a_reason)(instance, one)

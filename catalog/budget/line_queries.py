"""Lines of a budget version, each with what leads back to its source."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from catalog import datasets
from catalog.budget.joins import money
from catalog.budget.models import BudgetVersion
from catalog.datasets import Dataset, DatasetVersion, visible
from catalog.errors import BadQuery, NotFound
from catalog.tabular import ask
from catalog.text import Message
from catalog.work import Work

MAX_LINES = 1_000  # lines of one page


@dataclass(frozen=True)
class Line:
    """One budget line; `row` is its number in the source table, `*_raw` the codes as they stand there."""

    line_id: str
    row: int
    kind: str
    direction: str
    organization: str
    organization_raw: str
    organization_name: str
    organization_slug: str
    sub_unit: str
    sub_unit_raw: str
    sub_unit_name: str
    urusan: str
    program: str
    program_raw: str
    program_name: str
    kegiatan: str
    kegiatan_raw: str
    kegiatan_name: str
    sub_kegiatan: str
    sub_kegiatan_raw: str
    sub_kegiatan_name: str
    rekening: str
    rekening_raw: str
    rekening_name: str
    account_level: int
    sumber_dana: str
    komponen: str
    region_code: str | None
    location: str | None
    output: str | None
    target: str | None
    target_unit: str | None
    description: str | None
    amount: Decimal


@dataclass(frozen=True)
class LinesPage:
    """Lines of one budget version; `total` and `amount` (leaves only) are of all that fit.

    `current` says whether this is what the public sees now; an earlier version keeps its lines.
    """

    budget: BudgetVersion
    dataset: Dataset
    current: bool
    total: int
    amount: Decimal
    lines: tuple[Line, ...]


# Of a table of lines, as Line has them.
COLUMNS = ", ".join("_id AS row" if field.name == "row" else field.name for field in fields(Line))


def lines(
    work: Work,
    budget_id: str,
    organization: str = "",
    activity: str = "",
    rekening: str = "",
    direction: str = "",
    offset: int = 0,
    limit: int = 50,
) -> LinesPage:
    """Lines of a budget version in source order, subtotals among them.

    Of an agency (code or slug), of a program, kegiatan or sub kegiatan, of an account and those below it, of
    one of DIRECTIONS.
    Raises NotFound and BadQuery.
    """
    if offset < 0 or not 0 <= limit <= MAX_LINES:
        raise BadQuery(Message("Halaman di luar batas: paling banyak %(limit)s baris.", {"limit": MAX_LINES}))
    conditions, params = [], []
    if organization:
        conditions.append("(organization = ? OR organization_slug = ?)")
        params += [organization, organization]
    if activity:
        conditions.append("? IN (program, kegiatan, sub_kegiatan)")
        params.append(activity)
    if rekening:
        conditions.append("(rekening = ? OR starts_with(rekening, ? || '.'))")
        params += [rekening, rekening]
    if direction:
        conditions.append("direction = ?")
        params.append(direction)
    return _page(work, budget_id, conditions, params, offset, limit)


def line(work: Work, budget_id: str, line_id: str) -> LinesPage:
    """The page with this one line; raises NotFound."""
    page = _page(work, budget_id, ["line_id = ?"], [line_id], 0, 1)
    if not page.lines:
        raise NotFound(Message("Baris anggaran %(id)s tidak ditemukan.", {"id": line_id}))
    return page


def _page(
    work: Work, budget_id: str, conditions: Sequence[str], params: Sequence[str], offset: int, limit: int
) -> LinesPage:
    budget, dataset = once_published(work, budget_id)
    where = " AND ".join(["government_code = ?", *conditions])
    files = {"lines": work.store.path(budget.lines_sha256)}
    values: list[object] = [budget.government_code, *params]
    total, amount = ask(
        f"SELECT count(*), sum(amount) FILTER (kind = 'leaf') FROM lines WHERE {where}", files, values
    )[0]
    rows: list[tuple[Any, ...]] = ask(
        f"SELECT {COLUMNS} FROM lines WHERE {where} ORDER BY _id LIMIT ? OFFSET ?",
        files,
        [*values, limit, offset],
    )
    assert isinstance(total, int)
    return LinesPage(
        budget=budget,
        dataset=dataset,
        current=dataset.published_number == budget.version.number,
        total=total,
        amount=money(amount),
        lines=tuple(Line(*row) for row in rows),
    )


def once_published(work: Work, budget_id: str) -> tuple[BudgetVersion, Dataset]:
    """A budget version that is or was published, so that what was cited once is still found."""
    row = work.session.execute(
        select(BudgetVersion, Dataset)
        .join(DatasetVersion, DatasetVersion.id == BudgetVersion.version_id)
        .join(Dataset, Dataset.id == DatasetVersion.dataset_id)
        .where(
            BudgetVersion.id == budget_id,
            DatasetVersion.published_at.is_not(None),
            Dataset.state == "published",
            visible(work.actor),
        )
    ).first()
    if row is None:
        raise NotFound(Message("Versi anggaran %(id)s tidak ditemukan.", {"id": budget_id}))
    budget, dataset = row
    # Raises for an edition that was private: it stays inside, though a later one is public.
    datasets.version(work, dataset, budget.version.number)
    return budget, dataset

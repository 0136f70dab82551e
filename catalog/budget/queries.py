"""Reading the budget layer: what there is, the year at a glance, findings, and lines back to their source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from catalog.budget import choice
from catalog.budget.choice import Source
from catalog.budget.drafts import Finding, Government
from catalog.budget.joins import money
from catalog.budget.models import BudgetFinding, BudgetVersion
from catalog.datasets import Dataset, DatasetVersion, visible
from catalog.errors import BadQuery, NotFound
from catalog.tabular import ask
from catalog.text import Message
from catalog.work import Work

MAX_LINES = 1_000  # lines of one page
_BUDGET = ("perubahan", "pergeseran", "apbd", "rapbd", "kua_ppas", "rkpd")  # newest first
_SPENT = ("realisasi", "audited")


@dataclass(frozen=True)
class GovernmentYears:
    """A government with its fiscal years, newest first; `sample` says of each whether it is DATA CONTOH."""

    government: Government
    sample: Mapping[int, bool]


@dataclass(frozen=True)
class Totals:
    """A year's totals, each with where it comes from (`amount` is in the source); None where unknown."""

    pendapatan: Source | None
    belanja: Source | None
    penerimaan: Source | None
    pengeluaran: Source | None

    @property
    def pembiayaan(self) -> Decimal | None:
        """Financing, net: penerimaan less pengeluaran."""
        if not self.penerimaan and not self.pengeluaran:
            return None
        received = self.penerimaan.amount if self.penerimaan else Decimal(0)
        return received - (self.pengeluaran.amount if self.pengeluaran else Decimal(0))


@dataclass(frozen=True)
class Overview:
    """The year at a glance: the newest budget of each direction, and what was realised."""

    government: str
    government_name: str
    year: int
    sample: bool
    budget: Totals
    spent: Totals


@dataclass(frozen=True)
class FindingsPage:
    """One page of findings in the order they were found; `counts` by kind are of all."""

    total: int
    counts: Mapping[str, int]
    findings: tuple[Finding, ...]


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


_COLUMNS = ", ".join("_id AS row" if field.name == "row" else field.name for field in fields(Line))


def years(work: Work) -> list[int]:
    """Fiscal years with published figures, newest first."""
    found = {year for one in governments(work) for year in one.sample}
    return sorted(found, reverse=True)


def governments(work: Work) -> list[GovernmentYears]:
    """Governments with published figures, by name; a year with real figures shows no sample figures."""
    rows = work.session.execute(
        choice.published(work)
        .with_only_columns(
            BudgetVersion.government_code,
            BudgetVersion.government_scheme,
            func.max(BudgetVersion.government_name),
            BudgetVersion.fiscal_year,
            BudgetVersion.sample | DatasetVersion.sample,
        )
        .group_by(
            BudgetVersion.government_scheme,
            BudgetVersion.government_code,
            BudgetVersion.fiscal_year,
            BudgetVersion.sample | DatasetVersion.sample,
        )
        .order_by(BudgetVersion.fiscal_year.desc())
    )
    found: dict[str, tuple[Government, dict[int, bool]]] = {}
    for code, scheme, name, year, sample in rows:
        government = Government(code, scheme, name)
        _, known = found.setdefault(government.key, (government, {}))
        known[year] = bool(sample) and known.get(year, True)
    kept = [GovernmentYears(government, sample) for government, sample in found.values()]
    return sorted(kept, key=lambda one: (one.government.name, one.government.key))


def overview(work: Work, government: str, year: int) -> Overview:
    """The figures of a government's year for a front page, read from totals alone; raises NotFound."""
    found = choice.sources(work, government, year)
    return Overview(
        government=government,
        government_name=found[0].government_name,
        year=year,
        sample=found[0].sample,
        budget=_totals(found, _BUDGET),
        spent=_totals(found, _SPENT),
    )


def findings(
    work: Work, version: DatasetVersion, kind: str = "", offset: int = 0, limit: int = 50
) -> FindingsPage:
    """What checks found in a dataset version, of one kind or of all."""
    mine = BudgetFinding.version_id == version.id
    counted = work.session.execute(
        select(BudgetFinding.kind, func.count())
        .where(mine)
        .group_by(BudgetFinding.kind)
        .order_by(BudgetFinding.kind)
    )
    counts = {row[0]: row[1] for row in counted}
    query = select(BudgetFinding).where(mine).order_by(BudgetFinding.position).offset(offset).limit(limit)
    rows = work.session.scalars(query.where(BudgetFinding.kind == kind) if kind else query)
    return FindingsPage(
        total=counts.get(kind, 0) if kind else sum(counts.values()),
        counts=counts,
        findings=tuple(
            Finding(row.kind, row.table, row.subject, row.title, row.expected, row.actual, row.gap)
            for row in rows
        ),
    )


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
    budget, dataset = _once_published(work, budget_id)
    where = " AND ".join(["government_code = ?", *conditions])
    files = {"lines": work.store.path(budget.lines_sha256)}
    values: list[object] = [budget.government_code, *params]
    total, amount = ask(
        f"SELECT count(*), sum(amount) FILTER (kind = 'leaf') FROM lines WHERE {where}", files, values
    )[0]
    rows: list[tuple[Any, ...]] = ask(
        f"SELECT {_COLUMNS} FROM lines WHERE {where} ORDER BY _id LIMIT ? OFFSET ?",
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


def _once_published(work: Work, budget_id: str) -> tuple[BudgetVersion, Dataset]:
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
    return row[0], row[1]


def _totals(found: Sequence[Source], stages: Sequence[str]) -> Totals:
    return Totals(
        pendapatan=choice.best(found, "pendapatan", stages),
        belanja=choice.best(found, "belanja", stages),
        penerimaan=choice.best(found, "pembiayaan_penerimaan", stages),
        pengeluaran=choice.best(found, "pembiayaan_pengeluaran", stages),
    )

"""Reading the budget layer: what there is, the year at a glance, and findings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select

from catalog.budget import choice
from catalog.budget.choice import Source
from catalog.budget.codes import DIRECTIONS
from catalog.budget.drafts import STAGES, Finding, Government
from catalog.budget.models import BudgetFinding, BudgetJoin, BudgetVersion
from catalog.datasets import DatasetVersion
from catalog.errors import NotFound
from catalog.work import Work

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
    """The year at a glance: what was planned, the newest budget of each direction, and what was realised."""

    government: str
    government_name: str
    year: int
    sample: bool
    planned: Totals
    budget: Totals
    spent: Totals


@dataclass(frozen=True)
class Carried:
    """What a dataset's tables hold of budgets: how many governments, and of a single one its totals.

    `totals` has one source for each stage and direction, the finest, in the order of the budget's year.
    """

    governments: int
    year: int = 0
    government: Government | None = None
    totals: tuple[Source, ...] = ()


@dataclass(frozen=True)
class FindingsPage:
    """One page of findings in the order they were found; `counts` by kind are of all."""

    total: int
    counts: Mapping[str, int]
    findings: tuple[Finding, ...]


def kept_files(work: Work) -> set[str]:
    """SHA-256 of every file that the budget layer keeps, whoever may see it: lines, sums, joins."""
    versions = work.session.execute(select(BudgetVersion.lines_sha256, BudgetVersion.sums_sha256))
    joins = work.session.scalars(select(BudgetJoin.joined_sha256))
    return {sha256 for row in versions for sha256 in row if sha256} | set(joins)


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
        planned=_totals(found, choice.RUNGS["planned"]),
        budget=_totals(found, _BUDGET),
        spent=_totals(found, _SPENT),
    )


def carried(work: Work, version: DatasetVersion) -> Carried:
    """The budgets in a dataset version; totals only where it is the version that budget pages use."""
    rows = work.session.execute(
        select(
            BudgetVersion.government_code,
            BudgetVersion.government_scheme,
            func.max(BudgetVersion.government_name),
            BudgetVersion.fiscal_year,
        )
        .where(BudgetVersion.version_id == version.id)
        .group_by(BudgetVersion.government_scheme, BudgetVersion.government_code, BudgetVersion.fiscal_year)
    ).all()
    governments = {(code, scheme) for code, scheme, _name, _year in rows}
    if len(rows) != 1:
        return Carried(len(governments))
    code, scheme, name, year = rows[0]
    government = Government(code, scheme, name)
    try:
        found = choice.sources(work, government.key, year)
    except NotFound:
        return Carried(1)
    totals: dict[tuple[str, str], Source] = {}
    for source in found:  # best first
        own = (source.dataset_id, source.version) == (version.dataset_id, version.number)
        if own and source.direction:
            totals.setdefault((source.stage, source.direction), source)
    ordered = sorted(
        totals.values(), key=lambda one: (STAGES.index(one.stage), DIRECTIONS.index(one.direction))
    )
    return Carried(1, year, government, tuple(ordered))


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


def _totals(found: Sequence[Source], stages: Sequence[str]) -> Totals:
    return Totals(
        pendapatan=choice.best(found, "pendapatan", stages),
        belanja=choice.best(found, "belanja", stages),
        penerimaan=choice.best(found, "pembiayaan_penerimaan", stages),
        pengeluaran=choice.best(found, "pembiayaan_pengeluaran", stages),
    )

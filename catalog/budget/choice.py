"""Which published budget version answers for a stage: the only place that chooses."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, tuple_

from catalog.budget.line_table import PARTS
from catalog.budget.models import BudgetSide, BudgetVersion
from catalog.datasets import Dataset, DatasetVersion, visible
from catalog.errors import NotFound
from catalog.text import Message
from catalog.work import Work

# What each rung of the ladder is read from, best first.
RUNGS = {
    "planned": ("rkpd", "kua_ppas"),
    "budgeted": ("apbd",),
    "revised": ("perubahan", "pergeseran"),
    "spent": ("realisasi", "audited"),
}
# As Source has them, but for its last two: whether figures or dataset are a sample, and parts as a list.
_COLUMNS = (
    BudgetVersion.id,
    BudgetVersion.fiscal_year,
    BudgetVersion.stage,
    BudgetVersion.sequence,
    BudgetSide.direction,
    BudgetSide.amount,
    BudgetSide.lines,
    Dataset.id,
    Dataset.name,
    DatasetVersion.title,
    DatasetVersion.number,
    BudgetVersion.resource_id,
    func.coalesce(DatasetVersion.published_at, DatasetVersion.created),
    BudgetVersion.source_sha256,
    BudgetVersion.lines_sha256,
    BudgetVersion.sums_sha256,
    BudgetVersion.government_scheme,
    BudgetVersion.government_code,
    BudgetVersion.government_name,
    BudgetVersion.account_scheme,
    BudgetVersion.program_scheme,
    BudgetVersion.precision,
    BudgetSide.least_level,
    BudgetSide.greatest_level,
    BudgetVersion.sample,
    DatasetVersion.sample,
    BudgetSide.parts,
)
_GRAIN = {part: 2**place for place, part in enumerate(PARTS)}


@dataclass(frozen=True)
class Source:
    """One direction of one budget version, and where it comes from; `amount` is the sum of its leaves.

    `budget_id` names the budget version in `line` and `lines`; `version` is the dataset's version number,
    `source_sha256` the hash of the original bytes. `parts`, `least_level` and `greatest_level` are its grain.
    """

    budget_id: str
    fiscal_year: int
    stage: str
    sequence: int
    direction: str
    amount: Decimal
    lines: int
    dataset_id: str
    dataset_name: str
    dataset_title: str
    version: int
    resource_id: str
    published_at: datetime
    source_sha256: str
    lines_sha256: str
    sums_sha256: str
    government_scheme: str
    government_code: str
    government_name: str
    account_scheme: str
    program_scheme: str
    precision: int
    least_level: int
    greatest_level: int
    sample: bool
    parts: frozenset[str]

    @property
    def government(self) -> str:
        """The government's key, such as `kemendagri:35`."""
        return f"{self.government_scheme}:{self.government_code}"

    @property
    def grain(self) -> int:
        """Finer grain, larger number."""
        return sum(_GRAIN[part] for part in self.parts)


def split_key(government: str) -> tuple[str, str]:
    """List of codes and code of a government's key such as `kemendagri:35`; raises NotFound."""
    scheme, _, code = government.partition(":")
    if not scheme or not code:
        raise NotFound(Message("Pemerintah daerah %(key)s tidak ditemukan.", {"key": government}))
    return scheme, code


def published(work: Work) -> Select[BudgetVersion, DatasetVersion, Dataset]:
    """Budget versions of the published versions of the datasets that the actor may see."""
    return (
        select(BudgetVersion, DatasetVersion, Dataset)
        .join(DatasetVersion, DatasetVersion.id == BudgetVersion.version_id)
        .join(
            Dataset,
            (Dataset.id == DatasetVersion.dataset_id) & (Dataset.published_number == DatasetVersion.number),
        )
        .where(Dataset.state == "published", visible(work.actor))
    )


def sources(work: Work, government: str, year: int) -> list[Source]:
    """All that may answer for a government's year, best first; sample figures only where there are no others.

    Raises NotFound when nothing is published.
    """
    found = _read(work, published(work), *_of_year(government, year))
    if not found:
        raise NotFound(
            Message(
                "Belum ada angka anggaran %(key)s tahun %(year)s.", {"key": government, "year": str(year)}
            )
        )
    return _real(found)


def chosen(work: Work, governments: Collection[str] = (), years: Collection[int] = ()) -> list[Source]:
    """The one source that answers for each stage and direction of each of these governments and years.

    Empty means all. Sample figures only where all that is found are sample figures.
    """
    conditions: list[ColumnElement[bool]] = []
    if governments:
        keys = [split_key(one) for one in governments]
        conditions.append(
            tuple_(BudgetVersion.government_scheme, BudgetVersion.government_code).in_(sorted(keys))
        )
    if years:
        conditions.append(BudgetVersion.fiscal_year.in_(sorted(years)))
    found: dict[tuple[str, int, str, str], Source] = {}
    for source in _real(_read(work, published(work), *conditions)):
        found.setdefault((source.government, source.fiscal_year, source.stage, source.direction), source)
    return list(found.values())


def best(found: Iterable[Source], direction: str, stages: Sequence[str]) -> Source | None:
    """The source of the first of these stages that has lines in the direction: last in sequence, finest."""
    fitting = [source for source in found if source.direction == direction and source.stage in stages]
    return min(fitting, key=lambda source: stages.index(source.stage), default=None)


def rungs(found: Sequence[Source], direction: str) -> dict[str, Source]:
    """The source of each rung that has one."""
    chosen = {rung: best(found, direction, stages) for rung, stages in RUNGS.items()}
    return {rung: source for rung, source in chosen.items() if source is not None}


def path(work: Work, source: Source) -> Path:
    """The file with the source's lines."""
    return work.store.path(source.lines_sha256)


def upcoming(work: Work, government: str, year: int) -> list[Source]:
    """As `sources`, if the latest version of every dataset were public; for work that is done ahead alone."""
    latest = (
        select(BudgetVersion, DatasetVersion, Dataset)
        .join(DatasetVersion, DatasetVersion.id == BudgetVersion.version_id)
        .join(
            Dataset,
            (Dataset.id == DatasetVersion.dataset_id) & (Dataset.latest_number == DatasetVersion.number),
        )
    )
    return _real(_read(work, latest, *_of_year(government, year)))


def _of_year(government: str, year: int) -> tuple[ColumnElement[bool], ...]:
    scheme, code = split_key(government)
    return (
        BudgetVersion.government_scheme == scheme,
        BudgetVersion.government_code == code,
        BudgetVersion.fiscal_year == year,
    )


def _read(
    work: Work, versions: Select[BudgetVersion, DatasetVersion, Dataset], *conditions: ColumnElement[bool]
) -> list[Source]:
    """The sources in these versions; as columns, since a nation's are thousands."""
    rows = work.session.execute(
        versions.join(BudgetSide, BudgetSide.budget_id == BudgetVersion.id)
        .where(*conditions)
        .with_only_columns(*_COLUMNS)
    )
    return [_source(tuple(row)) for row in rows]


def _source(row: tuple[Any, ...]) -> Source:
    *known, in_figures, in_dataset, parts = row
    return Source(*(*known, in_figures or in_dataset, frozenset(parts)))


def _real(found: Sequence[Source]) -> list[Source]:
    """Best first; sample figures only where there are no others."""
    sample = all(source.sample for source in found)
    kept = [source for source in found if source.sample == sample]
    return sorted(
        kept, key=lambda one: (one.sequence, one.grain, one.published_at, one.budget_id), reverse=True
    )

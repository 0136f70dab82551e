"""Which published budget version answers for a stage: the only place that chooses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import contains_eager

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
_GRAIN = {part: 2**place for place, part in enumerate(PARTS)}


@dataclass(frozen=True)
class Source:
    """One direction of one budget version, and where it comes from; `amount` is the sum of its leaves.

    `budget_id` names the budget version in `line` and `lines`; `version` is the dataset's version number,
    `source_sha256` the hash of the original bytes. `parts`, `least_level` and `greatest_level` are its grain.
    """

    budget_id: str
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
    government_code: str
    government_name: str
    account_scheme: str
    program_scheme: str
    precision: int
    sample: bool
    parts: frozenset[str]
    least_level: int
    greatest_level: int

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
    scheme, code = split_key(government)
    rows = work.session.execute(
        published(work)
        .join(BudgetVersion.sides)
        .options(contains_eager(BudgetVersion.sides))
        .where(
            BudgetVersion.government_scheme == scheme,
            BudgetVersion.government_code == code,
            BudgetVersion.fiscal_year == year,
        )
    ).unique()
    found = [_source(row, side) for row in rows for side in row[0].sides]
    if not found:
        raise NotFound(
            Message(
                "Belum ada angka anggaran %(key)s tahun %(year)s.", {"key": government, "year": str(year)}
            )
        )
    sample = all(source.sample for source in found)
    kept = [source for source in found if source.sample == sample]
    return sorted(
        kept, key=lambda one: (one.sequence, one.grain, one.published_at, one.budget_id), reverse=True
    )


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


def _source(row: Row[BudgetVersion, DatasetVersion, Dataset], side: BudgetSide) -> Source:
    budget, version, dataset = row
    assert version.published_at is not None
    return Source(
        budget_id=budget.id,
        stage=budget.stage,
        sequence=budget.sequence,
        direction=side.direction,
        amount=side.amount,
        lines=side.lines,
        dataset_id=dataset.id,
        dataset_name=dataset.name,
        dataset_title=version.title,
        version=version.number,
        resource_id=budget.resource_id,
        published_at=version.published_at,
        source_sha256=budget.source_sha256,
        lines_sha256=budget.lines_sha256,
        government_code=budget.government_code,
        government_name=budget.government_name,
        account_scheme=budget.account_scheme,
        program_scheme=budget.program_scheme,
        precision=budget.precision,
        sample=budget.sample or version.sample,
        parts=frozenset(side.parts),
        least_level=side.least_level,
        greatest_level=side.greatest_level,
    )

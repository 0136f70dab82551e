"""Which stages of a year were ever published, since when, and for which agencies."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from catalog.access import PUBLIC
from catalog.budget.choice import split_key
from catalog.budget.models import BudgetVersion
from catalog.datasets import Dataset, DatasetVersion
from catalog.tabular import ask
from catalog.work import Work


@dataclass(frozen=True)
class Covered:
    """A stage in one published version of a dataset; `agencies` are the slugs of those with lines in it."""

    stage: str
    version: DatasetVersion
    agencies: frozenset[str]
    sample: bool


def coverage(work: Work, government: str, year: int) -> list[Covered]:
    """Every version with figures of a government's year that the public could ever see, oldest first."""
    scheme, code = split_key(government)
    rows = work.session.scalars(
        select(BudgetVersion)
        .join(DatasetVersion, DatasetVersion.id == BudgetVersion.version_id)
        .join(Dataset, Dataset.id == DatasetVersion.dataset_id)
        .options(joinedload(BudgetVersion.version).selectinload(DatasetVersion.resources))
        .where(
            BudgetVersion.government_scheme == scheme,
            BudgetVersion.government_code == code,
            BudgetVersion.fiscal_year == year,
            Dataset.state == "published",
            Dataset.label == PUBLIC,
            DatasetVersion.published_at.is_not(None),
            ~DatasetVersion.private,
        )
        .order_by(DatasetVersion.published_at, BudgetVersion.id)
    )
    return [
        Covered(
            one.stage,
            one.version,
            _agencies(work.store.path(one.lines_sha256), code),
            one.sample or one.version.sample,
        )
        for one in rows
    ]


@lru_cache(maxsize=1_000)  # files never change
def _agencies(lines: Path, code: str) -> frozenset[str]:
    sql = "SELECT DISTINCT organization_slug FROM lines WHERE government_code = ? AND organization_slug <> ''"
    return frozenset(str(row[0]) for row in ask(sql, {"lines": lines}, [code]))

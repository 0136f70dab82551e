"""What checks found in everything that is published: an open list over all governments."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select

from catalog.budget.choice import split_key
from catalog.budget.drafts import Finding
from catalog.budget.models import BudgetFinding, BudgetVersion
from catalog.datasets import Dataset, DatasetVersion, visible
from catalog.work import Work


@dataclass(frozen=True)
class OpenFinding:
    """A finding, and the published dataset version it was found in."""

    finding: Finding
    dataset_name: str
    dataset_title: str
    version: int
    sample: bool


@dataclass(frozen=True)
class OpenFindings:
    """One page of findings, newest dataset first; `total` of those that fit, `counts` of every kind."""

    findings: tuple[OpenFinding, ...]
    total: int
    counts: Mapping[str, int]


def open_findings(
    work: Work,
    kind: str = "",
    government: str = "",
    year: int | None = None,
    dataset: str = "",
    offset: int = 0,
    limit: int = 100,
) -> OpenFindings:
    """Findings of one kind, of the datasets with figures of a government or year, of one dataset, or all."""
    conditions = _conditions(government, year, dataset)
    counts = {
        str(name): int(count)
        for name, count in work.session.execute(
            _published(work, *conditions)
            .with_only_columns(BudgetFinding.kind, func.count())
            .group_by(BudgetFinding.kind)
            .order_by(BudgetFinding.kind)
        )
    }
    chosen = [*conditions, BudgetFinding.kind == kind] if kind else conditions
    rows = work.session.execute(
        _published(work, *chosen)
        .order_by(DatasetVersion.published_at.desc(), BudgetFinding.version_id, BudgetFinding.position)
        .offset(offset)
        .limit(limit)
    )
    return OpenFindings(
        tuple(_open(found, version, owner) for found, version, owner in rows),
        counts.get(kind, 0) if kind else sum(counts.values()),
        counts,
    )


def _published(
    work: Work, *conditions: ColumnElement[bool]
) -> Select[BudgetFinding, DatasetVersion, Dataset]:
    return (
        select(BudgetFinding, DatasetVersion, Dataset)
        .join(DatasetVersion, DatasetVersion.id == BudgetFinding.version_id)
        .join(
            Dataset,
            (Dataset.id == DatasetVersion.dataset_id) & (Dataset.published_number == DatasetVersion.number),
        )
        .where(Dataset.state == "published", visible(work.actor), *conditions)
    )


def _conditions(government: str, year: int | None, dataset: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    of_version = select(BudgetVersion.id).where(BudgetVersion.version_id == BudgetFinding.version_id)
    if government:
        scheme, code = split_key(government)
        found.append(
            of_version.where(
                BudgetVersion.government_scheme == scheme, BudgetVersion.government_code == code
            ).exists()
        )
    if year is not None:
        found.append(of_version.where(BudgetVersion.fiscal_year == year).exists())
    if dataset:
        found.append(Dataset.name == dataset)
    return found


def _open(found: BudgetFinding, version: DatasetVersion, owner: Dataset) -> OpenFinding:
    finding = Finding(
        found.kind, found.table, found.subject, found.title, found.expected, found.actual, found.gap
    )
    return OpenFinding(finding, owner.name, version.title, version.number, version.sample)

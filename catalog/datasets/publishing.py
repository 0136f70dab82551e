"""How an organization publishes: how much, how fresh, and how much of it machines can read."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import exists, select

from catalog.datasets.models import Dataset, DatasetVersion, Resource
from catalog.datasets.queries import visible
from catalog.datasets.schedule import next_due
from catalog.work import Work


@dataclass(frozen=True)
class Late:
    """A dataset whose next version should be here since `due`."""

    name: str
    title: str
    due: date


@dataclass(frozen=True)
class Publishing:
    """Published datasets of one organization: `scheduled` have a known schedule, `tables` at least one table.

    `late` are those of the scheduled that are past it, the longest first.
    """

    total: int
    scheduled: int
    tables: int
    newest: datetime | None
    late: tuple[Late, ...]

    @property
    def table_share(self) -> Decimal | None:
        """The share of datasets with a table, a ratio; None without datasets."""
        return Decimal(self.tables) / self.total if self.total else None


def publishing(work: Work, organization_id: str, today: date) -> Publishing:
    """How an organization publishes, as far as the actor may see; schedules are measured against `today`."""
    has_table = exists().where(Resource.version_id == DatasetVersion.id, Resource.table_sha256 != "")
    rows = work.session.execute(
        select(
            Dataset.name,
            DatasetVersion.title,
            DatasetVersion.frequency,
            DatasetVersion.published_at,
            has_table.label("table"),
        )
        .join(
            DatasetVersion,
            (Dataset.id == DatasetVersion.dataset_id) & (Dataset.published_number == DatasetVersion.number),
        )
        .where(Dataset.organization_id == organization_id, Dataset.state == "published", visible(work.actor))
    ).all()
    dues = [(row, next_due(row.frequency, row.published_at.date())) for row in rows]
    late = [Late(row.name, row.title, due) for row, due in dues if due and due < today]
    return Publishing(
        total=len(rows),
        scheduled=sum(1 for _row, due in dues if due),
        tables=sum(1 for row in rows if row.table),
        newest=max((row.published_at for row in rows), default=None),
        late=tuple(sorted(late, key=lambda one: (one.due, one.name))),
    )

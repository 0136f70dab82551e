"""What happened to datasets, as far as the actor may see it: publications, withdrawals, and drafts inside."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from catalog.access import Actor
from catalog.activity import Activity
from catalog.datasets.models import Dataset, DatasetVersion
from catalog.datasets.queries import version_row, visible
from catalog.errors import NotFound
from catalog.text import Message
from catalog.work import Work

PUBLISHED, WITHDRAWN = "publish dataset", "withdraw dataset"
_DRAFTED = frozenset({"new dataset", "change dataset"})
_LARGEST = 2**62  # of an activity's number


@dataclass(frozen=True)
class Passage:
    """One thing that happened, the version it was about, and whether it was the dataset's first."""

    activity: Activity
    dataset: Dataset
    version: DatasetVersion
    first: bool


def history(
    work: Work, ids: Collection[str] | None = None, organization_id: str = "", actor: str = "",
    limit: int = 31, offset: int = 0,
) -> list[Passage]:  # fmt: skip
    """Passages of these datasets, of an organization's, or of all, perhaps by one actor; newest first."""
    wanted = _passages(work)
    if ids is not None:
        wanted = wanted.where(Dataset.id.in_(ids))
    if organization_id:
        wanted = wanted.where(Dataset.organization_id == organization_id)
    if actor:
        wanted = wanted.where(Activity.actor == actor)
    rows = work.session.execute(wanted.order_by(Activity.id.desc()).offset(offset).limit(limit)).all()
    return [_passage(work, row.Activity, row.Dataset) for row in rows]


def passage(work: Work, number: str) -> Passage:
    """The passage of this number; raises NotFound, also for one that may not be known."""
    known = number.isascii() and number.isdigit() and int(number) < _LARGEST
    wanted = _passages(work).where(Activity.id == int(number)) if known else None
    row = work.session.execute(wanted).first() if wanted is not None else None
    if row is None:
        raise NotFound(Message("Aktivitas %(number)s tidak ditemukan.", {"number": number[:100]}))
    return _passage(work, row.Activity, row.Dataset)


def version_before(work: Work, found: Passage) -> DatasetVersion | None:
    """The version that was published before the one of this passage."""
    earlier = (
        select(DatasetVersion)
        .where(
            DatasetVersion.dataset_id == found.dataset.id,
            DatasetVersion.number < found.version.number,
            DatasetVersion.published_at.is_not(None),
        )
        .order_by(DatasetVersion.number.desc())
    )
    if not _sees_inside(work.actor, found.dataset):
        earlier = earlier.where(~DatasetVersion.private)
    return work.session.scalars(earlier.limit(1)).first()


def _passages(work: Work) -> Select[Activity, Dataset]:
    """Publications and withdrawals of what was public; those inside an organization also see its drafts."""
    number = Activity.detail["version"].as_integer()
    about = (DatasetVersion.dataset_id == Dataset.id) & (
        DatasetVersion.number == func.coalesce(number, Dataset.published_number, 1)
    )
    own = [label.removeprefix("organization:") for label in work.actor.labels if ":" in label]
    told = Activity.kind.in_([PUBLISHED, WITHDRAWN]) & ~DatasetVersion.private
    drafted = Activity.kind.in_(_DRAFTED) & DatasetVersion.published_at.is_(None)
    within = Activity.kind.in_([PUBLISHED, WITHDRAWN]) | drafted
    if "everything" not in work.actor.labels:
        within = within & Dataset.organization_id.in_(own)
    return (
        select(Activity, Dataset)
        .join(Dataset, Dataset.id == Activity.object_id)
        .join(DatasetVersion, about)
        .where(visible(work.actor), told | within)
    )


def _passage(work: Work, activity: Activity, dataset: Dataset) -> Passage:
    number = activity.detail.get("version") or dataset.published_number or 1
    publication = select(func.min(Activity.id)).where(
        Activity.object_id == dataset.id, Activity.kind == PUBLISHED
    )
    first = activity.kind == "new dataset" or activity.id == work.session.scalar(publication)
    return Passage(activity, dataset, version_row(work, dataset, number), first)


def _sees_inside(actor: Actor, dataset: Dataset) -> bool:
    return bool(actor.labels & {"everything", f"organization:{dataset.organization_id}"})

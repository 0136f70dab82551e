"""Reading datasets, as far as the actor may see them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from catalog import activity
from catalog.access import Actor
from catalog.datasets.models import Dataset, DatasetVersion, Resource, TableCheck, Theme
from catalog.errors import NotFound, Withdrawn
from catalog.search import Hits, Query
from catalog.text import Message
from catalog.work import Work

_OF_PUBLISHED = (Dataset.id == DatasetVersion.dataset_id) & (
    Dataset.published_number == DatasetVersion.number
)


@dataclass(frozen=True)
class Criteria:
    """A search by whatever door: words, exact filters per facet field, order, page, wanted facets."""

    words: str = ""
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sort: str = "relevance"
    offset: int = 0
    limit: int = 20
    facets: Sequence[str] = ()
    facet_limit: int = 50
    alternatives: bool = False  # count each facet without its own filter


@dataclass(frozen=True)
class Found:
    """One page of published datasets in order, with versions, resources and organization loaded."""

    total: int
    datasets: list[Dataset]
    facets: Mapping[str, tuple[tuple[str, int], ...]]


def find(work: Work, criteria: Criteria) -> Found:
    """Search the published datasets that the actor may see; raises BadQuery."""
    hits: Hits = work.index.search(
        Query(
            words=criteria.words,
            filters=criteria.filters,
            labels=work.actor.labels,
            sort=criteria.sort,
            offset=criteria.offset,
            limit=criteria.limit,
            facets=criteria.facets,
            facet_limit=criteria.facet_limit,
            alternatives=criteria.alternatives,
        )
    )
    rows = work.session.scalars(
        with_version(select(Dataset).where(Dataset.id.in_(hits.ids), visible(work.actor)))
    )
    found = {dataset.id: dataset for dataset in rows}
    return Found(hits.total, [found[one] for one in hits.ids if one in found], hits.facets)


def visible(actor: Actor) -> ColumnElement[bool]:
    """The SQL condition for what the actor may see; search applies the same labels."""
    if "everything" in actor.labels:
        return true()
    return Dataset.label.in_(sorted(actor.labels))


def labels_of(dataset: Dataset) -> frozenset[str]:
    """The labels under which the index holds this dataset."""
    return frozenset({dataset.label, "everything"})


def get(work: Work, name_or_id: str) -> Dataset:
    """The dataset of this name or id, with its published version.

    Raises NotFound, also for a hidden one; Withdrawn, which is one too, for what was public before.
    """
    wanted = or_(Dataset.name == name_or_id, Dataset.id == name_or_id)
    dataset = work.session.scalars(with_version(select(Dataset).where(wanted, visible(work.actor)))).first()
    if dataset is None:
        raise _withdrawn(work, wanted) or NotFound(
            Message("Dataset %(name)s tidak ditemukan.", {"name": name_or_id})
        )
    return dataset


def version(work: Work, dataset: Dataset, number: int) -> DatasetVersion:
    """A numbered version that was public once, or any for those who may edit; raises NotFound."""
    wanted = _versions(dataset).where(DatasetVersion.number == number, open_to(work.actor, dataset))
    found = work.session.scalars(wanted).first()
    if found is None:
        raise NotFound(
            Message(
                "Versi %(number)s dari %(name)s tidak ditemukan.", {"number": number, "name": dataset.name}
            )
        )
    return found


def versions(work: Work, dataset: Dataset) -> Sequence[DatasetVersion]:
    """The versions that were public, newest first; all of them for those who may edit."""
    return work.session.scalars(
        select(DatasetVersion)
        .where(DatasetVersion.dataset_id == dataset.id, open_to(work.actor, dataset))
        .order_by(DatasetVersion.number.desc())
    ).all()


def open_to(actor: Actor, dataset: Dataset) -> ColumnElement[bool]:
    """The SQL condition for the versions of a dataset that the actor may see."""
    if actor.labels & {"everything", f"organization:{dataset.organization_id}"}:
        return true()
    return DatasetVersion.published_at.is_not(None) & ~DatasetVersion.private


def resource(work: Work, resource_id: str) -> tuple[Dataset, Resource]:
    """A resource in the published version of its dataset; raises NotFound."""
    row = work.session.execute(
        select(Dataset.id, Resource.version_id, Resource.position)
        .join(DatasetVersion, DatasetVersion.id == Resource.version_id)
        .join(Dataset, _OF_PUBLISHED)
        .where(Resource.resource_id == resource_id, visible(work.actor))
    ).first()
    if row is None:
        raise _withdrawn(work, Resource.resource_id == resource_id) or NotFound(
            Message("Sumber daya %(id)s tidak ditemukan.", {"id": resource_id})
        )
    dataset = get(work, row.id)
    assert dataset.published is not None
    return dataset, dataset.published.resources[row.position]


def _withdrawn(work: Work, wanted: ColumnElement[bool]) -> Withdrawn | None:
    """What there is to say of a dataset that was public until it was taken back; of any other, nothing."""
    dataset = work.session.scalars(
        select(Dataset)
        .join(DatasetVersion, _OF_PUBLISHED)
        .outerjoin(Resource, Resource.version_id == DatasetVersion.id)
        .where(wanted, Dataset.state == "withdrawn", ~DatasetVersion.private)
    ).first()
    passage = activity.latest(work.session, "withdraw dataset", dataset.id) if dataset else None
    if dataset is None or passage is None:
        return None
    told = {"name": dataset.name, "reason": passage.detail["reason"]}
    return Withdrawn(Message("Dataset %(name)s sudah ditarik. Alasan: %(reason)s", told), passage.at)


def names(work: Work, offset: int = 0, limit: int | None = None) -> Sequence[str]:
    """Names of the published datasets in alphabetical order."""
    query = (
        select(Dataset.name)
        .where(visible(work.actor), Dataset.published_number.is_not(None), Dataset.state == "published")
        .order_by(Dataset.name)
    )
    return work.session.scalars(query.offset(offset).limit(limit)).all()


def publication_times(work: Work) -> list[tuple[str, datetime]]:
    """(name, time of its present version) of the published datasets by name."""
    rows = work.session.execute(
        _published_rows(work, Dataset.name, DatasetVersion.published_at).order_by(Dataset.name)
    )
    return [(row[0], row[1]) for row in rows]


def suggest(work: Work, text: str, limit: int) -> list[tuple[str, str]]:
    """(name, title) of published datasets whose name or title contains the text, by name."""
    rows = work.session.execute(
        _published_rows(work, Dataset.name, DatasetVersion.title)
        .where(
            or_(
                Dataset.name.icontains(text, autoescape=True),
                DatasetVersion.title.icontains(text, autoescape=True),
            )
        )
        .order_by(Dataset.name)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def table_ids(work: Work) -> Sequence[str]:
    """Ids of the published resources that have a table, in order."""
    return work.session.scalars(
        _published_rows(work, Resource.resource_id)
        .join(Resource, Resource.version_id == DatasetVersion.id)
        .where(Resource.table_sha256 != "")
        .order_by(Resource.resource_id)
    ).all()


def ids_of_organization(work: Work, organization_id: str) -> Sequence[str]:
    """Ids of an organization's published datasets."""
    wanted = select(Dataset.id).where(visible(work.actor), Dataset.state == "published")
    return work.session.scalars(wanted.where(Dataset.organization_id == organization_id)).all()


def counts_by_organization(work: Work) -> dict[str, int]:
    """How many published datasets each organization (by id) has."""
    rows = work.session.execute(
        select(Dataset.organization_id, func.count())
        .where(visible(work.actor), Dataset.state == "published")
        .group_by(Dataset.organization_id)
    )
    return {row[0]: row[1] for row in rows}


def kept_files(work: Work) -> set[str]:
    """SHA-256 of every file that any version of any dataset stands on, whoever may see it."""
    rows = work.session.execute(select(Resource.sha256, Resource.table_sha256))
    reports = work.session.scalars(select(TableCheck.report_sha256))
    return {sha256 for row in rows for sha256 in row if sha256} | set(reports)


def themes(work: Work) -> Sequence[Theme]:
    """All themes by title."""
    return work.session.scalars(select(Theme).order_by(Theme.title)).all()


def id_of_name(work: Work, name: str) -> str | None:
    """The id of whichever dataset holds this name, whoever may see it."""
    return work.session.scalars(select(Dataset.id).where(Dataset.name == name)).first()


def resource_of_others(work: Work, dataset_id: str, resource_ids: Collection[str]) -> str | None:
    """One of these resource ids that a resource of another dataset has, whoever may see it."""
    return work.session.scalars(
        select(Resource.resource_id)
        .join(DatasetVersion)
        .where(Resource.resource_id.in_(resource_ids), DatasetVersion.dataset_id != dataset_id)
        .limit(1)
    ).first()


def exists(work: Work, identifier: str) -> bool:
    """Whether a dataset has this id, whoever may see it: it is not given twice."""
    return work.session.get(Dataset, identifier) is not None


def owner_of_resource(work: Work, identifier: str) -> str | None:
    """The id of the dataset in whose latest version a resource is, where it may be seen."""
    return work.session.scalars(
        select(Dataset.id)
        .join(
            DatasetVersion,
            (Dataset.id == DatasetVersion.dataset_id) & (Dataset.latest_number == DatasetVersion.number),
        )
        .join(Resource, Resource.version_id == DatasetVersion.id)
        .where(Resource.resource_id == identifier, visible(work.actor))
    ).first()


def version_row(work: Work, dataset: Dataset, number: int) -> DatasetVersion:
    """A version for rules of this room: no visibility asked."""
    return work.session.scalars(_versions(dataset).where(DatasetVersion.number == number)).one()


def _published_rows(work: Work, *columns: InstrumentedAttribute[Any]) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(Dataset)
        .join(DatasetVersion, _OF_PUBLISHED)
        .where(visible(work.actor), Dataset.state == "published")
    )


def _versions(dataset: Dataset) -> Select[DatasetVersion]:
    return (
        select(DatasetVersion)
        .where(DatasetVersion.dataset_id == dataset.id)
        .options(selectinload(DatasetVersion.resources))
    )


def with_version(query: Select[Dataset]) -> Select[Dataset]:
    """The query with everything of the published version but what only the index reads."""
    return query.options(
        joinedload(Dataset.organization),
        joinedload(Dataset.published).selectinload(DatasetVersion.resources),
    )

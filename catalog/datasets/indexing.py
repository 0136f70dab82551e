"""What the index learns of a dataset, and the two ways it learns it: outbox and rebuild."""

from collections.abc import Callable, Iterator

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from catalog.access import SYSTEM
from catalog.datasets.models import Dataset, DatasetVersion, IndexOutbox, Resource
from catalog.datasets.queries import labels_of, with_version
from catalog.db import count_anew
from catalog.search import Document
from catalog.work import Instance, Work

_BATCH = 500


def document(dataset: Dataset) -> Document:
    """The index document of a published dataset."""
    version, organization = dataset.published, dataset.organization
    assert version is not None
    names = [name for resource in version.resources for name in (resource.name, resource.description)]
    columns = [
        text
        for resource in version.resources
        for column in resource.columns
        for text in (column["name"].replace("_", " "), column["title"])
    ]
    terms = [term for resource in version.resources for term in resource.terms]
    return Document(
        id=dataset.id,
        name=dataset.name,
        title=version.title,
        notes=version.notes,
        organization=organization.name,
        organization_names=organization.names,
        themes=tuple(version.themes),
        tags=tuple(version.tags),
        formats=tuple(dict.fromkeys(resource.format for resource in version.resources if resource.format)),
        license=version.license_id,
        years=tuple(version.years),
        codes=tuple(dict.fromkeys(code for resource in version.resources for code in resource.codes)),
        text="\n".join(dict.fromkeys([*names, *columns, *terms])),
        created=dataset.created,
        modified=dataset.modified,
        labels=labels_of(dataset),
    )


def apply_outbox(instance: Instance) -> int:
    """Bring the index up to what the outbox names, then forget those rows; gives how many datasets."""
    with instance.work(SYSTEM) as work:
        rows = work.session.execute(
            select(IndexOutbox.id, IndexOutbox.dataset_id).order_by(IndexOutbox.id).limit(_BATCH)
        ).all()
        wanted = list(dict.fromkeys(row.dataset_id for row in rows))
        documents = [document(dataset) for dataset in _published(work, wanted)]
    if not rows:
        return 0
    kept = {one.id for one in documents}
    instance.index.update(documents, [one for one in wanted if one not in kept])
    with instance.work(SYSTEM) as work:
        work.session.execute(delete(IndexOutbox).where(IndexOutbox.id.in_([row.id for row in rows])))
    return len(wanted)


def index_organization(work: Work, organization_id: str) -> None:
    """Let the index learn anew of an organization's datasets: they are found by its names."""
    owned = select(Dataset.id).where(Dataset.organization_id == organization_id, Dataset.state == "published")
    work.session.add_all([IndexOutbox(dataset_id=one) for one in work.session.scalars(owned)])


def rebuild(instance: Instance, progress: Callable[[int, int], None]) -> int:
    """Build the index anew from the database and swap it in whole; `progress` is told (done, total)."""
    with instance.work(SYSTEM) as work:
        last = work.session.scalars(select(IndexOutbox.id).order_by(IndexOutbox.id.desc()).limit(1)).first()
        identifiers = work.session.scalars(
            select(Dataset.id).where(Dataset.state == "published").order_by(Dataset.id)
        ).all()
        count = instance.index.rebuild(_all_documents(work, list(identifiers), progress))
    with instance.work(SYSTEM) as work:
        work.session.execute(delete(IndexOutbox).where(IndexOutbox.id <= (last or 0)))
        count_anew(work.session)
    return count


def _all_documents(
    work: Work, identifiers: list[str], progress: Callable[[int, int], None]
) -> Iterator[Document]:
    for start in range(0, len(identifiers), _BATCH):
        for dataset in _published(work, identifiers[start : start + _BATCH]):
            yield document(dataset)
        work.session.expunge_all()
        progress(min(start + _BATCH, len(identifiers)), len(identifiers))


def _published(work: Work, identifiers: list[str]) -> list[Dataset]:
    query = select(Dataset).where(Dataset.id.in_(identifiers), Dataset.state == "published")
    searched = joinedload(Dataset.published).selectinload(DatasetVersion.resources)
    options = [searched.undefer(column) for column in (Resource.terms, Resource.codes)]
    return list(work.session.scalars(with_version(query).options(*options)))

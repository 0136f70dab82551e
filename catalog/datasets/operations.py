"""Writing datasets: one model for every door. A change makes a version; publishing moves one pointer."""

import uuid
from collections.abc import Collection
from dataclasses import asdict

from catalog import activity
from catalog.access import PUBLIC, Action, require
from catalog.datasets import queries
from catalog.datasets.drafts import DatasetDraft, ResourceDraft, check_draft, digest, resource_id
from catalog.datasets.formats import format_name
from catalog.datasets.models import Dataset, DatasetVersion, IndexOutbox, Resource
from catalog.datasets.queueing import queue_tables
from catalog.datasets.redraft import draft_of
from catalog.errors import Invalid
from catalog.organizations import get as get_organization
from catalog.tabular.recipe import Recipe
from catalog.tabular.recipe import to_json as recipe_json
from catalog.text import Message
from catalog.work import Work


def save(work: Work, draft: DatasetDraft, identifier: str = "") -> DatasetVersion:
    """Store a draft as the next version of its dataset, or as version 1 of a new one.

    `identifier` is the dataset's id; a new dataset takes it, or one drawn at random when it is empty.
    A draft equal to the latest version writes nothing and gives that version. Raises Invalid, NotAuthorized.
    """
    check_draft(draft)
    organization = get_organization(work, draft.organization)
    require(work.actor, Action.EDIT_DATASET, organization.id)
    dataset = work.session.get(Dataset, identifier) if identifier else None
    wanted = digest(draft)
    before: dict[str, Resource] = {}
    if dataset is None:
        dataset = _new(work, draft, identifier or str(uuid.uuid4()), organization.id)
    else:
        require(work.actor, Action.EDIT_DATASET, dataset.organization_id)  # nobody takes what is another's
        latest = queries.version_row(work, dataset, dataset.latest_number)
        if wanted in (latest.digest, digest(draft_of(work, latest))):
            _keep_terms(work, latest, draft)
            return latest
        before = {resource.resource_id: resource for resource in latest.resources}
        _claim_name(work, draft.name, dataset.id)
        dataset.latest_number += 1
        detail = {"version": dataset.latest_number}
        activity.record(work.session, work.clock(), work.actor, "change dataset", dataset.id, detail)
    version = _version(work, dataset, draft, wanted, organization.id)
    if dataset.published_number is None:  # else the public sees nothing of a draft, not even its name
        _take_over(work, dataset, version)
    version.resources = [
        _resource(work, dataset.id, position, resource, before)
        for position, resource in enumerate(draft.resources)
    ]
    _claim_resources(
        work, dataset, [one.resource_id for one in version.resources if one.resource_id not in before]
    )
    work.session.flush()
    queue_tables(work, version)
    return version


def publish(work: Work, version: DatasetVersion) -> None:
    """Make this version the one that the public sees (private datasets: that their organization sees)."""
    dataset = version.dataset
    for organization_id in {dataset.organization_id, version.organization_id}:
        require(work.actor, Action.PUBLISH_DATASET, organization_id)
    if dataset.state == "published" and dataset.published_number == version.number:
        return
    version.published_at = version.published_at or work.clock()
    dataset.published_number = version.number
    dataset.state = "published"
    _claim_name(work, version.name, dataset.id)
    _take_over(work, dataset, version)
    dataset.label = f"organization:{dataset.organization_id}" if version.private else PUBLIC
    _passage(work, dataset, "publish dataset", {"version": version.number})


def withdraw(work: Work, dataset: Dataset, reason: str) -> None:
    """Take a dataset out of the public view, which is told the `reason`; its versions and bytes stay.

    Drafts that were never published are withdrawn by whoever writes them.
    """
    action = Action.EDIT_DATASET if dataset.published_number is None else Action.WITHDRAW_DATASET
    require(work.actor, action, dataset.organization_id)
    dataset.state = "withdrawn"
    dataset.label = f"organization:{dataset.organization_id}"
    dataset.modified = work.clock()
    _passage(work, dataset, "withdraw dataset", {"reason": reason})


def _new(work: Work, draft: DatasetDraft, identifier: str, organization_id: str) -> Dataset:
    _claim_name(work, draft.name, identifier)
    now = work.clock()
    dataset = Dataset(
        id=identifier,
        name=draft.name,
        organization_id=organization_id,
        state="draft",
        label=f"organization:{organization_id}",
        private=draft.private,
        latest_number=1,
        published_number=None,
        created=now,
        modified=now,
    )
    work.session.add(dataset)
    work.session.flush()
    activity.record(work.session, now, work.actor, "new dataset", identifier, {"name": draft.name})
    return dataset


def _claim_name(work: Work, name: str, identifier: str) -> None:
    owner = queries.id_of_name(work, name)
    if owner is not None and owner != identifier:
        raise Invalid({"name": [Message("Nama %(name)s sudah dipakai dataset lain.", {"name": name})]})


def _claim_resources(work: Work, dataset: Dataset, new: Collection[str]) -> None:
    taken = queries.resource_of_others(work, dataset.id, new)
    if taken is not None:
        raise Invalid({"id": [Message("Pengenal %(id)s sudah dipakai sumber daya lain.", {"id": taken})]})


def _take_over(work: Work, dataset: Dataset, version: DatasetVersion) -> None:
    """Let the dataset be called, owned and guarded as this version says."""
    dataset.name = version.name
    dataset.organization_id = version.organization_id
    dataset.private = version.private
    dataset.modified = work.clock()


def _keep_terms(work: Work, version: DatasetVersion, draft: DatasetDraft) -> None:
    """By what a dataset is found may change with the program; that alone is no new version."""
    for resource, wanted in zip(version.resources, draft.resources, strict=True):
        if (resource.terms, resource.codes) != (list(wanted.terms), list(wanted.codes)):
            resource.terms, resource.codes = list(wanted.terms), list(wanted.codes)
            work.session.add(IndexOutbox(dataset_id=version.dataset_id))


def _version(
    work: Work, dataset: Dataset, draft: DatasetDraft, wanted: str, organization_id: str
) -> DatasetVersion:
    version = DatasetVersion(
        dataset=dataset,
        number=dataset.latest_number,
        digest=wanted,
        created=work.clock(),
        created_by=work.actor.name,
        title=draft.title.strip(),
        notes=draft.notes,
        license_id=draft.license_id,
        author=draft.author,
        maintainer=draft.maintainer,
        author_email=draft.author_email,
        maintainer_email=draft.maintainer_email,
        edition=draft.edition,
        source_url=draft.source_url,
        frequency=draft.frequency,
        name=draft.name,
        organization_id=organization_id,
        private=draft.private,
        sample=draft.sample,
        years=sorted(draft.years),
        period_start=draft.period_start,
        period_end=draft.period_end,
        tags=list(draft.tags),
        themes=list(draft.themes),
        extras=dict(draft.extras),
    )
    work.session.add(version)
    return version


def _resource(
    work: Work, dataset_id: str, position: int, draft: ResourceDraft, before: dict[str, Resource]
) -> Resource:
    file, table = draft.file, draft.table
    resource = Resource(
        position=position,
        resource_id=draft.id or resource_id(dataset_id, draft.key),
        key=draft.key,
        name=draft.name,
        description=draft.description,
        format=format_name(draft.format),
        media_type=draft.media_type,
        url=draft.url,
        filename=file.filename if file else "",
        sha256=file.sha256 if file else "",
        size=file.size if file else None,
        told=recipe_json(draft.recipe) if draft.recipe else {},
        recipe=recipe_json(draft.recipe) if table and isinstance(draft.recipe, Recipe) else {},
        loaded=False,
        columns=[asdict(column) for column in draft.columns],
        table_sha256=table.sha256 if table else "",
        table_size=table.size if table else None,
        table_rows=table.rows if table else None,
        terms=list(draft.terms),
        codes=list(draft.codes),
        extras=dict(draft.extras),
        created=work.clock(),
        last_modified=work.clock(),
    )
    old = before.get(resource.resource_id)
    if old is not None:
        resource.created = old.created
        if (old.sha256, old.table_sha256, old.url) == (resource.sha256, resource.table_sha256, resource.url):
            resource.last_modified = old.last_modified
    return resource


def _passage(work: Work, dataset: Dataset, kind: str, detail: dict[str, object]) -> None:
    activity.record(work.session, work.clock(), work.actor, kind, dataset.id, detail)
    work.session.add(IndexOutbox(dataset_id=dataset.id))

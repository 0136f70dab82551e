"""CKAN's actions that change parts of datasets, or many datasets at once."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from catalog import datasets
from catalog.api.publication import delete, draft_of, latest, package_shape, state_of, write
from catalog.datasets import Dataset, DatasetDraft, DatasetVersion
from catalog.errors import Invalid
from catalog.text import Message
from catalog.wire.ckan_dataset import DatasetFields, dataset_draft, without_what_is_not_sent
from catalog.wire.ckan_revise import Revision, included, matched, mismatches, revised
from catalog.wire.ckan_write_params import BulkUpdate, NewOwner, Purge
from catalog.wire.reading import load
from catalog.work import Work


def package_revise(work: Work, wanted: Revision) -> object:
    """Change parts of a dataset, if it still is as expected; nobody else's changes are lost.

    match: what the dataset has to be like, with its id or name (required): {name: ..., notes: ...}.
    filter: paths of what is taken out, `-resources__2`, and of what stays of it, `+resources__2__name`.
    update: what is put in, as in package_patch; update__resources__2__upload and the like name a part by its
    path: places in a list from 0, or the beginning of an id; update__resources__extend adds to a list.
    include: paths of the answer that are wanted, `package__id`.
    """
    expected = matched(wanted)
    name = expected.get("id") or expected.get("name")
    if not isinstance(name, str):
        raise Invalid({"match": [Message("Sebutkan id atau name dataset.")]})
    _, version = latest(work, name)
    shape: dict[str, Any] = package_shape(work, version)
    if wrong := mismatches(shape, wanted):
        told = [Message("%(path)s sudah lain.", {"path": path[:100]}) for path in wrong]
        raise Invalid({"match": told})
    fields = load(DatasetFields, revised(shape, wanted))
    before = without_what_is_not_sent(draft_of(work, version))
    draft = dataset_draft(fields, before, version.dataset_id)
    written = write(work, draft, version.dataset_id, fields.state or state_of(version.dataset, version))
    return included({"package": package_shape(work, written)}, wanted)


def package_owner_org_update(work: Work, wanted: NewOwner) -> object:
    """Give a dataset to another organization; it takes the right to write in both.

    id: the dataset's id or name. organization_id: the new owner's id or name.
    """
    dataset, version = latest(work, wanted.id)
    draft = draft_of(work, version)
    _write(work, dataset, version, replace(draft, organization=wanted.organization_id))
    return None


def bulk_update_private(work: Work, wanted: BulkUpdate) -> object:
    """Let only their organization see these datasets: all of them, or none when one is refused.

    datasets: ids or names. org_id: the organization that has them.
    """
    return _make_private(work, wanted, private=True)


def bulk_update_public(work: Work, wanted: BulkUpdate) -> object:
    """Let everybody see these datasets: all of them, or none when one is refused.

    datasets: ids or names. org_id: the organization that has them.
    """
    return _make_private(work, wanted, private=False)


def bulk_update_delete(work: Work, wanted: BulkUpdate) -> object:
    """Take these datasets back: all of them, or none when one is refused.

    datasets: ids or names. org_id: the organization that has them.
    """
    for dataset, _ in _chosen(work, wanted):
        delete(work, dataset, "")
    return None


def dataset_purge(work: Work, wanted: Purge) -> object:
    """Remove a dataset with all its versions for good, and free its name; only administrators may.

    What happened to it stays in the record of activities. id: the dataset's id or name. reason: kept there.
    """
    datasets.purge(work, datasets.get(work, wanted.id), wanted.reason)
    return None


def _make_private(work: Work, wanted: BulkUpdate, *, private: bool) -> object:
    for dataset, version in _chosen(work, wanted):
        _write(work, dataset, version, replace(draft_of(work, version), private=private))
    return None


def _chosen(work: Work, wanted: BulkUpdate) -> Sequence[tuple[Dataset, DatasetVersion]]:
    chosen = [latest(work, name) for name in wanted.datasets]
    for dataset, _ in chosen:
        if wanted.org_id not in (dataset.organization_id, dataset.organization.name):
            told = {"name": dataset.name}
            raise Invalid({"datasets": [Message("%(name)s bukan milik organisasi ini.", told)]})
    return chosen


def _write(work: Work, dataset: Dataset, version: DatasetVersion, draft: DatasetDraft) -> None:
    write(work, draft, dataset.id, state_of(dataset, version))

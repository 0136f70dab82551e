"""CKAN's actions that write resources: each makes a version of their dataset."""

from dataclasses import replace

from catalog import datasets
from catalog.api.publication import draft_of, latest, resource_shape, state_of, write
from catalog.datasets import Dataset, DatasetDraft, DatasetVersion, ResourceDraft, resource_id
from catalog.errors import Invalid, NotFound
from catalog.text import Message
from catalog.wire.ckan_params import ById
from catalog.wire.ckan_resource import ChangedResource, NewResource, check_extras, resource_draft
from catalog.wire.ckan_write_params import Reorder
from catalog.work import Work


def resource_create(work: Work, wanted: NewResource) -> object:
    """Add a resource to a dataset, as the last one.

    package_id: the dataset's id or name. url: an address elsewhere; or upload: a file, sent as multipart.
    name, description, format, mimetype: texts; format and mimetype are guessed when nobody says them.
    Any other key is kept as it is. id: for resources that have one elsewhere.
    """
    check_extras(wanted)
    dataset, version = latest(work, wanted.package_id)
    draft = draft_of(work, version)
    if wanted.id and any(one.resource_id == wanted.id for one in version.resources):
        raise Invalid({"id": [Message("Pengenal %(id)s sudah dipakai sumber daya lain.", {"id": wanted.id})]})
    added = resource_draft(wanted, None, "", whole=True)
    written = _write(work, dataset, version, replace(draft, resources=(*draft.resources, added)))
    return resource_shape(work, written, added.id)


def resource_update(work: Work, wanted: ChangedResource) -> object:
    """Replace what a resource says: what is not sent is emptied, but its file while no url or upload is sent.

    id: the resource's id. Else as resource_create.
    """
    return _change(work, wanted, whole=True)


def resource_patch(work: Work, wanted: ChangedResource) -> object:
    """Change what is sent of a resource, and nothing else.

    id: the resource's id. clear_upload: give up the file, for the url that is sent. Else as resource_create.
    """
    return _change(work, wanted, whole=False)


def resource_delete(work: Work, wanted: ById) -> object:
    """Take a resource out of its dataset; earlier versions keep it.

    id: the resource's id.
    """
    dataset, version = _owner(work, wanted.id)
    draft = draft_of(work, version)
    left = [one for one in draft.resources if _id(dataset, one) != wanted.id]
    _write(work, dataset, version, replace(draft, resources=tuple(left)))
    return None


def package_resource_reorder(work: Work, wanted: Reorder) -> object:
    """Put the resources of a dataset in another order.

    id: the dataset's id or name. order: ids of resources that come first; the others follow as they are.
    """
    dataset, version = latest(work, wanted.id)
    draft = draft_of(work, version)
    by_id = {_id(dataset, one): one for one in draft.resources}
    if unknown := [one for one in wanted.order if one not in by_id]:
        raise Invalid({"order": [Message("Sumber daya %(id)s tidak ditemukan.", {"id": unknown[0][:100]})]})
    if len(set(wanted.order)) < len(wanted.order):
        raise Invalid({"order": [Message("Satu sumber daya disebut dua kali.")]})
    order = [*wanted.order, *(one for one in by_id if one not in wanted.order)]
    _write(work, dataset, version, replace(draft, resources=tuple(by_id[one] for one in order)))
    return {"id": wanted.id, "order": order}


def _change(work: Work, wanted: ChangedResource, *, whole: bool) -> object:
    check_extras(wanted)
    dataset, version = _owner(work, wanted.id)
    draft = draft_of(work, version)
    changed = [
        resource_draft(wanted, one, wanted.id, whole=whole) if _id(dataset, one) == wanted.id else one
        for one in draft.resources
    ]
    written = _write(work, dataset, version, replace(draft, resources=tuple(changed)))
    return resource_shape(work, written, wanted.id)


def _owner(work: Work, identifier: str) -> tuple[Dataset, DatasetVersion]:
    """The dataset that has this resource now, and its latest version."""
    owner = datasets.owner_of_resource(work, identifier)
    if owner is None:
        raise NotFound(Message("Sumber daya %(id)s tidak ditemukan.", {"id": identifier}))
    return latest(work, owner)


def _write(work: Work, dataset: Dataset, version: DatasetVersion, draft: DatasetDraft) -> DatasetVersion:
    return write(work, draft, dataset.id, state_of(dataset, version))


def _id(dataset: Dataset, one: ResourceDraft) -> str:
    return one.id or resource_id(dataset.id, one.key)

"""CKAN's actions that write datasets."""

import re

from catalog import datasets
from catalog.api.publication import delete, draft_of, latest, package_shape, state_of, write
from catalog.datasets import DatasetDraft, DatasetVersion
from catalog.errors import Invalid
from catalog.text import Message
from catalog.wire.ckan_dataset import (
    BLANK,
    DatasetFields,
    dataset_draft,
    without_what_is_not_sent,
)
from catalog.wire.ckan_write_params import DeletePackage
from catalog.work import Work

_IDENTIFIER = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def package_create(work: Work, wanted: DatasetFields) -> object:
    """Make a dataset, and publish it where you may; else the answer has `state: draft`.

    name: 2 to 100 letters a-z, digits, - and _ (required).
    owner_org: the organization's id or name (required).
    title, notes, author, author_email, maintainer, maintainer_email, license_id, url, version: texts.
    tags: [{name}] or tag_string with commas. groups: [{name}] of themes. extras: [{key, value}].
    resources: a list as of resource_create. private: only the organization sees it.
    state: draft keeps it one. id: a UUID, for datasets that have one elsewhere.
    """
    if wanted.id:
        _require_new(work, wanted.id)
    draft = dataset_draft(wanted, BLANK, wanted.id)
    return package_shape(work, write(work, draft, wanted.id, wanted.state or "active"))


def package_update(work: Work, wanted: DatasetFields) -> object:
    """Replace what a dataset says: what is not sent is emptied, but its name, organization and resources.

    id: the dataset's id or name. Else as package_create.
    """
    _, version = latest(work, _named(wanted))
    before = without_what_is_not_sent(draft_of(work, version))
    return _changed(work, wanted, before, version)


def package_patch(work: Work, wanted: DatasetFields) -> object:
    """Change what is sent of a dataset, and nothing else.

    id: the dataset's id or name. Else as package_create.
    """
    _, version = latest(work, _named(wanted))
    return _changed(work, wanted, draft_of(work, version), version)


def package_delete(work: Work, wanted: DeletePackage) -> object:
    """Take a dataset back: the public is told that and why; its versions stay for its organization.

    id: the dataset's id or name. reason: what the public is told (optional).
    """
    delete(work, latest(work, wanted.id)[0], wanted.reason)
    return None


def _named(wanted: DatasetFields) -> str:
    if not (wanted.id or wanted.name):
        raise Invalid({"id": [Message("Wajib diisi.")]})
    return wanted.id or wanted.name or ""


def _changed(work: Work, wanted: DatasetFields, before: DatasetDraft, version: DatasetVersion) -> object:
    dataset = version.dataset
    draft = dataset_draft(wanted, before, dataset.id)
    return package_shape(work, write(work, draft, dataset.id, wanted.state or state_of(dataset, version)))


def _require_new(work: Work, identifier: str) -> None:
    if not _IDENTIFIER.fullmatch(identifier):
        raise Invalid({"id": [Message("Pengenal dataset harus UUID.")]})
    if datasets.exists(work, identifier):
        raise Invalid({"id": [Message("Dataset dengan pengenal ini sudah ada.")]})

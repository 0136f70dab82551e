"""CKAN's actions that write organizations."""

from catalog import datasets, organizations
from catalog.api.organizations import organization_show
from catalog.errors import Busy, Invalid
from catalog.organizations import Organization, OrganizationDraft
from catalog.text import Message
from catalog.wire.ckan_group import GroupFields, organization_draft
from catalog.wire.ckan_params import ById, OrganizationShow
from catalog.wire.ckan_write_params import Purge
from catalog.work import Work


def organization_create(work: Work, wanted: GroupFields) -> object:
    """Make an organization; only administrators and walidata of the province may.

    name: 2 to 100 letters a-z, digits, - and _ (required). title, description, image_url: texts.
    extras: [{key, value}]. groups: [{name}] with the organization that it is a part of.
    id: for organizations that have one elsewhere. Members are given by organization_member_create.
    """
    draft = organization_draft(wanted, OrganizationDraft(title=""))
    return _shown(work, organizations.add(work, draft, wanted.id))


def organization_update(work: Work, wanted: GroupFields) -> object:
    """Replace what an organization says: what is not sent is emptied, but its name. Members stay.

    id: the organization's id or name. Else as organization_create.
    """
    one = _named(work, wanted)
    return _changed(work, one, organization_draft(wanted, OrganizationDraft(title="", name=one.name)))


def organization_patch(work: Work, wanted: GroupFields) -> object:
    """Change what is sent of an organization, and nothing else.

    id: the organization's id or name. Else as organization_create.
    """
    one = _named(work, wanted)
    return _changed(work, one, organization_draft(wanted, organizations.draft_of(one)))


def organization_delete(work: Work, wanted: ById) -> object:
    """Remove an organization that has no datasets, drafts and deleted ones among them, and no parts.

    id: the organization's id or name. What happened to it stays in the record of activities.
    """
    _remove(work, wanted.id)
    return None


def organization_purge(work: Work, wanted: Purge) -> object:
    """The same as organization_delete: nothing of an organization is kept but the record of activities.

    id: the organization's id or name.
    """
    _remove(work, wanted.id)
    return None


def _remove(work: Work, name: str) -> None:
    try:
        organizations.remove(work, organizations.get(work, name))
    except Busy as error:
        raise Invalid({"id": [error.message]}) from None


def _named(work: Work, wanted: GroupFields) -> Organization:
    name = wanted.id or wanted.name
    if not name:
        raise Invalid({"id": [Message("Wajib diisi.")]})
    return organizations.get(work, name)


def _changed(work: Work, one: Organization, draft: OrganizationDraft) -> object:
    organizations.change(work, one, draft)
    datasets.index_organization(work, one.id)
    return _shown(work, one)


def _shown(work: Work, one: Organization) -> object:
    return organization_show(work, OrganizationShow(id=one.id))

"""The one way from a draft to an answer: every action that writes datasets ends here.

A write makes a version. Whoever may publish in the organization publishes it at once, unless the client says
`state: draft`; what others write stays a draft that their organization sees, until it is published there.
"""

from dataclasses import replace

from catalog import access, datasets, organizations
from catalog.access import Action, Actor
from catalog.datasets import Dataset, DatasetDraft, DatasetVersion, Resource
from catalog.errors import Invalid, NotFound
from catalog.text import Message
from catalog.wire import ckan_shapes
from catalog.wire.ckan_shapes import Shape
from catalog.work import Work

_STATES = frozenset({"active", "draft", "deleted"})
_DELETED = "Dihapus oleh pemiliknya melalui API."  # the reason that the public is told without another


def latest(work: Work, name_or_id: str) -> tuple[Dataset, DatasetVersion]:
    """A dataset with the version that a change begins with; raises NotFound, NotAuthorized."""
    dataset = datasets.get(work, name_or_id)
    access.require(work.actor, Action.EDIT_DATASET, dataset.organization_id)
    return dataset, datasets.version(work, dataset, dataset.latest_number)


def draft_of(work: Work, version: DatasetVersion) -> DatasetDraft:
    """The draft that a change of this version begins with, without themes that there are no more."""
    draft = datasets.draft_of(work, version)
    if not draft.themes:
        return draft
    present = {theme.name for theme in datasets.themes(work)}
    return replace(draft, themes=tuple(name for name in draft.themes if name in present))


def shown_version(work: Work, dataset: Dataset) -> DatasetVersion:
    """What an actor is shown of a dataset: the latest version to those who may edit, else the published."""
    if dataset.published is None or may_edit(work.actor, dataset):
        return datasets.version(work, dataset, dataset.latest_number)
    return dataset.published


def version_with(work: Work, resource_id: str) -> DatasetVersion:
    """The version in which an actor is shown this resource; raises NotFound."""
    owner = datasets.owner_of_resource(work, resource_id) if work.actor.roles else None
    if owner is not None:
        dataset = datasets.get(work, owner)
        if dataset.published is None or may_edit(work.actor, dataset):
            return shown_version(work, dataset)
    dataset, _ = datasets.resource(work, resource_id)
    assert dataset.published is not None
    return dataset.published


def may_edit(actor: Actor, dataset: Dataset) -> bool:
    """Whether the actor may write versions of this dataset."""
    return access.may(actor, Action.EDIT_DATASET, dataset.organization_id)


def state_of(dataset: Dataset, version: DatasetVersion) -> str:
    """CKAN's word for how this version stands: a change that names no state leaves it so."""
    if dataset.state == "withdrawn":
        return "deleted"
    return "active" if version.number == dataset.published_number else "draft"


def write(work: Work, draft: DatasetDraft, identifier: str = "", state: str = "active") -> DatasetVersion:
    """Save a draft whose organization and themes are names or ids, and publish it where that is due.

    `state` is what the client wants, in CKAN's words.
    """
    if state not in _STATES:
        raise Invalid({"state": [Message("Harus active, draft atau deleted.")]})
    version = datasets.save(work, _settled(work, draft), identifier)
    dataset = version.dataset
    places = {dataset.organization_id, version.organization_id}
    if state == "deleted":
        delete(work, dataset, "")
    elif state == "active" and all(access.may(work.actor, Action.PUBLISH_DATASET, one) for one in places):
        datasets.publish(work, version)
    return version


def delete(work: Work, dataset: Dataset, reason: str) -> None:
    """Withdraw a dataset, once."""
    if dataset.state != "withdrawn":
        datasets.withdraw(work, dataset, reason or _DELETED)


def package_shape(work: Work, version: DatasetVersion) -> Shape:
    """A dataset as it stands in this version."""
    themes = {theme.name: theme for theme in datasets.themes(work)} if version.themes else {}
    return ckan_shapes.package(version.dataset, version, themes, work.settings.site_url)


def resource_of(version: DatasetVersion, resource_id: str) -> Resource:
    """The resource of this id in a version; raises NotFound."""
    for one in version.resources:
        if one.resource_id == resource_id:
            return one
    raise NotFound(Message("Sumber daya %(id)s tidak ditemukan.", {"id": resource_id}))


def resource_shape(work: Work, version: DatasetVersion, resource_id: str) -> Shape:
    """A resource as it stands in this version."""
    found = resource_of(version, resource_id)
    return ckan_shapes.resource(version.dataset, version, found, work.settings.site_url)


def _settled(work: Work, draft: DatasetDraft) -> DatasetDraft:
    try:
        organization = organizations.get(work, draft.organization)
    except NotFound as error:
        raise Invalid({"owner_org": [error.message]}) from None
    return replace(draft, organization=organization.name, themes=_theme_names(work, draft.themes))


def _theme_names(work: Work, wanted: tuple[str, ...]) -> tuple[str, ...]:
    if not wanted:
        return ()
    themes = datasets.themes(work)
    names = {theme.id: theme.name for theme in themes} | {theme.name: theme.name for theme in themes}
    if unknown := [one for one in wanted if one not in names]:
        raise Invalid({"groups": [Message("Tema %(name)s tidak ditemukan.", {"name": unknown[0]})]})
    return tuple(dict.fromkeys(names[one] for one in wanted))

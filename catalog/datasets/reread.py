"""Reading a file that is here already in another way: a new version, whose table is made anew."""

from contextlib import suppress
from dataclasses import replace

from catalog.access import Action, require
from catalog.datasets import queries
from catalog.datasets.models import Dataset, DatasetVersion
from catalog.datasets.operations import publish, save
from catalog.datasets.redraft import draft_of
from catalog.errors import Invalid, NotAuthorized, NotFound
from catalog.tabular.recipe import Recipe, Told
from catalog.text import Message
from catalog.work import Work


def reread(work: Work, dataset: Dataset, resource_id: str, how: Recipe | Told) -> DatasetVersion:
    """Make the next version, in which a resource's file is read as somebody says, and queue its table.

    `how` is a whole recipe, perhaps with another data dictionary (`tabular.dictionary.with_schema`), or what
    a person tells, and the rest is guessed. The version is published when the one before is what the public
    sees and the actor may. Raises NotFound, NotAuthorized, and Invalid for a table that is not made here.
    """
    require(work.actor, Action.EDIT_DATASET, dataset.organization_id)
    latest = queries.version_row(work, dataset, dataset.latest_number)
    place = next(
        (place for place, one in enumerate(latest.resources) if one.resource_id == resource_id), None
    )
    if place is None:
        raise NotFound(Message("Sumber daya %(id)s tidak ditemukan.", {"id": resource_id}))
    draft = draft_of(work, latest)
    resource = draft.resources[place]
    if resource.file is None or resource.table is not None:
        raise Invalid(
            {"recipe": [Message("Tabel ini tidak dibuat dari berkas di sini. Ubahlah pada sumbernya.")]}
        )
    resources = list(draft.resources)
    resources[place] = replace(resource, recipe=how)
    public = dataset.state == "published" and dataset.published_number == latest.number
    version = save(work, replace(draft, resources=tuple(resources)), dataset.id)
    if public:
        with suppress(NotAuthorized):
            publish(work, version)
    return version

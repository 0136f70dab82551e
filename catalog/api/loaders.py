"""CKAN's actions on loaders, by the names of those that its sites have: ours makes tables by itself."""

from catalog import datasets
from catalog.api.publication import latest
from catalog.datasets import Loading
from catalog.errors import NotFound
from catalog.text import Message
from catalog.wire import ckan_loader
from catalog.wire.ckan_params import DatastoreInfo
from catalog.work import Work


def loader_submit(work: Work, wanted: DatastoreInfo) -> object:
    """Make a resource's table, again when that failed or was cancelled; true when it is under way or made.

    resource_id (or id): the resource.
    """
    owner = datasets.owner_of_resource(work, wanted.id)
    if owner is None:
        raise NotFound(Message("Sumber daya %(id)s tidak ditemukan.", {"id": wanted.id}))
    latest(work, owner)  # whoever may not write there is refused here
    found = _loading(work, wanted.id)
    if found.state in ("failed", "cancelled"):
        datasets.retry_loading(work, wanted.id)
    return True


def loader_status(work: Work, wanted: DatastoreInfo) -> object:
    """How the making of a resource's table stands: pending, running, complete or error, with its log.

    resource_id (or id): the resource.
    """
    return ckan_loader.loader_status(wanted.id, _loading(work, wanted.id))


def _loading(work: Work, resource_id: str) -> Loading:
    found = datasets.loading(work, resource_id)
    if found is None:
        raise NotFound(Message("Tidak ada tabel yang sedang atau pernah disiapkan untuk sumber daya ini."))
    return found

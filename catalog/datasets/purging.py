"""Removing a dataset for good: what the record of activities says of it is all that stays."""

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from catalog import activity
from catalog.access import Action, require
from catalog.datasets.models import Dataset, DatasetVersion, IndexOutbox, Resource, TableCheck
from catalog.errors import Busy
from catalog.text import Message
from catalog.work import Work


def purge(work: Work, dataset: Dataset, reason: str) -> None:
    """Remove a dataset and its versions, and free its name; bytes that nothing stands on go with a clean-up.

    Raises NotAuthorized, and Busy while figures or harvests stand on a version.
    """
    require(work.actor, Action.PURGE_DATASET)
    identifier, name, count = dataset.id, dataset.name, dataset.latest_number
    versions = select(DatasetVersion.id).where(DatasetVersion.dataset_id == identifier)
    try:
        with work.session.begin_nested():
            for part in (Resource, TableCheck):
                work.session.execute(delete(part).where(part.version_id.in_(versions)))
            work.session.execute(delete(DatasetVersion).where(DatasetVersion.dataset_id == identifier))
            work.session.execute(delete(Dataset).where(Dataset.id == identifier))
    except IntegrityError:
        told = {"name": name}
        raise Busy(
            Message(
                "Dataset %(name)s tidak dapat dihapus habis: anggaran atau sumber data bertumpu padanya.",
                told,
            )
        ) from None
    work.session.expunge_all()
    detail = {"name": name, "versions": count, "reason": reason}
    activity.record(work.session, work.clock(), work.actor, "purge dataset", identifier, detail)
    work.session.add(IndexOutbox(dataset_id=identifier))

"""Whether the links that documents stand on can still be opened."""

import tempfile
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import or_, select

from catalog.access import SYSTEM
from catalog.datasets import Dataset, DatasetVersion, Resource
from catalog.errors import LumbungError
from catalog.net import Client
from catalog.obligations.models import IS_DOCUMENT, LinkCheck, ObligationEvidence
from catalog.work import Instance, Work

FRESH = timedelta(days=7)  # how long a check is believed before the link is opened again


def check_links(instance: Instance, client: Client, told: Callable[[str, str], None]) -> int:
    """Open every link that a published document stands on and was not opened for a week; gives how many.

    Each is recorded by itself as soon as it is known; `told` is given the address and the problem, if any.
    """
    with instance.work(SYSTEM) as work:
        urls = _stale(work)
    for url in urls:
        problem = _problem(client, url)
        with instance.work(SYSTEM, writing=True) as work:
            work.session.add(LinkCheck(url=url, at=work.clock(), problem=problem))
        told(url, problem)
    return len(urls)


def _problem(client: Client, url: str) -> str:
    with tempfile.TemporaryFile() as body:
        try:
            client.get(url, body)
        except LumbungError as error:
            return str(error.message)
    return ""


def _stale(work: Work) -> list[str]:
    fresh = select(LinkCheck.url).where(LinkCheck.at > work.clock() - FRESH)
    rows = work.session.scalars(
        select(Resource.url)
        .join(DatasetVersion, DatasetVersion.id == Resource.version_id)
        .join(Dataset, Dataset.id == DatasetVersion.dataset_id)
        .where(
            Dataset.state == "published",
            DatasetVersion.published_at.is_not(None),
            Resource.url != "",
            Resource.sha256 == "",
            or_(IS_DOCUMENT, Dataset.id.in_(select(ObligationEvidence.dataset_id))),
            Resource.url.not_in(fresh),
        )
        .distinct()
        .order_by(Resource.url)
    )
    return list(rows)

"""What each CKAN action takes that writes, but for datasets and resources themselves."""

from dataclasses import dataclass

from catalog.wire.ckan_params import ById
from catalog.wire.reading import Params, names, param, text_up_to


@dataclass(frozen=True, kw_only=True)
class DeletePackage(ById):
    """A dataset to take back, and what the public is told of it."""

    reason: str = param(text_up_to(2000), "")


@dataclass(frozen=True, kw_only=True)
class Reorder(ById):
    """A dataset, and which of its resources come first."""

    order: tuple[str, ...] = param(names)


@dataclass(frozen=True, kw_only=True)
class NewOwner(ById):
    """A dataset, and the organization that takes it."""

    organization_id: str = param(text_up_to(100), also="owner_org")


@dataclass(frozen=True, kw_only=True)
class BulkUpdate(Params):
    """Datasets of one organization."""

    datasets: tuple[str, ...] = param(names)
    org_id: str = param(text_up_to(100))


@dataclass(frozen=True, kw_only=True)
class Purge(ById):
    """A thing to remove for good, and why."""

    reason: str = param(text_up_to(2000), "")

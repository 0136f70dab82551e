"""What each CKAN action takes that writes, but for datasets and resources themselves."""

from dataclasses import dataclass

from catalog.wire.ckan_params import ById
from catalog.wire.reading import names, param, text_up_to


@dataclass(frozen=True, kw_only=True)
class DeletePackage(ById):
    """A dataset to take back, and what the public is told of it."""

    reason: str = param(text_up_to(2000), "")


@dataclass(frozen=True, kw_only=True)
class Reorder(ById):
    """A dataset, and which of its resources come first."""

    order: tuple[str, ...] = param(names)

"""Activities in CKAN's shape, and what the actions on them take."""

from dataclasses import dataclass
from typing import Any

from catalog.datasets import Passage
from catalog.wire.ckan_shapes import Shape, timestamp
from catalog.wire.reading import Params, natural, param, text_up_to

_MOST = 100  # of one answer, as in CKAN


def _limit(value: Any) -> int:
    return min(natural(value), _MOST)


@dataclass(frozen=True, kw_only=True)
class Recent(Params):
    """A part of the list of what happened."""

    limit: int = param(_limit, 31)
    offset: int = param(natural, 0)


@dataclass(frozen=True, kw_only=True)
class ActivitiesOf(Recent):
    """What happened to one thing."""

    id: str = param(text_up_to(100))


@dataclass(frozen=True, kw_only=True)
class ActivityData(Params):
    """One activity, and which part of it: package, or all."""

    id: str = param(text_up_to(100))
    object_type: str = param(text_up_to(100), "")


def activity(found: Passage, package: Shape, user: str | None) -> Shape:
    """One passage; `package` is the dataset as it then was, `user` who did it, where that may be known."""
    if found.activity.kind == "withdraw dataset":
        kind = "deleted package"
    else:
        kind = "new package" if found.first else "changed package"
    return {
        "id": str(found.activity.id),
        "timestamp": timestamp(found.activity.at),
        "user_id": user,
        "object_id": found.dataset.id,
        "activity_type": kind,
        "data": {"package": package, "actor": user},
    }

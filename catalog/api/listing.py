"""What organization_list and group_list share: order, part, names or whole objects."""

from collections.abc import Sequence

from catalog.errors import Invalid
from catalog.text import Message
from catalog.wire.ckan_params import OrganizationList
from catalog.wire.ckan_shapes import Shape

_MOST_NAMES, _MOST_OBJECTS = 1000, 25  # of one answer, as in CKAN; clients page by these
_SORTS = {
    "name": False,
    "title": False,
    "package_count": True,
    "packages": True,
}  # whether the most come first


def choose(shapes: Sequence[Shape], wanted: OrganizationList) -> list[object]:
    """The part of a list that was asked for; raises Invalid for an order that does not exist."""
    field, _, direction = (wanted.sort.strip() or "title asc").partition(" ")
    direction = direction.strip().lower()
    if field not in _SORTS or direction not in ("", "asc", "desc"):
        raise Invalid({"sort": [Message("Tidak ada urutan bernama %(sort)s.", {"sort": wanted.sort})]})
    key = "package_count" if field == "packages" else field
    chosen = [shape for shape in shapes if not wanted.only or shape["name"] in wanted.only]
    descending = direction == "desc" or (not direction and _SORTS[field])
    chosen.sort(key=lambda shape: _sort_value(shape[key]), reverse=descending)
    most = _MOST_OBJECTS if wanted.all_fields else _MOST_NAMES
    limit = most if wanted.limit is None else min(wanted.limit, most)
    part = chosen[wanted.offset : wanted.offset + limit]
    if not wanted.all_fields:
        return [shape["name"] for shape in part]
    return [shape if wanted.include_dataset_count else without_count(shape) for shape in part]


def without_count(shape: Shape) -> Shape:
    """The object without its number of datasets."""
    return {name: value for name, value in shape.items() if name != "package_count"}


def _sort_value(value: object) -> tuple[int, str]:
    return (value, "") if isinstance(value, int) else (0, str(value).casefold())

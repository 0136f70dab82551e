"""The part of a list that organization_list and group_list give."""

from typing import Any

import pytest

from catalog.api.listing import choose
from catalog.wire.ckan_params import OrganizationList

SHAPES: list[dict[str, object]] = [
    {"name": f"n{number:04}", "title": f"T{number % 7}", "package_count": number} for number in range(1200)
]


@pytest.mark.parametrize(
    ("wanted", "first", "count"),
    [
        ({}, "n0000", 1000),
        ({"limit": 2000}, "n0000", 1000),
        ({"sort": "package_count"}, "n1199", 1000),
        ({"sort": "package_count asc"}, "n0000", 1000),
        ({"sort": "packages desc", "limit": 3}, "n1199", 3),
        ({"sort": "name desc", "offset": 1199}, "n0000", 1),
    ],
)
def test_names(wanted: dict[str, Any], first: str, count: int) -> None:
    chosen = choose(SHAPES, OrganizationList(**wanted))
    assert (chosen[0], len(chosen)) == (first, count)


def test_objects_come_25_at_a_time() -> None:
    assert choose(SHAPES, OrganizationList(all_fields=True, limit=100, sort="name")) == SHAPES[:25]

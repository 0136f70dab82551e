"""A budget taken apart: on every way down, the parts of each part add up to it."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given

from catalog import budget
from catalog.budget import Breakdown
from catalog.datasets import DatasetVersion
from catalog.errors import NotFound
from catalog.work import Work
from tests.budget.test_cube import COLUMNS, JATIM, figures, tables
from tests.fuzzing import tries

Put = Callable[..., DatasetVersion]


def down(work: Work, way: str, path: tuple[str, ...], whole: Decimal | None) -> int:
    """Walk a way to its end; gives how many parts there are."""
    found = budget.breakdown(work, JATIM.key, 2025, way=way, path=path)
    assert found.amount == sum((part.amount for part in found.parts), Decimal(0))
    assert found.lines == sum(part.lines for part in found.parts)
    assert whole is None or found.amount == whole
    assert [part.code for part in found.path] == list(path)
    assert list(found.parts) == sorted(found.parts, key=lambda part: -part.amount)
    count = len(found.parts)
    for part in found.parts:
        if found.below and part.whole:
            count += down(work, way, (*path, part.code), part.amount)
    return count


@tries(6)
@given(rows=tables)
def test_the_parts_of_every_part_add_up_to_it(work: Work, put: Put, rows: list[tuple[object, ...]]) -> None:
    put("apbd", COLUMNS, rows, figures("apbd"))
    first = budget.breakdown(work, JATIM.key, 2025)
    assert set(first.ways) == {"organization", "program", "account", "sumber_dana"}
    for way in first.ways:
        assert down(work, way, (), first.amount) >= len(first.parts) > 0


ROW = ("A", "", "1.01.02.1.01.0001", "5.1.02.01.01.0001", "Nama", "DAU", "", "", Decimal("7.25"))


def one(work: Work, put: Put) -> Breakdown:
    put("apbd", COLUMNS, [ROW], figures("apbd"))
    return budget.breakdown(work, JATIM.key, 2025, way="account")


def test_accounts_begin_where_they_tell_figures_apart(work: Work, put: Put) -> None:
    found = one(work, put)
    assert (found.step.dimension, found.step.level) == ("account", 2)
    assert [part.code for part in found.parts] == ["5.1"]
    assert found.parts[0].name == "Belanja Operasi"
    assert found.parts[0].share == 1
    deepest = ("5.1", "5.1.02", "5.1.02.01", "5.1.02.01.01")
    assert budget.breakdown(work, JATIM.key, 2025, way="account", path=deepest).below is None


@pytest.mark.parametrize(
    ("way", "path", "rung"),
    [
        ("lokasi", (), ""),
        ("program", ("9.99.99",), ""),
        ("organization", ("A", "B", "C", "D", "E"), ""),
        ("", (), "spent"),
        ("", (), "zzz"),
    ],
)
def test_what_is_not_there_is_not_found(
    work: Work, put: Put, way: str, path: tuple[str, ...], rung: str
) -> None:
    one(work, put)
    with pytest.raises(NotFound):
        budget.breakdown(work, JATIM.key, 2025, rung=rung, way=way, path=path)

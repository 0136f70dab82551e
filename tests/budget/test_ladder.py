"""The ladder: every rupiah of every stage is either joined or in a remainder, whatever the figures are."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete

from catalog import budget, datasets
from catalog.budget import FiguresDraft, Government, Join, joins
from catalog.budget.join_job import missing
from catalog.budget.models import BudgetJoin
from catalog.datasets import DatasetVersion
from catalog.errors import NotFound
from catalog.tabular import Column
from catalog.work import Work
from tests.fuzzing import tries

Put = Callable[..., DatasetVersion]
Cells = tuple[str, str, str, str, str, Decimal]

JATIM = Government("35", "kemendagri", "Pemprov Jawa Timur")
SCHEME = "kepmendagri-050-5889"
NAMES = ("organization_code", "sub_unit_code", "sub_kegiatan_code", "rekening_code", "sumber_dana")
COLUMNS = (*(Column(name, "text") for name in NAMES), Column("pagu", "decimal", unit="rupiah"))
SUB_KEGIATAN = ("1.01.02.1.01.0001", "1.01.02.1.01.0002", "1.02.03.1.01.0001")
BELANJA = ("5.1.02.01.01.0001", "5.1.02.01.01.0002", "5.2.02.01.01.0001")

amounts = st.decimals(-(10**15), 10**15, places=2)
belanja = st.tuples(
    st.sampled_from(["A", "B", "C"]),
    st.sampled_from(["", "A1"]),
    st.sampled_from(SUB_KEGIATAN),
    st.sampled_from(BELANJA),
    st.sampled_from(["DAU", "PAD"]),
    amounts,
)
income = st.tuples(
    st.sampled_from(["A", "B"]),
    st.just(""),
    st.just(""),
    st.sampled_from(["4.1.01", "4.1.01.01.01.0001", "6.1.01", "6.2.02"]),
    st.just(""),
    amounts,
)
tables = st.lists(st.one_of(belanja, income), min_size=1, max_size=25)
grains = st.sampled_from(
    [
        NAMES,
        NAMES[:4],
        (NAMES[0], *NAMES[2:4]),
        (NAMES[0], NAMES[2]),
        (NAMES[0], NAMES[3]),
        NAMES[:1],
        NAMES[3:4],
    ]
)


def figures(
    stage: str, names: Sequence[str] = NAMES, scheme: str = SCHEME, sample: bool = False
) -> FiguresDraft:
    return FiguresDraft(
        table="angka",
        stage=stage,
        fiscal_year=2025,
        amount="pagu",
        fields={name: name for name in names},
        governments=(JATIM,),
        account_scheme=scheme if "rekening_code" in names else "",
        program_scheme=scheme if "sub_kegiatan_code" in names else "",
        sample=sample,
    )


@tries(20)
@given(left=tables, right=tables, left_grain=grains, right_grain=grains, one_agency=st.booleans())
def test_matched_and_unmatched_add_up_to_each_stage(
    work: Work,
    put: Put,
    left: list[Cells],
    right: list[Cells],
    left_grain: Sequence[str],
    right_grain: Sequence[str],
    one_agency: bool,
) -> None:
    put("apbd", COLUMNS, left, figures("apbd", left_grain))
    put("perubahan", COLUMNS, right, figures("perubahan", right_grain))
    agency = "A" if one_agency else ""
    try:
        sections = budget.ladder(work, JATIM.key, 2025, agency).sections
    except NotFound:
        assert one_agency
        return
    for section in sections:
        for rung, source in section.sources.items():
            whole = source.amount
            if agency:
                whole = budget.lines(work, source.budget_id, organization=agency, limit=0).amount
                whole -= sum(
                    budget.lines(work, source.budget_id, organization=agency, rekening=code, limit=0).amount
                    for code in ("4", "5", "6.1", "6.2")
                    if budget.DIRECTIONS[("4", "5", "6.1", "6.2").index(code)] != section.direction
                )
            assert (getattr(section.total, rung) or 0) == whole
            tops = [getattr(row, rung) or 0 for row in section.rows if not row.parent]
            assert sum(tops) == whole
        for join in section.joins:
            assert_whole(join, section.total.budgeted or Decimal(0), section.total.revised or Decimal(0))


def assert_whole(join: Join, left: Decimal, right: Decimal) -> None:
    assert sum(match.left for match in join.levels) + join.left_only.amount == left
    assert sum(match.right for match in join.levels) + join.right_only.amount == right
    for remainder in (join.left_only, join.right_only):
        assert len(remainder.listed) == remainder.count
        assert sum(one.amount for one in remainder.listed) == remainder.amount


@tries(12)
@given(left=tables, right=tables, left_grain=grains, right_grain=grains)
def test_joins_made_ahead_are_those_that_are_made_on_request(
    work: Work,
    put: Put,
    every_join: None,
    left: list[Cells],
    right: list[Cells],
    left_grain: Sequence[str],
    right_grain: Sequence[str],
) -> None:
    put("apbd", COLUMNS, left, figures("apbd", left_grain))
    put("perubahan", COLUMNS, right, figures("perubahan", right_grain))
    work.session.execute(delete(BudgetJoin))
    asked = []
    for agency in ("", "A", "B"):
        with suppress(NotFound):
            budget.ladder(work, JATIM.key, 2025, agency)
            asked.append(agency)
    before = [budget.ladder(work, JATIM.key, 2025, agency) for agency in asked]
    pairs = missing(work, JATIM.key, 2025)
    assert len(pairs) == sum(len(section.joins) for section in before[0].sections)
    work.session.add_all([joins.make(work, *pair) for pair in pairs])
    work.session.flush()
    assert not missing(work, JATIM.key, 2025)
    assert [budget.ladder(work, JATIM.key, 2025, agency) for agency in asked] == before


def test_drafts_find_their_joins_made_when_they_are_published(work: Work, put: Put, every_join: None) -> None:
    rows = [spend("A", SUB_KEGIATAN[0], BELANJA[0], "90")]
    drafts = [
        put(name, COLUMNS, rows, figures(stage), publish=False)
        for name, stage in (("apbd", "apbd"), ("lra", "realisasi"))
    ]
    pairs = missing(work, JATIM.key, 2025)
    assert [(left.stage, right.stage) for left, right in pairs] == [("apbd", "realisasi")]
    work.session.add_all([joins.make(work, *pair) for pair in pairs])
    for draft in drafts:
        datasets.publish(work, draft)
    assert missing(work, JATIM.key, 2025) == []
    (join,) = budget.ladder(work, JATIM.key, 2025).sections[0].joins
    assert joins.kept_at(work, join.left, join.right)


@tries(10)
@given(left=st.lists(belanja, min_size=1, max_size=25), right=st.lists(belanja, min_size=1, max_size=25))
def test_levels_are_those_of_a_plain_computation(
    work: Work, put: Put, left: list[Cells], right: list[Cells]
) -> None:
    put("apbd", COLUMNS, left, figures("apbd"))
    put("perubahan", COLUMNS, right, figures("perubahan"))
    (join,) = budget.ladder(work, JATIM.key, 2025).sections[0].joins
    expected = []
    one, other = list(left), list(right)
    # Level 2 drops sumber dana, 3 the sub unit, 4 the account; organization and sub kegiatan stay.
    levels: list[tuple[int, ...]] = [(0, 1, 2, 3, 4), (0, 1, 2, 3), (0, 2, 3), (0, 2)]
    if not all(any(row[1] for row in rows) for rows in (left, right)):
        levels = [(0, 2, 3, 4), (0, 2, 3), (0, 2)]  # a part that one stage lacks is in no key
    for places in levels:
        sums_one, sums_other = sums(one, places), sums(other, places)
        both = sums_one.keys() & sums_other.keys()
        expected.append((len(both), sum(sums_one[key] for key in both), sum(sums_other[key] for key in both)))
        one = [row for row in one if tuple(row[place] for place in places) not in both]
        other = [row for row in other if tuple(row[place] for place in places) not in both]
    assert [(match.groups, match.left, match.right) for match in join.levels] == expected
    assert join.left_only.amount == sum(row[5] for row in one)
    assert join.right_only.amount == sum(row[5] for row in other)


def sums(rows: list[Cells], places: Sequence[int]) -> dict[tuple[str | Decimal, ...], Decimal]:
    found: dict[tuple[str | Decimal, ...], Decimal] = {}
    for row in rows:
        key = tuple(row[place] for place in places)
        found[key] = found.get(key, Decimal(0)) + Decimal(row[5])
    return found


def D(*values: int | str) -> tuple[Decimal, ...]:
    return tuple(Decimal(value) for value in values)


def spend(agency: str, activity: str, account: str, amount: str, fund: str = "DAU") -> Cells:
    return (agency, "", activity, account, fund, Decimal(amount))


def test_four_rungs_and_absorption_against_the_revised_budget(work: Work, put: Put) -> None:
    plan = (NAMES[0], NAMES[2])
    one, two, three = SUB_KEGIATAN
    put("rkpd", COLUMNS, [spend("A", one, "", "100"), spend("B", three, "", "7")], figures("rkpd", plan))
    put(
        "apbd",
        COLUMNS,
        [spend("A", one, BELANJA[0], "90"), spend("A", two, BELANJA[0], "5")],
        figures("apbd"),
    )
    put(
        "pak",
        COLUMNS,
        [spend("A", one, BELANJA[0], "80"), spend("A", two, BELANJA[0], "0")],
        figures("perubahan"),
    )
    put("lra", COLUMNS, [spend("A", one, BELANJA[0], "60.01")], figures("realisasi"))

    belanja = budget.ladder(work, JATIM.key, 2025).sections[0]
    a, b = belanja.rows
    assert (a.planned, a.budgeted, a.revised, a.spent) == D(100, 95, 80, "60.01")
    assert (belanja.absorption_base, a.absorption) == ("revised", Decimal("0.7501"))
    assert b.planned == 7
    assert (b.budgeted, b.revised, b.spent, b.absorption) == (None, None, None, None)
    first = belanja.joins[0]
    assert [(match.level, match.key) for match in first.levels] == [(4, ("organization", "sub_kegiatan"))]
    assert [(one.organization, one.activity, one.amount) for one in first.left_only.listed] == [
        ("B", three, Decimal(7))
    ]
    assert [(one.organization, one.activity, one.amount) for one in first.right_only.listed] == [
        ("A", two, Decimal(5))
    ]

    drilled = budget.ladder(work, JATIM.key, 2025, "A").sections[0]
    assert [(row.level, row.code, row.planned, row.spent) for row in drilled.rows] == [
        ("program", "1.01.02", 100, Decimal("60.01")),
        ("kegiatan", "1.01.02.1.01", 100, Decimal("60.01")),
        ("sub_kegiatan", one, 100, Decimal("60.01")),
        ("sub_kegiatan", two, None, None),
    ]
    assert drilled.rows[3].absorption is None  # nothing spent, nothing revised to spend


def test_directions_stand_apart_and_computed_lines_are_in_none(work: Work, put: Put) -> None:
    rows = [
        spend("A", "", "4.1.01", "10"),
        spend("A", SUB_KEGIATAN[0], "5.1.01", "13"),
        spend("A", "", "6.1.01", "4"),
        spend("A", "", "6.2.02", "1"),
        spend("A", "", "6.3", "99"),
        spend("A", SUB_KEGIATAN[0], "#N/A", "0.5"),
    ]
    put("apbd", COLUMNS, rows, figures("apbd"))
    sections = budget.ladder(work, JATIM.key, 2025).sections
    assert [(section.direction, section.total.budgeted) for section in sections] == [
        ("belanja", *D(13)),
        ("pendapatan", *D(10)),
        ("pembiayaan_penerimaan", *D(4)),
        ("pembiayaan_pengeluaran", *D(1)),
    ]
    (unread,) = budget.ladder(work, JATIM.key, 2025).unclassified
    assert unread.amount == Decimal("0.5")
    overview = budget.overview(work, JATIM.key, 2025)
    assert overview.budget.pembiayaan == 3
    assert overview.budget.pendapatan
    assert overview.budget.pendapatan.amount == 10
    assert overview.spent.belanja is None


def test_codes_of_different_schemes_are_never_compared(work: Work, put: Put) -> None:
    row = spend("A", SUB_KEGIATAN[0], BELANJA[0], "5")
    put("apbd", COLUMNS, [row], figures("apbd"))
    put("pak", COLUMNS, [row], figures("perubahan", scheme="permendagri-90-2019"))
    (join,) = budget.ladder(work, JATIM.key, 2025).sections[0].joins
    assert [match.key for match in join.levels] == [("organization",)]
    drilled = budget.ladder(work, JATIM.key, 2025, "A").sections[0]
    assert {
        (found.scheme, found.budgeted, found.revised) for found in drilled.rows if found.level == "program"
    } == {
        (SCHEME, 5, None),
        ("permendagri-90-2019", None, 5),
    }


def test_accounts_that_stop_at_different_depths_meet_where_both_reach(work: Work, put: Put) -> None:
    names = NAMES[3:4]
    coarse = [spend("", "", "5.1.01", "50"), spend("", "", "5.2", "30")]
    fine = [
        spend("", "", "5.1.01.01.01.0001", "50"),
        spend("", "", "5.2.02", "10"),
        spend("", "", "5.2.04", "25"),
        spend("", "", "5.3.01", "1"),
    ]
    put("apbd", COLUMNS, coarse, figures("apbd", names))
    put("lra", COLUMNS, fine, figures("realisasi", names))
    section = budget.ladder(work, JATIM.key, 2025).sections[0]
    (join,) = section.joins
    assert [(match.key, match.groups, match.left, match.right) for match in join.levels] == [
        (("rekening",), 1, *D(50, 50)),
        (("account_group",), 1, *D(30, 35)),
    ]
    assert (join.left_only.amount, join.right_only.amount) == D(0, 1)
    assert section.view == "account"
    assert section.absorption_base == "budgeted"
    found = {row.code: (row.budgeted, row.spent) for row in section.rows}
    assert found["5"] == D(80, 86)
    assert found["5.2"] == D(30, 35)


@pytest.mark.parametrize("stage", ["rkpd", "realisasi"])
def test_a_line_is_itself_in_every_stage(work: Work, put: Put, stage: str) -> None:
    rows = [
        spend("A", SUB_KEGIATAN[0], "5.1.2.1.1.1", "5", "dau"),
        spend("A", SUB_KEGIATAN[0], BELANJA[0], "6"),
    ]
    put("apbd", COLUMNS, rows, figures("apbd"))
    put("lain", COLUMNS, [spend("A", "1.1.2.1.1.1", "5.1.02.01.01.0001.", "1")], figures(stage))
    first = budget.ladder(work, JATIM.key, 2025).sections[0].sources
    lines = [budget.lines(work, source.budget_id).lines for source in first.values()]
    (twice,) = [found for found in lines if len(found) == 2]
    (once,) = [found for found in lines if len(found) == 1]
    assert twice[0].line_id == once[0].line_id
    assert twice[1].line_id == f"{twice[0].line_id}-2"

"""The cube: any drilldown and cut equals a sum over the lines, and what must stay apart does."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import budget
from catalog.budget import Aggregate, Cut, Drill, FiguresDraft, Government, Line
from catalog.datasets import DatasetVersion
from catalog.errors import Invalid, NotFound
from catalog.tabular import Column
from catalog.work import Work
from tests.fuzzing import tries

Put = Callable[..., DatasetVersion]

JATIM = Government("35", "kemendagri", "Pemprov Jawa Timur")
SCHEME = "kepmendagri-050-5889"
NAMES = (
    "organization_code",
    "sub_unit_code",
    "sub_kegiatan_code",
    "rekening_code",
    "rekening_name",
    "sumber_dana",
    "region_code",
    "location",
)
COLUMNS = (*(Column(name, "text") for name in NAMES), Column("pagu", "decimal", unit="rupiah", scale=2))
ONE_BELANJA = (Cut("stage", ("apbd",)), Cut("direction", ("belanja",)))

lines = st.tuples(
    st.sampled_from(["A", "B", "C"]),
    st.sampled_from(["", "A1"]),
    st.sampled_from(["1.01.02.1.01.0001", "1.01.02.1.01.0002", "1.02.03.1.01.0001"]),
    st.sampled_from(["5.1.02.01.01.0001", "5.1.02.01.01.0002", "5.2.02.01.01.0001", "5.1.02", "5.1"]),
    st.sampled_from(["Nama satu", "Nama dua"]),
    st.sampled_from(["DAU", "dau", "PAD"]),
    st.sampled_from(["", "35.78"]),
    st.sampled_from(["", "Surabaya"]),
    st.decimals(-(10**15), 10**15, places=2),
)
tables = st.lists(lines, min_size=1, max_size=25)
drills = st.lists(
    st.sampled_from(
        [
            *(Drill(name) for name in budget.DIMENSIONS if not name.endswith("scheme")),
            *(Drill("account", level) for level in range(1, 7)),
        ]
    ),
    max_size=3,
    unique_by=lambda drill: drill.dimension,
)
cuts = st.lists(
    st.sampled_from(
        [
            Cut("organization", ("A",)),
            Cut("organization", ("A", "C")),
            Cut("program", ("1.01.02",)),
            Cut("sub_kegiatan", ("1.01.02.1.01.0001",)),
            Cut("account", ("5.1",)),
            Cut("account", ("5.1.02.01", "5.2")),
            Cut("sumber_dana", ("Dau",)),
            Cut("region", ("35.78",)),
            Cut("location", ("",)),
        ]
    ),
    max_size=2,
)


def figures(stage: str, scheme: str = SCHEME, year: int = 2025, sample: bool = False) -> FiguresDraft:
    return FiguresDraft(
        table="angka",
        stage=stage,
        fiscal_year=year,
        amount="pagu",
        fields={name: name for name in NAMES},
        governments=(JATIM,),
        account_scheme=scheme,
        program_scheme=scheme,
        sample=sample,
    )


def value(line: Line, drill: Drill) -> tuple[str, ...]:
    """What tells a line's cell apart."""
    match drill.dimension:
        case "government":
            return (JATIM.key,)
        case "fiscal_year":
            return ("2025",)
        case "stage":
            return ("apbd",)
        case "direction":
            return (line.direction,)
        case "account":
            parts = line.rekening.split(".")
            return SCHEME, ".".join(parts[: drill.level or 9])
        case "sumber_dana":
            return (line.sumber_dana.lower(),)
        case "region":
            return (line.region_code or "",)
        case "location":
            return (line.location or "",)
        case "organization" | "sub_unit":
            return JATIM.key, getattr(line, drill.dimension)
    return SCHEME, getattr(line, drill.dimension)


def fits(line: Line, cut: Cut) -> bool:
    (*_, own) = value(line, Drill(cut.dimension))
    if cut.dimension == "account":
        return any(own == one or own.startswith(f"{one}.") for one in cut.values)
    return own in [one.lower() if cut.dimension == "sumber_dana" else one for one in cut.values]


def told(found: Aggregate) -> dict[tuple[str | int, ...], tuple[Decimal, int]]:
    keys = [name for name in found.attributes if name.rpartition(".")[2] in ("code", "scheme", "government")]
    return {tuple(cell.of[key] for key in keys): (cell.amount, cell.lines) for cell in found.cells}


@tries(12)
@given(rows=tables, asked=st.lists(st.tuples(drills, cuts), min_size=8, max_size=8))
def test_any_drilldown_and_cut_equals_a_sum_over_the_lines(
    work: Work, put: Put, rows: list[tuple[object, ...]], asked: list[tuple[list[Drill], list[Cut]]]
) -> None:
    put("apbd", COLUMNS, rows, figures("apbd"))
    put("lra", COLUMNS, rows[:1], figures("realisasi"))
    for drilldown, chosen in asked:
        found = budget.aggregate(work, drilldown, [*ONE_BELANJA, *chosen])
        page = budget.lines(work, found.selection.sources[0].budget_id)
        fitting = [line for line in page.lines if all(fits(line, cut) for cut in chosen)]
        expected: dict[tuple[str, ...], list[Decimal]] = defaultdict(list)
        for line in fitting:
            expected[tuple(part for drill in drilldown for part in value(line, drill))].append(line.amount)
        if not drilldown:
            expected.setdefault((), [])
        assert told(found) == {key: (sum(amounts), len(amounts)) for key, amounts in expected.items()}
        assert found.total_cells == len(found.cells) == len(expected)
        assert (found.amount, found.lines) == (sum(line.amount for line in fitting), len(fitting))
        amounts = [cell.amount for cell in found.cells]
        assert amounts == sorted(amounts, reverse=True)


def spend(agency: str, activity: str, account: str, amount: str, fund: str = "DAU") -> tuple[object, ...]:
    return (agency, "", activity, account, f"Belanja {account}", fund, "", "", Decimal(amount))


ROWS = [
    spend("A", "1.01.02.1.01.0001", "5.1.02.01.01.0001", "10.25"),
    spend("A", "1.01.02.1.01.0002", "5.2.02.01.01.0001", "20"),
    spend("B", "1.02.03.1.01.0001", "5.1.02.01.01.0001", "300", "PAD"),
    spend("B", "", "4.1.01.01.01.0001", "7"),
]


def test_cells_are_what_the_ladder_shows(work: Work, put: Put) -> None:
    put("apbd", COLUMNS, ROWS, figures("apbd"))
    put("lra", COLUMNS, ROWS[:2], figures("realisasi"))
    for organization in ("", "A"):
        section = budget.ladder(work, JATIM.key, 2025, organization).sections[0]
        name = "sub_kegiatan" if organization else "organization"
        shown = {
            (stage, row.code): getattr(row, rung)
            for row in section.rows
            for stage, rung in (("apbd", "budgeted"), ("realisasi", "spent"))
            if row.level == name and getattr(row, rung) is not None
        }
        only = [Cut("organization", (organization,))] if organization else []
        found = budget.aggregate(work, [Drill("stage"), Drill(name)], [Cut("direction", ("belanja",)), *only])
        cells = {(cell.of["stage.code"], cell.of[f"{name}.code"]): cell.amount for cell in found.cells}
        assert cells == shown


def test_an_account_says_its_scheme_its_level_and_its_name(work: Work, put: Put) -> None:
    put("apbd", COLUMNS, ROWS, figures("apbd"))
    found = budget.aggregate(work, [Drill("account", 2)], ONE_BELANJA, order=[("account.code", True)])
    assert [cell.of for cell in found.cells] == [
        {
            "account.scheme": SCHEME,
            "account.code": "5.2",
            "account.label": "Belanja Modal",
            "account.level": 2,
        },
        {
            "account.scheme": SCHEME,
            "account.code": "5.1",
            "account.label": "Belanja Operasi",
            "account.level": 2,
        },
    ]
    deep = budget.aggregate(work, [Drill("account")], ONE_BELANJA)
    assert deep.cells[0].of["account.label"] == "Belanja 5.1.02.01.01.0001"


def test_a_page_of_cells_knows_of_all(work: Work, put: Put) -> None:
    put("apbd", COLUMNS, ROWS, figures("apbd"))
    for offset, amounts in ((0, [Decimal(300)]), (1, [Decimal(20)]), (9, [])):
        found = budget.aggregate(work, [Drill("sub_kegiatan")], ONE_BELANJA, offset=offset, limit=1)
        assert [cell.amount for cell in found.cells] == amounts
        assert (found.total_cells, found.amount, found.lines) == (3, Decimal("330.25"), 3)


@pytest.mark.parametrize("apart", ["stage", "direction", "fiscal_year"])
def test_what_must_stay_apart_is_never_added(work: Work, put: Put, apart: str) -> None:
    put("apbd", COLUMNS, ROWS, figures("apbd"))
    put("lra", COLUMNS, ROWS, figures("realisasi", year=2025))
    put("lama", COLUMNS, ROWS, figures("apbd", year=2024))
    one = {"stage": "apbd", "direction": "belanja", "fiscal_year": "2025"}
    others = [Cut(name, (code,)) for name, code in one.items() if name != apart]
    with pytest.raises(Invalid, match=f"cut={apart}:") as refused:
        budget.aggregate(work, [Drill("organization")], others)
    assert one[apart] in str(refused.value)
    found = budget.aggregate(work, [Drill(apart)], others)
    assert {cell.of[f"{apart}.code"] for cell in found.cells} >= {one[apart]}
    assert len(found.cells) == 2


def test_a_code_without_its_scheme_is_not_compared(work: Work, put: Put) -> None:
    put("apbd", COLUMNS, ROWS, figures("apbd"))
    put("lama", COLUMNS, ROWS, figures("apbd", scheme="permendagri-90-2019", year=2024))
    years = [Drill("fiscal_year")]
    for name, code in (("account", "5.1"), ("program", "1.01.02")):
        with pytest.raises(Invalid, match=f"cut={name}_scheme:"):
            budget.aggregate(work, years, [*ONE_BELANJA, Cut(name, (code,))])
        one = [*ONE_BELANJA, Cut(name, (code,)), Cut(f"{name}_scheme", (SCHEME,))]
        assert [cell.of["fiscal_year.code"] for cell in budget.aggregate(work, years, one).cells] == ["2025"]
    schemes = {
        cell.of["account.scheme"]
        for cell in budget.aggregate(work, [*years, Drill("account", 1)], ONE_BELANJA).cells
    }
    assert schemes == {SCHEME, "permendagri-90-2019"}


def test_sample_figures_never_stand_beside_real_ones(work: Work, put: Put) -> None:
    put("contoh", COLUMNS, ROWS, figures("realisasi", sample=True))
    stages = [Drill("stage")]
    belanja = [Cut("direction", ("belanja",))]
    found = budget.aggregate(work, stages, belanja)
    assert found.selection.sample
    assert found.amount == Decimal("330.25")
    put("apbd", COLUMNS, ROWS[:1], figures("apbd"))
    found = budget.aggregate(work, stages, belanja)
    assert not found.selection.sample
    assert [(cell.of["stage.code"], cell.amount) for cell in found.cells] == [("apbd", Decimal("10.25"))]


def test_what_was_superseded_or_is_not_public_is_not_counted(work: Work, put: Put) -> None:
    put("apbd-salinan", COLUMNS, ROWS, figures("apbd"))
    put("apbd", COLUMNS, ROWS, figures("apbd"))
    put("apbd", COLUMNS, ROWS[:1], figures("apbd"))
    put("rancangan", COLUMNS, ROWS, figures("perubahan"), publish=False)
    found = budget.aggregate(work, [Drill("stage")], [Cut("direction", ("belanja",))])
    assert [(cell.of["stage.code"], cell.amount) for cell in found.cells] == [("apbd", Decimal("10.25"))]


@pytest.mark.parametrize(
    ("drilldown", "chosen", "parameter", "told_of"),
    [
        ([Drill("skpd")], [], "drilldown", "organization"),
        ([Drill("account", 7)], [], "drilldown", "1, 2, 3, 4, 5, 6"),
        ([Drill("organization", 1)], [], "drilldown", "organization"),
        ([Drill("account", 1), Drill("account", 2)], [], "drilldown", "account"),
        ([], [Cut("rekening", ("5",))], "cut", "account"),
        ([], [Cut("fiscal_year", ("dua ribu",))], "cut", "fiscal_year"),
    ],
)
def test_a_refusal_names_the_parameter_and_what_there_is(
    work: Work, put: Put, drilldown: Sequence[Drill], chosen: Sequence[Cut], parameter: str, told_of: str
) -> None:
    put("apbd", COLUMNS, ROWS, figures("apbd"))
    with pytest.raises(Invalid, match=told_of) as refused:
        budget.aggregate(work, drilldown, chosen)
    assert list(refused.value.fields) == [parameter]
    with pytest.raises(Invalid, match="amount"):
        budget.aggregate(work, [], ONE_BELANJA, order=[("zzz", False)])


def test_nothing_published_is_not_zero(work: Work, put: Put) -> None:
    put("apbd", COLUMNS, ROWS, figures("apbd"))
    with pytest.raises(NotFound):
        budget.aggregate(work, [], [Cut("fiscal_year", ("1999",))])
    found = budget.aggregate(work, [Drill("organization")], [*ONE_BELANJA, Cut("organization", ("Z",))])
    assert not found.cells
    assert (found.amount, found.lines) == (Decimal(0), 0)


def test_members_of_a_dimension_in_their_order(work: Work, put: Put) -> None:
    put("apbd", COLUMNS, ROWS, figures("apbd"))
    put("lra", COLUMNS, ROWS, figures("realisasi"))
    found = budget.members(work, Drill("organization"))
    assert [cell.of["organization.code"] for cell in found.cells] == ["A", "B"]
    levels = budget.members(work, Drill("account", 2), [Cut("stage", ("apbd",))])
    assert [cell.of["account.code"] for cell in levels.cells] == ["4.1", "5.1", "5.2"]

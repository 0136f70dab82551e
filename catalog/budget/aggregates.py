"""Sums of the cube: cells by any of its dimensions, all of them, and the members of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from catalog.budget import cube, sums
from catalog.budget.choice import Source
from catalog.budget.cube import DIMENSIONS, OF_SOURCE, Cut, Dimension, Drill, Selection
from catalog.budget.joins import money
from catalog.budget.reference_codes import account_title
from catalog.errors import Invalid
from catalog.tabular import ask
from catalog.text import Message
from catalog.work import Work

MAX_CELLS = 10_000  # of one answer
_MOST_LINES = 3_000_000  # read for one answer that no sums can give
AMOUNT, LINES = "amount", "lines"
# One row for each source; `side` is its direction as the lines write it.
_SOURCES = "SELECT " + ", ".join(
    [
        *(f"unnest(?) AS {name}" for name in ("file", "side", "government_code", "government_name")),
        "unnest(?)::DECIMAL(38, {scale}) AS total",
        "unnest(?) AS leaves",
        *(f"unnest(?) AS {name}" for name in OF_SOURCE),
    ]
)
# What follows from a member's code, of a source (s) or of its lines (r).
_LABELS = {
    "government.label": "max(s.government_name)",
    "organization.label": "max(r.organization_name)",
    "organization.slug": "max(r.organization_slug)",
    "sub_unit.label": "max(r.sub_unit_name)",
    "program.label": "max(r.program_name)",
    "kegiatan.label": "max(r.kegiatan_name)",
    "sub_kegiatan.label": "max(r.sub_kegiatan_name)",
    "account.label": "max(r.rekening_name)",
    "sumber_dana.label": "max(r.sumber_dana)",
}


@dataclass(frozen=True)
class Cell:
    """One cell: `of` has the value of each attribute, `amount` exact rupiah of so many budget `lines`."""

    of: Mapping[str, str | int]
    amount: Decimal
    lines: int


@dataclass(frozen=True)
class Aggregate:
    """Cells of one page; `total_cells`, `amount` and `lines` are of all that fit the cuts."""

    attributes: tuple[str, ...]
    cells: tuple[Cell, ...]
    total_cells: int
    amount: Decimal
    lines: int
    selection: Selection


@dataclass(frozen=True)
class _Plan:
    """SQL of each attribute in order, those of `keys` tell cells apart; columns and depth of lines needed."""

    attributes: Mapping[str, str]
    keys: tuple[str, ...]
    columns: frozenset[str]
    depth: int


def aggregate(
    work: Work,
    drilldown: Sequence[Drill] = (),
    cuts: Sequence[Cut] = (),
    order: Sequence[tuple[str, bool]] = ((AMOUNT, True),),
    offset: int = 0,
    limit: int = 100,
) -> Aggregate:
    """Sums by the dimensions of the drilldown; `order` names attributes, amount, lines; True is descending.

    Raises Invalid, naming drilldown, cut or order, and NotFound when nothing published fits the cuts.
    """
    cube.require_known(drilldown)
    selection = cube.select(work, cuts)
    cube.require_addable(selection, drilldown)
    return _asked(work, selection, drilldown, order, offset, limit)


def members(
    work: Work, dimension: Drill, cuts: Sequence[Cut] = (), offset: int = 0, limit: int = 100
) -> Aggregate:
    """The members of a dimension in their order; their amounts mean nothing where stages are mixed."""
    cube.require_known([dimension])
    selection = cube.select(work, cuts)
    return _asked(work, selection, [dimension], (), offset, limit)


def _asked(
    work: Work,
    selection: Selection,
    drilldown: Sequence[Drill],
    order: Sequence[tuple[str, bool]],
    offset: int,
    limit: int,
) -> Aggregate:
    plan = _plan(drilldown, selection.cuts)
    fields = "".join(f"{sql} AS {_quoted(name)}, " for name, sql in plan.attributes.items())
    groups = f"GROUP BY {', '.join(plan.attributes[key] for key in plan.keys)}" if plan.keys else ""
    files, rows, params = _rows(work, selection, plan)
    where, cut_params = conditions(selection.cuts)
    found: list[tuple[Any, ...]] = ask(
        f"""WITH s AS ({_SOURCES.format(scale=_scale(selection.sources))}), cells AS MATERIALIZED (
            SELECT {fields} coalesce(sum({AMOUNT}), 0) AS amount, coalesce(sum({LINES}), 0) AS lines
            FROM {rows} WHERE {where} {groups}
        ), page AS (
            SELECT *, row_number() OVER (ORDER BY {_order(plan, order)}) AS number
            FROM cells ORDER BY number LIMIT ? OFFSET ?
        )
        SELECT whole.*, page.* FROM (SELECT count(*), sum(amount), sum(lines) FROM cells) whole
        LEFT JOIN page ON true ORDER BY number""",
        files,
        [*params, *cut_params, limit, offset],
    )
    count, amount, lines = found[0][:3]
    return Aggregate(
        attributes=tuple(plan.attributes),
        cells=tuple(_cell(plan, row[3:]) for row in found if row[-1] is not None),
        total_cells=count,
        amount=money(amount),
        lines=int(lines or 0),
        selection=selection,
    )


def _plan(drilldown: Sequence[Drill], cuts: Sequence[Cut]) -> _Plan:
    attributes: dict[str, str] = {}
    keys: list[str] = []
    depths = [_depth(value) for cut in cuts if cut.dimension == "account" for value in cut.values]
    for drill in drilldown:
        dimension = DIMENSIONS[drill.dimension]
        if drill.dimension == "account":
            depths.append(drill.level or sums.WHOLE)
        for name in dimension.attributes:
            attribute = f"{dimension.name}.{name}"
            attributes[attribute] = _attribute(dimension, name, drill.level)
            if name in ("scheme", "government", "code"):
                keys.append(attribute)
    asked = [DIMENSIONS[name].column for name in _dimensions(drilldown, cuts)]
    return _Plan(attributes, tuple(keys), frozenset(filter(None, asked)), max(depths, default=sums.WHOLE))


def _dimensions(drilldown: Sequence[Drill], cuts: Sequence[Cut]) -> list[str]:
    return [*(one.dimension for one in drilldown), *(one.dimension for one in cuts)]


def _attribute(dimension: Dimension, name: str, level: int) -> str:
    match dimension.name, name:
        case "account", "level":
            return f"max(least(r.account_level, {level or sums.WHOLE}))"
        case "account", "code" if level:
            return sums.account_to(level)
        case "account", "label" if level:
            return f"max(CASE WHEN r.account_level <= {level} THEN r.rekening_name END)"
        case "sumber_dana", "code":
            return "lower(r.sumber_dana)"  # a name, not a code
        case _, "code":
            return f"r.{dimension.column}" if dimension.column else f"s.{dimension.name}"
        case _, "scheme" | "government":
            return f"s.{dimension.within}"
    return _LABELS[f"{dimension.name}.{name}"]


def _rows(
    work: Work, selection: Selection, plan: _Plan
) -> tuple[dict[str, Path], str, list[Sequence[object]]]:
    """Files, the relation over them in which rows meet their sources, and the parameters of _SOURCES."""
    if not plan.columns:
        return (
            {},
            "(SELECT *, total AS amount, leaves AS lines FROM s) s",
            _params(selection.sources, [""] * len(selection.sources)),
        )
    columns = sorted({*plan.columns, *(name for one in plan.columns for name in sums.NAMES.get(one, ()))})
    columns += ["account_level"] if "rekening" in plan.columns else []
    paths: dict[str, Path] = {}
    parts: dict[str, str] = {}
    of_source: list[str] = []
    for source in selection.sources:
        path, rows = sums.relation(work, source, plan.columns, plan.depth)
        paths[path.name] = path
        of_source.append(path.name)
        parts[path.name] = (
            f"SELECT '{path.name}' AS file, government_code, direction, "
            f"{', '.join((*columns, 'amount', 'lines'))} FROM ({rows})"
        )
    read = sum(
        source.lines
        for source, file in zip(selection.sources, of_source, strict=True)
        if file == source.lines_sha256
    )
    if read > _MOST_LINES:
        problem = Message(
            "Rincian ini terlalu besar untuk sekali tanya. Persempit dengan cut fiscal_year, stage, "
            "direction atau government."
        )
        raise Invalid({"cut": [problem]})
    joined = f"({' UNION ALL '.join(parts.values())}) r JOIN s ON r.file = s.file"
    return (
        paths,
        f"{joined} AND r.government_code = s.government_code AND r.direction = s.side",
        _params(selection.sources, of_source),
    )


def _scale(sources: Sequence[Source]) -> int:
    """Digits after the point that keep every amount whole."""
    return max(-int(source.amount.as_tuple().exponent) for source in sources)


def _params(sources: Sequence[Source], files: Sequence[str]) -> list[Sequence[object]]:
    """The columns of _SOURCES."""
    return [
        files,
        [one.direction for one in sources],
        [one.government_code for one in sources],
        [one.government_name for one in sources],
        [f"{one.amount:f}" for one in sources],
        [one.lines for one in sources],
        *([of(one) for one in sources] for of in OF_SOURCE.values()),
    ]


def conditions(cuts: Sequence[Cut]) -> tuple[str, list[str]]:
    """The SQL condition of cuts on lines, which are `r` in it, and its parameters."""
    found, params = ["true"], []
    for cut in cuts:
        column = DIMENSIONS[cut.dimension].column
        match cut.dimension:
            case "account":
                one, times = "r.rekening = ? OR starts_with(r.rekening, ? || '.')", 2
            case "organization":
                one, times = "r.organization = ? OR r.organization_slug = ?", 2
            case "sumber_dana":
                one, times = "lower(r.sumber_dana) = lower(?)", 1
            case _:
                one, times = f"coalesce(r.{column}, '') = ?", 1
        found.append(f"({' OR '.join([one] * len(cut.values))})")
        params += [value for value in cut.values for _ in range(times)]
    return " AND ".join(found), params


def _order(plan: _Plan, order: Sequence[tuple[str, bool]]) -> str:
    """As asked, then by what cells are told apart by."""
    known = {AMOUNT, LINES, *plan.attributes}
    for name, _down in order:
        if name not in known:
            problem = Message(
                "Tidak dapat diurutkan menurut %(name)s; yang ada: %(names)s.",
                {"name": name, "names": ", ".join(sorted(known))},
            )
            raise Invalid({"order": [problem]})
    asked = dict([*order, *((key, False) for key in plan.keys if key not in dict(order))])
    return (
        ", ".join(f"{_quoted(name)}{' DESC' if down else ''} NULLS LAST" for name, down in asked.items())
        or "1"
    )


def _cell(plan: _Plan, row: tuple[Any, ...]) -> Cell:
    of = {name: "" if value is None else value for name, value in zip(plan.attributes, row, strict=False)}
    if "account.label" in of and not of["account.label"]:
        of["account.label"] = account_title(str(of["account.code"]), str(of["account.scheme"]))
    amount, lines, _number = row[len(of) :]
    return Cell(of, money(amount), int(lines))


def _depth(code: str) -> int:
    return code.count(".") + 1


def _quoted(name: str) -> str:
    return f'"{name}"'

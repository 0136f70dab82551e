"""A budget taken apart step by step: by agency, program or account, each part with what is below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog.budget import choice
from catalog.budget.aggregates import AMOUNT, MAX_CELLS, Aggregate, Cell, aggregate
from catalog.budget.choice import Source
from catalog.budget.codes import DIRECTIONS
from catalog.budget.cube import Cut, Drill
from catalog.errors import NotFound
from catalog.text import Message
from catalog.work import Work

# Ways to go down; the last has a step for each segment of an account that can tell figures apart.
WAYS: Mapping[str, tuple[str, ...]] = {
    "organization": ("organization", "program", "kegiatan", "sub_kegiatan"),
    "program": ("program", "kegiatan", "sub_kegiatan", "organization"),
    "account": ("account",),
    "sumber_dana": ("sumber_dana", "organization"),
}
# A direction is an account itself: belanja is 5, pembiayaan 6 and its two sides 6.1 and 6.2.
_FIRST_LEVEL = {
    "pendapatan": 2,
    "belanja": 2,
    "pembiayaan_penerimaan": 3,
    "pembiayaan_pengeluaran": 3,
}


@dataclass(frozen=True)
class Part:
    """One part of a whole: exact rupiah of so many leaves; `share` of the whole is a ratio, None of zero.

    `code` is empty where the source gives none, `organization` the slug of an agency that is listed here.
    `whole` says whether the code stands for this part alone; else it is an account that has lines of its own
    beside others below it, and this part is the lines of its own.
    """

    code: str
    name: str
    organization: str
    amount: Decimal
    lines: int
    share: Decimal | None
    whole: bool


@dataclass(frozen=True)
class Breakdown:
    """The parts of what `path` leads to, largest first; they add up to `amount`.

    `step` is the dimension that they are of with the level of accounts, `below` the one under them, None at
    the end. `cuts` and `step` ask the same of `aggregate`. `directions`, `rungs` and `ways` are what else can
    be chosen.
    """

    source: Source
    rung: str
    way: str
    path: tuple[Part, ...]
    step: Drill
    below: Drill | None
    parts: tuple[Part, ...]
    amount: Decimal
    lines: int
    cuts: tuple[Cut, ...]
    directions: tuple[str, ...]
    rungs: Mapping[str, Source]
    ways: tuple[str, ...]


def breakdown(
    work: Work,
    government: str,
    year: int,
    direction: str = "belanja",
    rung: str = "",
    way: str = "",
    path: Sequence[str] = (),
) -> Breakdown:
    """What a rung of a year consists of, below the codes of `path`; the newest budget by the first way
    that its source knows when none is told. Raises NotFound.
    """
    known = choice.sources(work, government, year)
    rungs = choice.rungs(known, direction)
    rung = rung or next((one for one in ("revised", "budgeted", "planned", "spent") if one in rungs), "")
    if rung not in rungs:
        raise NotFound(Message("Tahap %(stage)s belum terbit untuk tahun ini.", {"stage": rung or direction}))
    source = rungs[rung]
    ways = {name: steps for name in WAYS if (steps := _steps(source, name))}
    way = way or next(iter(ways), "")
    if way not in ways or len(path) >= len(ways[way]):
        raise NotFound(Message("Angka ini tidak dapat diuraikan seperti itu."))
    steps = ways[way]
    above, cuts = _path(work, source, steps, path)
    found = aggregate(work, [steps[len(path)]], cuts, ((AMOUNT, True),), 0, MAX_CELLS)
    return Breakdown(
        source=source,
        rung=rung,
        way=way,
        path=above,
        step=steps[len(path)],
        below=steps[len(path) + 1] if len(path) + 1 < len(steps) else None,
        parts=_parts(found, steps[len(path)]),
        amount=found.amount,
        lines=found.lines,
        cuts=cuts,
        directions=tuple(one for one in DIRECTIONS if choice.rungs(known, one)),
        rungs=rungs,
        ways=tuple(ways),
    )


def _steps(source: Source, way: str) -> tuple[Drill, ...]:
    """The steps of a way that the source's lines know."""
    if way == "account":
        first = max(1, min(_FIRST_LEVEL.get(source.direction, 1), source.greatest_level))
        deepest = source.greatest_level if "rekening" in source.parts else 0
        return tuple(Drill("account", level) for level in range(first, deepest + 1))
    first_name, *_rest = WAYS[way]
    return tuple(Drill(name) for name in WAYS[way] if name in source.parts and first_name in source.parts)


def _path(
    work: Work, source: Source, steps: Sequence[Drill], codes: Sequence[str]
) -> tuple[tuple[Part, ...], tuple[Cut, ...]]:
    cuts = {
        "government": source.government,
        "fiscal_year": str(source.fiscal_year),
        "stage": source.stage,
        "direction": source.direction,
    }
    above: list[Part] = []
    for drill, code in zip(steps, codes, strict=False):
        cuts[drill.dimension] = code  # an account takes the place of the one above it
        parts = _parts(aggregate(work, [drill], _cuts(cuts)), drill)
        if not parts:
            raise NotFound(Message("Tidak ada angka dengan kode %(code)s.", {"code": code}))
        above.append(parts[0])
    return tuple(above), _cuts(cuts)


def _cuts(values: Mapping[str, str]) -> tuple[Cut, ...]:
    return tuple(Cut(dimension, (value,)) for dimension, value in values.items())


def _parts(found: Aggregate, drill: Drill) -> tuple[Part, ...]:
    return tuple(_part(cell, drill, found.amount) for cell in found.cells)


def _part(cell: Cell, drill: Drill, whole: Decimal) -> Part:
    dimension = drill.dimension
    code = str(cell.of[f"{dimension}.code"])
    return Part(
        code=code,
        name=str(cell.of[f"{dimension}.label"]),
        organization=str(cell.of.get(f"{dimension}.slug", "")),
        amount=cell.amount,
        lines=cell.lines,
        share=cell.amount / whole if whole else None,
        whole=code != "" and (not drill.level or code.count(".") + 1 == drill.level),
    )

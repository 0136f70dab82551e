"""The ladder: what was planned, budgeted, revised and spent, and what of it could not be joined."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from catalog.budget import choice, codes, sums
from catalog.budget.choice import RUNGS, Source
from catalog.budget.drafts import STAGES
from catalog.budget.join_sql import selection
from catalog.budget.joins import Join, join, money
from catalog.errors import NotFound
from catalog.tabular import ask
from catalog.text import Message
from catalog.work import Work

_SHARE = Decimal("0.0001")
_VIEWS: Mapping[str, tuple[str, ...]] = {
    "organization": ("organization",),
    "activity": ("program", "kegiatan", "sub_kegiatan"),
    "account": ("rekening",),
}


@dataclass(frozen=True)
class Row:
    """One agency, activity or account: exact rupiah on each rung, None where that stage has no line of it.

    `level` is organization, program, kegiatan, sub_kegiatan, or account with its depth (`account-3`);
    `parent` is the code of the row it belongs to, `scheme` the scheme of both; `code` is empty where the
    source gives none. `absorption` is spent divided by the section's `absorption_base`, four decimals, None
    where undefined.
    """

    code: str
    scheme: str
    name: str
    level: str
    parent: str
    organization: str | None
    planned: Decimal | None
    budgeted: Decimal | None
    revised: Decimal | None
    spent: Decimal | None
    absorption: Decimal | None


@dataclass(frozen=True)
class Section:
    """One direction: `view` says what the rows are (organization, activity, account), tree order.

    `sources` has the budget version of each rung that has one; `total` sums the top rows; `joins` compare
    each rung with the next that there is.
    """

    direction: str
    view: str
    sources: Mapping[str, Source]
    rows: tuple[Row, ...]
    total: Row
    absorption_base: str
    joins: tuple[Join, ...]


@dataclass(frozen=True)
class Ladder:
    """A government's year, whole or of one agency; belanja first. `sample`: all of it is DATA CONTOH.

    `unused` are sources that others overrule: later in sequence, finer, newer. `unclassified` are leaves of
    the whole government whose accounts name no direction; they are in no section.
    """

    government: str
    government_name: str
    year: int
    organization: str
    organization_name: str
    sample: bool
    sections: tuple[Section, ...]
    unused: tuple[Source, ...]
    unclassified: tuple[Source, ...]


@dataclass
class _Node:
    level: str
    name: str
    organization: str | None
    amounts: dict[str, Decimal]


_Path = tuple[str, ...]  # scheme, then the codes from the top row down to this one


def ladder(work: Work, government: str, year: int, organization: str = "") -> Ladder:
    """The ladder of a government (its key) and year, or of one agency there (code or slug); raises NotFound.

    Rows are agencies; of one agency its programs, kegiatan and sub kegiatan, and its accounts of income and
    financing; accounts where the figures know no agencies.
    """
    found = choice.sources(work, government, year)
    agency, name = _agency(work, found, organization) if organization else (frozenset[str](), "")
    sections = [
        section
        for direction in ("belanja", "pendapatan", "pembiayaan_penerimaan", "pembiayaan_pengeluaran")
        if (agency or not organization)
        and (section := _section(work, direction, choice.rungs(found, direction), agency))
    ]
    if not sections:
        raise NotFound(
            Message(
                "Tidak ada angka %(organization)s tahun %(year)s.",
                {"organization": organization or government, "year": str(year)},
            )
        )
    used = {source for section in sections for source in section.sources.values()}
    stages = {stage for stages in RUNGS.values() for stage in stages}
    return Ladder(
        government=government,
        government_name=found[0].government_name,
        year=year,
        organization=organization,
        organization_name=name,
        sample=found[0].sample,
        sections=tuple(sections),
        unused=tuple(one for one in found if one not in used and one.stage in stages and one.direction),
        unclassified=tuple(one for one in found if not one.direction),
    )


def _section(
    work: Work, direction: str, sources: dict[str, Source], agency: frozenset[str]
) -> Section | None:
    """None where there is nothing to show."""
    view = _view(direction, sources.values(), agency)
    nodes: dict[_Path, _Node] = {}
    for rung, source in sources.items():
        _climb(nodes, rung, _groups(work, source, view, agency), view)
    if not nodes:
        return None
    base = next((rung for rung in ("revised", "budgeted") if rung in sources), "")
    top: dict[str, Decimal] = {}
    for path, node in nodes.items():
        if len(path) == 2:
            for rung, amount in node.amounts.items():
                top[rung] = top.get(rung, Decimal(0)) + amount
    order = list(sources)
    return Section(
        direction=direction,
        view=view,
        sources=sources,
        rows=tuple(_row(path, node, base) for path, node in sorted(nodes.items())),
        total=_row(("", ""), _Node("total", "", None, top), base),
        absorption_base=base,
        joins=tuple(join(work, sources[one], sources[next_one], agency) for one, next_one in pairwise(order)),
    )


def _view(direction: str, sources: Iterable[Source], agency: frozenset[str]) -> str:
    parts = {part for source in sources for part in source.parts}
    if "organization" in parts and not agency:
        return "organization"
    if direction == "belanja" and "program" in parts:
        return "activity"
    return "account" if "rekening" in parts else "organization"


def _groups(
    work: Work, source: Source, view: str, agency: frozenset[str]
) -> list[tuple[_Path, _Path, str, Decimal]]:
    """Sums by the columns of a view: (codes under their scheme, names, agency's slug, amount)."""
    where = selection(source, agency)
    columns = _VIEWS[view]
    names = ", ".join(f"coalesce(max({column}_name), '')" for column in columns)
    slug = "max(organization_slug)" if view == "organization" else "''"
    path, rows_of = sums.relation(work, source, {*columns, *(["organization"] if agency else [])})
    rows = ask(
        f"""SELECT {", ".join(columns)}, {names}, {slug}, sum(amount)
        FROM ({rows_of}) WHERE {where} GROUP BY {", ".join(columns)}""",
        {path.name: path},
    )
    scheme = {"organization": "", "activity": source.program_scheme, "account": source.account_scheme}[view]
    width = len(columns)
    return [
        (
            (scheme, *(str(code) for code in row[:width])),
            tuple(str(name) for name in row[width : 2 * width]),
            str(row[2 * width]),
            money(row[-1]),
        )
        for row in rows
    ]


def _climb(
    nodes: dict[_Path, _Node], rung: str, groups: list[tuple[_Path, _Path, str, Decimal]], view: str
) -> None:
    """Add each group to its row and to every row above it; a later stage's name wins."""
    for key, names, slug, amount in groups:
        for path, level, name in _rows_of(key, names, view):
            organization = slug or None if view == "organization" else None
            node = nodes.setdefault(path, _Node(level, name, organization, {}))
            node.name = name or node.name
            node.organization = organization or node.organization
            node.amounts[rung] = node.amounts.get(rung, Decimal(0)) + amount


def _rows_of(key: _Path, names: _Path, view: str) -> list[tuple[_Path, str, str]]:
    scheme, *parts = key
    if view == "account":
        depth = parts[0].count(".") + 1
        prefixes = tuple(codes.prefix(parts[0], level) for level in range(1, depth + 1))
        return [
            ((scheme, *prefixes[:level]), f"account-{level}", names[0] if level == depth else "")
            for level in range(1, depth + 1)
        ]
    rows: list[tuple[_Path, str, str]] = []
    path: _Path = (scheme,)
    for level, code, name in zip(_VIEWS[view], parts, names, strict=True):
        if code or not rows:  # the top row stands even where the source gives it no code
            path = (*path, code)
            rows.append((path, level, name))
    return rows


def _row(path: _Path, node: _Node, base: str) -> Row:
    amounts = {rung: node.amounts.get(rung) for rung in RUNGS}
    spent, against = amounts["spent"], amounts.get(base)
    return Row(
        code=path[-1],
        scheme=path[0],
        name=node.name or codes.account_name(path[-1], path[0]),
        level=node.level,
        parent=path[-2] if len(path) > 2 else "",
        organization=node.organization,
        planned=amounts["planned"],
        budgeted=amounts["budgeted"],
        revised=amounts["revised"],
        spent=spent,
        absorption=(spent / against).quantize(_SHARE) if spent is not None and against else None,
    )


def _agency(work: Work, found: Sequence[Source], organization: str) -> tuple[frozenset[str], str]:
    """All codes that an agency (code or slug) has in these sources, and its name in the latest stage."""
    codes_found: set[str] = set()
    names: list[str] = []
    seen: set[str] = set()
    for source in sorted(found, key=lambda one: STAGES.index(one.stage), reverse=True):
        path, rows_of = sums.relation(work, source, ("organization",))
        if path.name in seen:
            continue
        seen.add(path.name)
        rows = ask(
            f"""SELECT organization, max(organization_name) FROM ({rows_of})
            WHERE government_code = ? AND (organization = ? OR organization_slug = ?) GROUP BY 1""",
            {path.name: path},
            [source.government_code, organization, organization],
        )
        codes_found |= {str(code) for code, _name in rows}
        names += [str(name) for _code, name in rows if name]
    return frozenset(codes_found), next(iter(names), "")

"""What the budget pages show as CSV: no two rows overlap, so that a column's sum is the table's total."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from flask import Response

from catalog.budget import RUNGS, ComparedRow, Comparison, Ladder, Row, Section
from catalog.text import slugify
from catalog.web.budget_tables import amount_of, levels, sorted_rows
from catalog.web.wording import SAMPLE

_LADDER_HEAD = (
    "pemerintah",
    "tahun",
    "skpd",
    "bagian",
    "tingkat",
    "kode",
    "uraian",
    "termasuk",
    "direncanakan",
    "dianggarkan",
    "sesudah_perubahan",
    "terealisasi",
    "serapan",
    "keterangan",
)
_UNDETAILED = "tidak dirinci"
_Cells = Iterable[object]


def ladder_csv(ladder: Ladder, section: Section) -> Response:
    """A section of the ladder: agencies, or the finest rows of its tree.

    What a row above has beyond its rows below stands as a row of its own, with level "tidak dirinci".
    """
    about = (ladder.government, ladder.year, ladder.organization_name or ladder.organization)
    note = SAMPLE if ladder.sample else ""
    rows = (
        (
            *about,
            section.direction,
            level,
            row.code,
            row.name,
            " > ".join(one.name or one.code for one in above),
            *amounts,
            row.absorption if level != _UNDETAILED else None,
            note,
        )
        for row, level, above, amounts in _finest(section)
    )
    stem = f"anggaran {ladder.government} {ladder.year} {ladder.organization} {section.direction}"
    return _answer(stem, ladder.sample, _LADDER_HEAD, rows)


def comparison_csv(found: Comparison, rows: Sequence[ComparedRow]) -> Response:
    """Rows of a comparison; `selisih` is the second stage less the first."""
    head = (
        "pemerintah",
        "tahun",
        "bagian",
        "kode",
        "uraian",
        found.a.stage,
        found.b.stage,
        "selisih",
        "keterangan",
    )
    note = SAMPLE if found.sample else ""
    cells = (
        (
            found.government,
            found.year,
            found.direction,
            row.code,
            row.name,
            row.a,
            row.b,
            row.difference,
            note,
        )
        for row in rows
    )
    stages = f"{found.a.stage} {found.b.stage}"
    stem = f"banding {found.government} {found.year} {found.direction} {stages} {found.by}"
    return _answer(stem, found.sample, head, cells)


def _finest(section: Section) -> Iterator[tuple[Row, str, list[Row], list[Decimal | None]]]:
    """Row, its level, the rows above it, and its amounts, of which no other row has a part."""
    order, rows = levels(section), sorted_rows(section)
    paths: list[tuple[int, ...]] = []
    rest = [{rung: amount_of(row, rung) for rung in RUNGS} for row in rows]
    above: list[int] = []
    for place, row in enumerate(rows):
        while above and (not order or order.index(rows[above[-1]].level) >= order.index(row.level)):
            above.pop()
        paths.append(tuple(above))
        if above:
            _subtract(rest[above[-1]], row)
        above.append(place)
    parents = {path[-1] for path in paths if path}
    for place, row in enumerate(rows):
        over = [rows[one] for one in paths[place]]
        if place not in parents:
            yield row, row.level, over, list(rest[place].values())
        elif any(rest[place].values()):
            yield row, _UNDETAILED, over, [amount or None for amount in rest[place].values()]


def _subtract(rest: dict[str, Decimal | None], row: Row) -> None:
    for rung, whole in rest.items():
        part = amount_of(row, rung)
        if whole is not None and part is not None:
            rest[rung] = whole - part


def _answer(stem: str, sample: bool, head: Sequence[str], rows: Iterable[_Cells]) -> Response:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    name = f"{'DATA-CONTOH-' if sample else ''}{slugify(stem)}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.getvalue(), mimetype="text/csv", headers=headers)


def _cell(value: object) -> str:
    """Figures with every digit; a text that a spreadsheet would run as a formula is made text."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text

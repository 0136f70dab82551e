"""The sample's e-budgeting tables: one row a line, as JSON, CSV and XLSX with the same columns."""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache

import xlsxwriter

from catalog.demo import figures
from catalog.demo.content import Content, content_of, to_json
from catalog.demo.figures import Line, draw
from catalog.demo.nomenclature import accounts, regencies
from catalog.demo.patterns import unit_of

LABEL = "DATA CONTOH"
SAMPLE_STAGES: dict[str, Callable[[int], tuple[Line, ...]]] = {
    "rkpd": figures.plan,
    "kua_ppas": figures.ceilings,
    "apbd": figures.budget,
    "perubahan": figures.revision,
    "realisasi": figures.realization,
}
_PLANS = ("rkpd", "kua_ppas")
_ACTIVITY = (
    "kode_program",
    "nama_program",
    "kode_kegiatan",
    "nama_kegiatan",
    "kode_sub_kegiatan",
    "nama_sub_kegiatan",
)
_Row = dict[str, str | int | None]


@cache
def table(stage: str, tahun: int, form: str) -> Content:
    """The table of one of SAMPLE_STAGES as `json`, `csv` or `xlsx`."""
    rows = [_row(stage, tahun, line) for line in SAMPLE_STAGES[stage](tahun)]
    body = {"json": _json, "csv": _csv, "xlsx": _xlsx}[form](stage, tahun, rows)
    return content_of(body, f"data-contoh-{stage.replace('_', '-')}-{tahun}.{form}", published(tahun))


def published(tahun: int) -> datetime:
    """One fixed moment a year, so that Last-Modified and the workbook's properties never change."""
    return datetime(tahun, 1, 2, tzinfo=UTC)


def write_csv(rows: Iterable[Iterable[object]]) -> bytes:
    """UTF-8 with commas and plain line feeds; None is an empty cell."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _row(stage: str, tahun: int, line: Line) -> _Row:
    """Every row of a stage has the same keys in the same order."""
    row: _Row = {"tahun": tahun, "kode_skpd": line.agency.code, "nama_skpd": line.agency.name}
    row |= zip(_ACTIVITY, line.activity or [None] * len(_ACTIVITY), strict=True)
    if stage not in _PLANS:
        row |= {
            "kode_rekening": line.account,
            "nama_rekening": accounts()[line.account],
            "sumber_dana": line.fund,
        }
    if stage == "realisasi":
        return row | {"anggaran": line.budget, "realisasi": line.amount, "keterangan": LABEL}
    return row | _output(line) | {"pagu": line.amount, "keterangan": LABEL}


def _output(line: Line) -> _Row:
    """Where, and how much of what; only activities have it."""
    if line.activity is None:
        return dict.fromkeys(("lokasi", "indikator", "target", "satuan"))
    about = (line.agency.number, line.activity.code)
    unit, places = unit_of(line.activity.name), regencies()
    local = not line.activity.is_support and draw(1, 100, "local", *about) <= 40
    return {
        "lokasi": places[draw(0, len(places) - 1, "place", *about)] if local else "Provinsi Jawa Timur",
        "indikator": f"Jumlah {unit.lower()} yang dihasilkan",
        "target": draw(1, 240, "target", *about),
        "satuan": unit,
    }


def _json(stage: str, tahun: int, rows: list[_Row]) -> bytes:
    head = {"tahun": tahun, "tahap": stage, "keterangan": LABEL}
    return to_json(head)[:-1] + b',"data":[\n' + b",\n".join(map(to_json, rows)) + b"\n]}\n"


def _csv(_stage: str, _tahun: int, rows: list[_Row]) -> bytes:
    return write_csv([list(rows[0]), *(row.values() for row in rows)])


def _xlsx(stage: str, tahun: int, rows: list[_Row]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        book.set_properties({"title": f"{LABEL}: {stage} {tahun}", "created": published(tahun)})
        sheet = book.add_worksheet(LABEL)
        sheet.write_row(0, 0, list(rows[0]))
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, list(row.values()))
    return target.getvalue()

"""How things of the catalogue are put into words: periods, titles, cells of a table, kinds of findings."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation

from babel.dates import format_date
from flask import Flask

from catalog.budget import STAGES, Finding
from catalog.datasets import DIMENSIONS, DatasetVersion, License, Resource, Theme
from catalog.tabular import Cell, Column, Page
from catalog.text import Message
from catalog.web.formats import NOTHING, day, number
from catalog.web.language import locale_code, localized

SAMPLE = "DATA CONTOH"
MANY_COLUMNS = 7  # more do not fit a wide screen
_LONGEST_CELL = 300  # characters that a page shows; the CSV has them all
_YES, _NO = Message("ya"), Message("tidak")
_TYPES = {
    "text": Message("teks"),
    "integer": Message("bilangan bulat"),
    "decimal": Message("bilangan pecahan"),
    "date": Message("tanggal"),
    "boolean": Message("ya atau tidak"),
}
_FINDINGS = {
    "children-sum": Message("Jumlah rincian berbeda dari induknya"),
    "no-counterpart": Message("Tidak punya pasangan di tabel pembanding"),
    "not-agreeing": Message("Dua tabel mencatat angka yang berbeda"),
    "missing-amount": Message("Angkanya tidak ada"),
    "rounded": Message("Selisih pembulatan"),
}
_FREQUENCIES = {
    "harian": Message("harian"),
    "mingguan": Message("mingguan"),
    "bulanan": Message("bulanan"),
    "triwulanan": Message("triwulanan"),
    "semesteran": Message("semesteran"),
    "tahunan": Message("tahunan"),
}
# What harvesters say of a dataset beyond its fields.
_EXTRAS = {
    "sumber": Message("Nama sumber"),
    "pemerintah_daerah": Message("Pemerintah daerah"),
    "kode_daerah_kemendagri": Message("Kode daerah (Kemendagri)"),
    "kode_daerah_djpk": Message("Kode daerah (DJPK)"),
    "kode_daerah_klpd": Message("Kode daerah (KLPD)"),
    "kode_daerah_bps": Message("Kode daerah (BPS)"),
    "tahun_anggaran": Message("Tahun anggaran"),
    "tahap": Message("Tahap anggaran"),
}
# The levels of the quality score, and the kind of badge that each stands in.
_LEVELS = {
    "excellent": (Message("Sangat baik"), "good"),
    "good": (Message("Baik"), "good"),
    "sufficient": (Message("Cukup"), "warn"),
    "bad": (Message("Kurang"), "bad"),
}
_COLUMN_OF_FINDING = re.compile(r" \((\w+)\)$")
_STAGES = dict(
    zip(
        STAGES,
        (
            Message("RKPD"),
            Message("KUA-PPAS"),
            Message("Rancangan APBD"),
            Message("APBD"),
            Message("Pergeseran APBD"),
            Message("Perubahan APBD"),
            Message("Realisasi"),
            Message("Realisasi yang diaudit"),
        ),
        strict=True,
    )
)


def register(app: Flask) -> None:
    """Offer the functions below to templates."""
    app.jinja_env.filters.update(
        period=period,
        theme_title=theme_title,
        license_title=license_title,
        full_title=full_title,
        quality_level=lambda quality: localized(_LEVELS[quality.level][0]),
        quality_kind=lambda quality: _LEVELS[quality.level][1],
        dimension_title=lambda name: localized(DIMENSIONS[name]),
        type_name=lambda column: localized(_TYPES[column.type]),
        finding_kind=finding_kind,
        stage_name=stage_name,
        exact_text=exact_text,
        frequency=frequency,
        extra_name=extra_name,
        finding_title=finding_title,
        figure=lambda value, column: figure(column, value),
    )


def period(version: DatasetVersion) -> str:
    """What time the data are of: `2024`, `2022–2024`, or from day to day; empty when nobody said."""
    start, end = version.period_start, version.period_end
    if start and end and not _whole_years(start, end):
        return f"{day(start)} – {day(end)}"
    years = (
        [start.year, end.year]
        if start and end
        else version.years or [one.year for one in (start, end) if one]
    )
    if not years:
        return ""
    first, last = min(years), max(years)
    if last - first + 1 == len(set(years)) or (start and end):
        return f"{first}" if first == last else f"{first}–{last}"
    return ", ".join(str(year) for year in sorted(set(years)))


def full_title(version: DatasetVersion) -> str:
    """The title; of sample data it always says that they are."""
    if version.sample and SAMPLE not in version.title.upper():
        return f"{version.title} ({SAMPLE})"
    return version.title


def theme_title(theme: Theme) -> str:
    """The theme's title in the language of the page."""
    return theme.title_en if locale_code() == "en" and theme.title_en else theme.title


def license_title(terms: License) -> str:
    """The licence's title in the language of the page."""
    return localized(Message(terms.title))


def finding_kind(kind: str) -> str:
    """What a kind of finding is about, in words."""
    return localized(_FINDINGS[kind]) if kind in _FINDINGS else kind


def stage_name(stage: str) -> str:
    """A stage of the budget, in words."""
    return localized(_STAGES[stage]) if stage in _STAGES else stage


def frequency(text: str) -> str:
    """How often new data are due, in the language of the page where the word is a usual one."""
    return localized(_FREQUENCIES[text]) if text in _FREQUENCIES else text


def extra_name(name: str) -> str:
    """What an additional field of a dataset is called."""
    return localized(_EXTRAS[name]) if name in _EXTRAS else name.replace("_", " ").capitalize()


def finding_title(finding: Finding, resources: Sequence[Resource]) -> str:
    """What a finding is about; the column at its end by its title rather than its name."""
    titles = {
        str(column["name"]): str(column.get("title") or column["name"])
        for resource in resources
        if resource.key == finding.table
        for column in resource.columns
    }
    named = _COLUMN_OF_FINDING.sub(lambda found: f" ({titles.get(found[1], found[1])})", finding.title)
    return named or finding.subject


def exact_text(text: str) -> str:
    """Rupiah that a check wrote down as text; what is no number stays as it is."""
    try:
        return number(Decimal(text)) if text else NOTHING
    except InvalidOperation:
        return text


def readable(page: Page, kept: Collection[str] = ()) -> Page:
    """The page less the columns that are empty in all its rows, unless kept by name.

    Where many are left, amounts come first, and last what has gaps or is the same in all rows: what people
    look for would else stand far from the left edge.
    """
    if not page.rows:
        return page
    values = [set(column) for column in zip(*page.rows, strict=True)]
    shown = [at for at, column in enumerate(page.columns) if column.name in kept or values[at] != {None}]
    if len(shown) > MANY_COLUMNS:
        shown.sort(
            key=lambda at: (page.columns[at].unit != "rupiah", len(values[at]) == 1 or None in values[at])
        )
    return replace(
        page,
        columns=tuple(page.columns[at] for at in shown),
        rows=[tuple(row[at] for at in shown) for row in page.rows],
    )


def written_rows(page: Page) -> list[tuple[str | None, ...]]:
    """The cells of a page as its language writes them; None where nothing is.

    Codes and years have no marks; once one figure of a column has a fraction, all are written as finely.
    """
    columns = zip(page.columns, zip(*page.rows, strict=True), strict=True) if page.rows else ()
    return list(zip(*(_cells(column, values) for column, values in columns), strict=True))


def figure(column: Column, value: Decimal) -> str:
    """A sum of a column, rupiah with their mark."""
    written = padded(number(value), column.scale if _fraction(value) else 0)
    if column.unit != "rupiah":
        return written
    return f"-Rp{written[1:]}" if value < 0 else f"Rp{written}"


def padded(written: str, places: int) -> str:
    """A written number with zeros behind its decimal mark, to so many places."""
    mark = "." if locale_code() == "en" else ","
    whole, _, fraction = written.partition(mark)
    return f"{whole}{mark}{fraction:0<{places}}" if places else written


def _cells(column: Column, values: Sequence[Cell]) -> list[str | None]:
    fine = any(isinstance(value, Decimal) and _fraction(value) for value in values)
    return [_cell(column, value, column.scale if fine else 0) for value in values]


def _fraction(value: Decimal) -> bool:
    return value != value.to_integral_value()  # not value % 1, which fails beyond 28 digits


def _cell(column: Column, value: Cell, places: int) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return localized(_YES if value else _NO)
        case int() if not column.unit:
            return str(value)
        case int():
            return number(value)
        case Decimal():
            return padded(number(value), places)
        case date():
            return str(format_date(value, "d MMM y", locale=locale_code()))
        case _:
            return value if len(value) <= _LONGEST_CELL else f"{value[:_LONGEST_CELL]}…"


def _whole_years(start: date, end: date) -> bool:
    return (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)

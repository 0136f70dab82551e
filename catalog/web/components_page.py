"""The living page of the design: every component in every state, linked from nowhere."""

from datetime import UTC, date, datetime
from decimal import Decimal

from flask import render_template

from catalog.web.links import changed_query

_LONG = (
    "Badan Pengelolaan Keuangan dan Aset Daerah serta Urusan Pemerintahan Umum yang Namanya "
    "Jauh Lebih Panjang daripada yang Muat dalam Satu Baris pada Layar Telepon Genggam"
)
_HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_AMOUNTS = (
    Decimal("31120677901940"),
    Decimal("29848710018940"),
    Decimal("9533440000"),
    Decimal("-1271967883000"),
)


def components() -> str:
    """Macros with made-up figures, long names, empty lists and errors."""
    return render_template(
        "components.html",
        long=_LONG,
        facts=_facts(),
        figures=_figures(),
        facets=_facets(),
        many_facets=_many_facets(),
        columns=_columns(),
        rows=_rows(),
        downloads=_downloads(),
        tasks=_tasks(),
        day=date(2026, 11, 24),
        moment=datetime(2026, 11, 24, 4, 19, tzinfo=UTC),
        amounts=_AMOUNTS,
    )


def _facts() -> list[dict[str, object]]:
    return [
        {"label": "Penerbit", "value": _LONG, "href": "#", "wide": True},
        {"label": "Periode", "value": "2025"},
        {"label": "Diperbarui", "value": "24 November 2026", "note": "tepat waktu"},
        {"label": "Berikutnya", "value": "1 Januari 2027"},
        {"label": "Mutu", "value": "Baik", "note": "7 dari 9 syarat"},
        {"label": "Lisensi", "value": "CC BY 4.0", "href": "#"},
    ]


def _figures() -> list[dict[str, str]]:
    return [
        {"label": "Direncanakan", "term": "rkpd", "value": "Rp31,1 T", "note": "Rp31.120.677.901.940"},
        {"label": "Dianggarkan", "term": "anggaran", "value": "Rp29,8 T", "note": "Rp29.848.710.018.940"},
        {"label": "Dibelanjakan", "term": "realisasi", "value": "Rp9,53 M", "note": "Rp9.533.440.000"},
    ]


def _facets() -> list[dict[str, object]]:
    return [
        {"label": "Dinas Pendidikan", "count": 1284, "href": "#", "active": True},
        {"label": "Dinas Kesehatan", "count": 312, "href": "#", "active": False},
        {"label": _LONG, "count": 7, "href": "#", "active": False},
    ]


def _many_facets() -> list[dict[str, object]]:
    return [
        {"label": str(year), "count": year - 2000, "href": "#", "active": False}
        for year in range(2025, 2010, -1)
    ]


def _tasks() -> list[dict[str, str]]:
    return [
        {"label": "Berkas", "state": "done", "href": "#", "hint": "apbd-2025.xlsx, 1,2 MB"},
        {"label": "Kolom", "state": "doing", "href": "#"},
        {"label": "Pemeriksaan", "state": "wrong", "href": "#", "hint": "12 sel bukan angka"},
        {"label": _LONG, "state": "todo", "href": "#", "hint": _LONG},
        {"label": "Pratinjau dan kirim", "state": "waiting", "href": "#"},
    ]


def _columns() -> list[dict[str, object]]:
    ascending = changed_query({"sort": "pagu"})
    return [
        {"label": "Perangkat daerah", "sort_href": ascending},
        {"label": "Kode"},
        {"label": "Pagu", "numeric": True, "unit": "rupiah", "sort_href": ascending, "sorted": "descending"},
        {"label": "Realisasi", "numeric": True, "unit": "rupiah", "sort_href": ascending},
        {"label": "Serapan", "numeric": True, "unit": "persen dari pagu"},
        {"label": "Keterangan"},
    ]


def _rows() -> list[tuple[object, ...]]:
    names = ("Dinas Pendidikan", "Dinas Kesehatan", _LONG, "Sekretariat Daerah")
    return [
        (
            {"text": name, "href": "#"},
            f"1.0{place}.CONTOH",
            "31.120.677.901.940",
            "9.533.440.000",
            "12,5%",
            None,
        )
        for place, name in enumerate(names * 6, 1)
    ]


def _downloads() -> list[dict[str, object]]:
    return [
        {
            "label": "apbd-2025.csv",
            "href": "#",
            "format": "CSV",
            "size": 1_234_567,
            "rows": 11739,
            "sha256": _HASH,
            "primary": True,
        },
        {
            "label": f"{_LONG}.xlsx",
            "href": "#",
            "format": "XLSX",
            "size": 734,
            "note": "berkas asli dari penerbit",
        },
    ]

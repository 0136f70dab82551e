"""What is said about a guess: each choice with its reason, in words that whoever uploads can check."""

from collections.abc import Sequence

from catalog.tabular.guess_columns import Found
from catalog.tabular.recipe import Place, Recipe
from catalog.text import Message

_DELIMITERS = {
    ",": Message("koma"),
    ", ": Message("koma dan spasi"),
    ";": Message("titik koma"),
    "\t": Message("tab"),
    " ": Message("spasi"),
    "  ": Message("spasi, satu atau lebih"),
}
_WRITTEN = {"id": "1.234.567,89", "en": "1,234,567.89", "plain": "1234567.89"}


def notes_of(recipe: Recipe, found: Sequence[Found], numbering: int, sampled: int) -> list[Message]:
    """Notes on a recipe and its columns; `sampled` is how many rows were looked at when not all were."""
    return [
        *_source(recipe),
        *_table(recipe, numbering, sampled),
        *_columns(found),
        *([_missing(recipe)] if recipe.missing else []),
    ]


def places_note(recipe: Recipe, others: Sequence[Place]) -> list[Message]:
    """What else there is in the file."""
    hidden = sum(place.hidden for place in others)
    if not others:
        return []
    if recipe.sheet:
        return [
            Message(
                "Lembar %(sheet)s dibaca. Ada %(count)s lembar lain untuk dipilih, %(hidden)s tersembunyi.",
                {"sheet": recipe.sheet, "count": len(others), "hidden": hidden},
            )
        ]
    name = recipe.member or recipe.records
    return [
        Message(
            "%(name)s dibaca. Ada %(count)s tabel lain di dalam berkas ini yang dapat dipilih.",
            {"name": name, "count": len(others)},
        )
    ]


def beside_note(headers: Sequence[Sequence[int]]) -> list[Message]:
    """What other tables there are in the same sheet."""
    rows = ", ".join(str(each[0]) for each in headers)
    return [
        Message(
            "Tabel lain di lembar yang sama berjudul di baris %(rows)s; pilih baris itu untuk membacanya.",
            {"rows": rows},
        )
    ] * bool(headers)


def _source(recipe: Recipe) -> list[Message]:
    if recipe.format != "csv":
        return [Message("Berkas dibaca sebagai %(format)s.", {"format": recipe.format.upper()})]
    delimiter = _DELIMITERS.get(recipe.delimiter, recipe.delimiter)
    notes = [
        Message(
            "Berkas dibaca sebagai CSV: pemisahnya %(delimiter)s, hurufnya %(encoding)s.",
            {"delimiter": delimiter, "encoding": recipe.encoding.upper()},
        )
    ]
    if recipe.unwrap:
        notes.append(Message("Setiap baris terbungkus sebagai satu sel; bungkusnya dibuka."))
    return notes


def _table(recipe: Recipe, numbering: int, sampled: int) -> list[Message]:
    notes = []
    header = recipe.header_rows
    if header:
        rows = ", ".join(map(str, header))
        notes.append(Message("Judul kolom diambil dari baris %(rows)s.", {"rows": rows}))
    elif recipe.format not in ("json", "ndjson", "parquet"):
        notes.append(Message("Tidak ada baris judul kolom; kolomnya diberi nomor."))
    above = (header[0] if header else recipe.first_row) - 1
    if above > 0:
        notes.append(
            Message(
                "%(count)s baris di atas tabel tidak dibaca: judul, keterangan, atau kosong.",
                {"count": above},
            )
        )
    if numbering:
        notes.append(Message("Baris %(row)s hanya menomori kolom, jadi bukan data.", {"row": numbering}))
    if recipe.last_row:
        notes.append(
            Message(
                "Baris di bawah baris %(row)s tidak dibaca: catatan, tanda tangan, atau tabel lain.",
                {"row": recipe.last_row},
            )
        )
    if sampled:
        notes.append(Message("Jenis kolom ditebak dari %(count)s baris pertama saja.", {"count": sampled}))
    return notes


def _columns(found: Sequence[Found]) -> list[Message]:
    notes = []
    for style, written in _WRITTEN.items():
        titles = [each.column.title or each.column.name for each in found if each.style == style]
        if titles and style != "plain":
            notes.append(
                Message(
                    "Angka ditulis seperti %(written)s pada kolom %(columns)s.",
                    {"written": written, "columns": ", ".join(titles)},
                )
            )
    for each in found:
        about = {"column": each.column.title or each.column.name, "count": each.misfits}
        if each.doubtful:
            notes.append(
                Message(
                    "Kolom %(column)s: angkanya dapat dibaca dengan dua cara; periksa contohnya.",
                    about,
                )
            )
        if each.endless:
            notes.append(
                Message(
                    "Kolom %(column)s: angkanya terlalu panjang untuk dihitung persis, jadi dibaca "
                    "sebagai teks.",
                    about,
                )
            )
        if each.misfits:
            notes.append(Message("Kolom %(column)s: %(count)s sel tidak seperti yang lain.", about))
    return notes


def _missing(recipe: Recipe) -> Message:
    return Message(
        "Sel berisi %(marks)s dibaca sebagai kosong, kecuali pada kolom teks.",
        {"marks": ", ".join(recipe.missing)},
    )

"""Crosstabs and ordered account lists as plain rows; what the layout knows becomes columns with an @."""

import re
from collections.abc import Iterator, Mapping, Sequence

from catalog.errors import Unreadable
from catalog.harvest.spec import Account
from catalog.tabular.raw import RawRow, RawTable
from catalog.text import Message, squeeze

LEAF, TOTAL, COMPUTED = "rincian", "jumlah", "hitungan"
_WIDE = ["@kode", "@nama", "@induk", "@baris", "@kode_pemda", "@nama_pemda", "@nilai"]
_REPORT = ["@kode", "@nama", "@induk", "@baris", "@rekening"]
_LABEL = re.compile(r"([0-9][0-9.]*?)\.?\s+(\S.*)", re.DOTALL)  # `41. Pendapatan Asli Daerah (PAD)`


def unpivot(raw: RawTable) -> RawTable:
    """A crosstab of accounts and governments as one row for each cell that is filled.

    The header has the governments' codes, the first row their names; other rows without a label are notes.
    """
    rows = list(raw.rows)
    names = rows[0][1] if rows else []
    accounts = [(number, *_label(cells, number), cells) for number, cells in rows[1:] if cells[0] is not None]
    codes = [code for _, code, _, _ in accounts]

    def body() -> Iterator[RawRow]:
        for number, code, name, cells in accounts:
            about = [code, name, _above(code, codes), TOTAL if _is_above(code, codes) else LEAF]
            for place in range(1, len(raw.header)):
                if raw.header[place] and cells[place] is not None:
                    yield number, [*about, raw.header[place], names[place], cells[place]]

    return RawTable(_WIDE, body())


def _label(cells: Sequence[object], number: int) -> tuple[str, str]:
    found = _LABEL.fullmatch(str(cells[0]).strip())
    if found is None:
        raise Unreadable(
            Message(
                "Baris %(row)s: %(label)s bukan akun dengan kode di depannya.",
                {"row": number, "label": str(cells[0])[:100]},
            )
        )
    return found[1], squeeze(found[2])


def _above(code: str, codes: Sequence[str]) -> str | None:
    return max((one for one in codes if one != code and code.startswith(one)), key=len, default=None)


def _is_above(code: str, codes: Sequence[str]) -> bool:
    return any(one != code and one.startswith(code) for one in codes)


def arrange(raw: RawTable, outline: Mapping[str, Account]) -> RawTable:
    """An account list as rows that know their place in the outline; the columns after the first follow.

    Blanks in front of a name say nothing: the place is the first in the outline that bears the name and is
    not yet taken. A row with rows below it in this list is a total; places that are no number are computed.
    """
    rows = list(raw.rows)
    places: list[str] = []
    for number, cells in rows:
        places.append(_place(str(cells[0] or ""), number, outline, places))

    def body() -> Iterator[RawRow]:
        for (number, cells), place in zip(rows, places, strict=True):
            about = [
                place,
                outline[place].names[0],
                _parent(place),
                _kind(place, places),
                outline[place].code,
            ]
            yield number, [*about, *cells[1:]]

    return RawTable([*_REPORT, *raw.header[1:]], body())


def _place(label: str, number: int, outline: Mapping[str, Account], taken: Sequence[str]) -> str:
    name = squeeze(label).casefold()
    for place, account in outline.items():
        if place not in taken and any(name == squeeze(one).casefold() for one in account.names):
            return place
    raise Unreadable(
        Message(
            "Baris %(row)s: akun %(name)s tidak ada dalam daftar akun spec, atau muncul terlalu sering.",
            {"row": number, "name": squeeze(label)[:100]},
        )
    )


def _parent(place: str) -> str | None:
    return place.rpartition(".")[0] or None


def _kind(place: str, places: Sequence[str]) -> str:
    if not place[0].isdecimal():
        return COMPUTED
    return TOTAL if any(_parent(one) == place for one in places) else LEAF

"""JSON and NDJSON: records, or a list of lists whose first is the header; numbers stay exact."""

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn

from catalog.errors import Unreadable
from catalog.tabular.raw import Limits, RawCell, RawRow, RawTable, ReadOptions
from catalog.text import Message

# Broken syntax, broken text and numbers of over 4,300 digits are ValueErrors; depth is a RecursionError.
_BROKEN = (ValueError, RecursionError, InvalidOperation)
_DEEPEST = 4  # levels in which a list of records is looked for
_FARTHEST = 400  # places from the point: 1e999999999 is a gigabyte once it is written out


def read_json(path: Path, options: ReadOptions) -> RawTable:
    """The list at `options.records`, or the whole file; rows are numbered by their place in it, from 1."""
    records = _at(_whole(path, options.limits), options.records)
    if records and all(isinstance(record, list) for record in records):
        return _from_lists(records, options.limits)
    header = _keys(enumerate(records, 1), options.limits)
    return RawTable(header, _body(enumerate(records, 1), header))


def list_paths(path: Path, limits: Limits) -> list[str]:
    """The dotted paths of a JSON file's lists of records, the longest list first; "" is the file itself."""
    content = _whole(path, limits)
    found: dict[str, int] = {}
    places = [("", content)]
    for _ in range(_DEEPEST):
        found |= {place: len(value) for place, value in places if isinstance(value, list) and _tabular(value)}
        places = [
            (f"{place}.{key}".lstrip("."), value)
            for place, parent in places
            if isinstance(parent, dict)
            for key, value in parent.items()
            if "." not in key
        ]
    return sorted(found, key=lambda place: -found[place])


def _tabular(records: list[Any]) -> bool:
    return (
        bool(records)
        and all(isinstance(record, type(records[0])) for record in records)
        and isinstance(records[0], dict | list)
    )


def read_ndjson(path: Path, options: ReadOptions) -> RawTable:
    """One record a line; the file is read twice, first for the names of the columns."""
    header = _keys(_lines(path, options.limits), options.limits)
    return RawTable(header, _body(_lines(path, options.limits), header))


def _whole(path: Path, limits: Limits) -> Any:
    limit = limits.json_bytes
    if path.stat().st_size > limit:
        raise Unreadable(Message("Berkas JSON terlalu besar: paling besar %(limit)s bita.", {"limit": limit}))
    try:
        return _parse(path.read_bytes())
    except _BROKEN as error:
        raise Unreadable(Message("Isi berkas bukan JSON yang utuh: mungkin terpotong atau rusak.")) from error


def _parse(text: bytes) -> Any:
    return json.loads(text, parse_float=_exact, parse_constant=_refuse)


def _exact(text: str) -> Decimal:
    number = Decimal(text)
    if abs(number.adjusted()) > _FARTHEST:
        raise ValueError(f"{text} is out of every range")
    return number


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _at(content: Any, path: str) -> list[Any]:
    for key in filter(None, path.split(".")):
        content = content.get(key) if isinstance(content, dict) else None
    if isinstance(content, list):
        return content
    raise Unreadable(
        Message("Berkas JSON tidak punya daftar di %(path)s.", {"path": path or "tingkat paling atas"})
    )


def _lines(path: Path, limits: Limits) -> Iterator[tuple[int, Any]]:
    with path.open("rb") as source:
        lines = iter(lambda: source.readline(limits.line_characters), b"")
        for number, line in enumerate(lines, 1):
            if len(line) == limits.line_characters:
                raise Unreadable(Message("Baris %(row)s terlalu panjang.", {"row": number}))
            if not line.strip():
                continue
            try:
                yield number, _parse(line)
            except _BROKEN as error:
                raise Unreadable(
                    Message(
                        "Baris %(row)s bukan JSON yang utuh: mungkin terpotong atau rusak.", {"row": number}
                    )
                ) from error


def _keys(records: Iterable[tuple[int, Any]], limits: Limits) -> list[str]:
    """Every key of every record, in the order of first appearance."""
    keys: dict[str, None] = {}
    for number, record in records:
        if not isinstance(record, dict):
            raise Unreadable(Message("Butir %(row)s bukan catatan dengan nama-nama kolom.", {"row": number}))
        keys |= dict.fromkeys(record)
        if number * len(keys) > limits.cells or len(keys) > limits.columns:
            raise Unreadable(Message("Tabel terlalu besar: butir %(row)s melewati batas.", {"row": number}))
    return list(keys)


def _body(records: Iterable[tuple[int, Any]], header: list[str]) -> Iterator[RawRow]:
    for number, record in records:
        yield number, [_cell(record.get(key)) for key in header]


def _from_lists(records: list[list[Any]], limits: Limits) -> RawTable:
    header = ["" if name is None else str(name) for name in records[0]]
    for number, record in enumerate(records, 1):
        if len(record) != len(header):
            raise Unreadable(
                Message(
                    "Butir %(row)s punya %(found)s sel, padahal judul kolomnya %(wanted)s.",
                    {"row": number, "found": len(record), "wanted": len(header)},
                )
            )
    if len(records) * len(header) > limits.cells:
        raise Unreadable(Message("Tabel terlalu besar: lebih dari %(limit)s sel.", {"limit": limits.cells}))
    rows = enumerate(records[1:], 2)
    return RawTable(header, ((number, [_cell(value) for value in record]) for number, record in rows))


def _cell(value: RawCell | dict[str, Any] | list[Any]) -> RawCell:
    """A value as a cell; a list or an object inside a record becomes its JSON text."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value

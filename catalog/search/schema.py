"""What is written to the index: searched fields, and one blob of exact facts for each document."""

import sys
from array import array
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import orjson

from catalog.search.analysis import STEM_MARK, code_prefixes, fold, positions
from catalog.search.index import Document
from catalog.search.libraries import COLUMN, ID, FieldType, Format, Schema, VarBytesColumn

# The searched fields, and how much a match in each counts.
BOOSTS = {"title": 4.0, "names": 2.0, "tags": 2.0, "codes": 2.0, "notes": 1.0, "text": 0.7}


class PositionList(Format):  # type: ignore[misc]  # Whoosh is untyped
    """A term's positions in a document as unsigned 32-bit numbers, so that numpy reads whole lists."""

    posting_size = -1

    def __init__(self) -> None:
        super().__init__()

    def encode(self, places: Sequence[int]) -> bytes:
        """Little-endian on every machine."""
        packed = array("I", places)
        if sys.byteorder == "big":
            packed.byteswap()
        return packed.tobytes()

    def decode_positions(self, value: bytes) -> list[int]:
        """For Whoosh's own phrase matcher."""
        unpacked = array("I")
        unpacked.frombytes(value)
        if sys.byteorder == "big":
            unpacked.byteswap()
        return unpacked.tolist()


class Terms(FieldType):  # type: ignore[misc]  # likewise
    """A searched field; its value is a mapping of term to positions, from analysis.positions."""

    def __init__(self) -> None:
        super().__init__(PositionList(), None, scorable=True)

    def index(self, value: Mapping[str, Sequence[int]]) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Each term with its count (what a field's length is made of: stems do not lengthen it)."""
        for term, places in value.items():
            count = len(places)
            length = 0 if term.startswith(STEM_MARK) else count
            yield term.encode(), length, float(count), self.format.encode(places)


def make_schema() -> Schema:
    """A fresh schema; the index keeps its own copy on disk."""
    searched = {name: Terms() for name in BOOSTS}
    return Schema(id=ID(unique=True), facts=COLUMN(VarBytesColumn()), **searched)


def index_fields(document: Document) -> dict[str, object]:
    """What the writer is given for a document."""
    codes: dict[str, list[int]] = {}
    for at, code in enumerate(dict.fromkeys(document.codes)):
        for prefix in code_prefixes(code):
            codes.setdefault(prefix, []).append(at)
    return {
        "id": document.id,
        "facts": orjson.dumps(_facts(document)),
        "title": positions([document.title]),
        "names": positions(document.organization_names),
        "tags": positions(document.tags),
        "codes": codes,
        "notes": positions([document.notes]),
        "text": positions([document.name, document.text]),
    }


def _facts(document: Document) -> dict[str, object]:
    return {
        "id": document.id,
        "name": document.name,
        "title": fold(document.title),
        "created": _microseconds(document.created),
        "modified": _microseconds(document.modified),
        "label": sorted(document.labels),
        "organization": _distinct([document.organization]),
        "theme": _distinct(document.themes),
        "tag": _distinct(document.tags),
        "format": _distinct(document.formats),
        "license": _distinct([document.license]),
        "year": _distinct([str(year) for year in document.years]),
    }


def _distinct(values: Sequence[str]) -> list[str]:
    return [value for value in dict.fromkeys(values) if value]


def _microseconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp() * 1_000_000)

"""A look inside an ODS file before calamine opens it: repeated rows and cells make a small file huge."""

import zipfile
import zlib
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from catalog.errors import Unreadable
from catalog.tabular.raw import Limits
from catalog.text import Message

_CHUNK = 2**16
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,
    expat.ExpatError,
    ValueError,
    LookupError,
    KeyError,
)


def require_sound_ods(path: Path, limits: Limits) -> None:
    """Raise Unreadable unless the sheets, unzipped and spread out as cells, stay within the limits."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > limits.unzipped_bytes:
                raise _too_large()
            survey = _Survey(limits)
            with archive.open("content.xml") as source:
                while chunk := source.read(_CHUNK):
                    survey.parser.Parse(chunk)
                survey.parser.Parse(b"", True)
    except _BROKEN as error:
        raise Unreadable(Message("Berkas ini bukan ODS yang utuh: mungkin terpotong atau rusak.")) from error


class _Survey:
    """What the filled rows of each sheet become: rows times the widest, and characters times their copies."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._rows = self._width = self._column = self._filled = 0
        self._row_copies = self._copies = 1
        self._pending = self._characters = self._cell = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = _refuse_doctype

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "table":
            self._rows = self._width = self._pending = 0
        elif local == "table-row":
            self._column = self._filled = 0
            self._row_copies = int(attributes.get("table:number-rows-repeated", 1))
        elif local in ("table-cell", "covered-table-cell"):
            self._copies = int(attributes.get("table:number-columns-repeated", 1))
            self._cell = 0
            self._column += self._copies
            if any(name.startswith("office:") for name in attributes):
                self._fill()

    def _fill(self) -> None:
        self._filled = self._column
        self._width = max(self._width, self._filled)

    def _text(self, text: str) -> None:
        self._cell += len(text)
        self._characters += len(text) * self._copies * self._row_copies
        if self._cell > self._limits.cell_characters or self._characters > self._limits.unzipped_bytes:
            raise _too_large()

    def _end(self, tag: str) -> None:
        local = tag.rpartition(":")[2]
        if local in ("table-cell", "covered-table-cell") and self._cell:
            self._fill()
        elif local == "table-row":
            # Blank rows count once something stands below them.
            self._pending += self._row_copies
            if self._filled:
                self._rows, self._pending = self._rows + self._pending, 0
            if self._rows * self._width > self._limits.cells:
                raise _too_large()


def _too_large() -> Unreadable:
    return Unreadable(Message("Berkas ODS terlalu besar bila dibuka: melewati batas isi atau jumlah sel."))


def _refuse_doctype(*_declaration: object) -> NoReturn:
    raise ValueError("a document type, hence entities")

"""A look inside an XLSX before calamine opens it: what would it become in memory?

Calamine spreads a sheet out between its corners, copies a shared text into every cell that names it, and
sets memory aside for as many texts as a part claims to have (tafia/calamine#684), so a small file can ask for
terabytes; and Rust ends the whole process when it gets no memory. Formulas that failed (#DIV/0!) are noted
here too, since to calamine they are blank.
"""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from catalog.errors import Unreadable
from catalog.tabular.raw import Limits
from catalog.text import Message

_CHUNK = 2**16
_REFERENCE = re.compile("([A-Z]{1,4})([0-9]{1,9})")
FailedCells = dict[str, dict[tuple[int, int], str]]  # by sheet, row and column from 1: what is shown there
_HEARD = ("s", "e")  # kinds of cells: a shared text, an error
_MOST_FAILED = 100_000  # of a sheet
_LONGEST_ERROR = 30  # characters
_COUNTS = ("count", "uniqueCount")
# LookupError is an XML declaration that names an unknown encoding.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, expat.ExpatError, ValueError, LookupError)


def survey_xlsx(path: Path, limits: Limits) -> FailedCells:
    """The formulas that failed; Unreadable unless the workbook, spread out as cells, stays within limits."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > limits.unzipped_bytes:
                raise _too_large()
            by_part = {part.filename: _survey(archive, part, limits) for part in archive.infolist()}
    except _BROKEN as error:
        raise Unreadable(Message("Berkas ini bukan XLSX yang utuh: mungkin terpotong atau rusak.")) from error
    surveys = by_part.values()
    lengths = [length for survey in surveys for length in survey.text_lengths]
    for survey in surveys:
        if any(not 0 <= index < len(lengths) for index in survey.text_uses):
            raise Unreadable(Message("Berkas XLSX rusak: ada sel yang menunjuk teks yang tidak ada."))
        if sum(lengths[index] * uses for index, uses in survey.text_uses.items()) > limits.unzipped_bytes:
            raise _too_large()
    return _by_sheet(by_part)


def _by_sheet(surveys: "Mapping[str, _Survey]") -> FailedCells:
    """Failed cells by the name of their sheet, which only the workbook's own parts tell."""
    targets = {name: target for survey in surveys.values() for name, target in survey.targets.items()}
    found: FailedCells = {}
    for sheet, name in (pair for survey in surveys.values() for pair in survey.sheets):
        target = targets.get(name, "").lstrip("/")
        survey = surveys.get(target) or surveys.get(f"xl/{target}")
        if survey and survey.failed:
            found[sheet] = survey.failed
    return found


def _survey(archive: zipfile.ZipFile, part: zipfile.ZipInfo, limits: Limits) -> "_Survey":
    survey = _Survey()
    if not part.filename.lower().endswith((".xml", ".rels")):
        if b"sheetData" in archive.read(part):
            raise ValueError("a sheet under another name")
        return survey
    with archive.open(part) as source:
        while chunk := source.read(_CHUNK):
            survey.parser.Parse(chunk)
            if max(survey.height * survey.width, survey.claimed) > limits.cells:
                raise _too_large()
            if len(survey.failed) > _MOST_FAILED:
                raise Unreadable(
                    Message("Lembar punya lebih dari %(limit)s rumus yang gagal.", {"limit": _MOST_FAILED})
                )
            if max(survey.text_lengths, default=0) > limits.cell_characters:
                raise _too_large()
        survey.parser.Parse(b"", True)
    return survey


def _too_large() -> Unreadable:
    return Unreadable(Message("Berkas XLSX terlalu besar bila dibuka: melewati batas isi atau jumlah sel."))


class _Survey:
    """Counts of one XML part: the corner of its cells, the lengths of its shared texts, and who uses them."""

    def __init__(self) -> None:
        self.height = self.width = self.column = self.claimed = 0
        self.text_lengths: list[int] = []
        self.text_uses: Counter[int] = Counter()
        self.failed: dict[tuple[int, int], str] = {}
        self.sheets: list[tuple[str, str]] = []
        self.targets: dict[str, str] = {}
        self._row = 0
        self._kind = ""
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.StartDoctypeDeclHandler = _refuse_doctype

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        for name in _COUNTS:
            if name in attributes:
                self.claimed = max(self.claimed, int(attributes[name]))
        local = tag.rpartition(":")[2] if ":" in tag else tag
        if local == "c":  # by far the most frequent
            self._cell(attributes)
        elif local == "v" and self._kind in _HEARD:
            self._listen(self._use if self._kind == "s" else self._fail)
        elif local == "row":
            self._row, self.column = int(attributes.get("r", self._row + 1)), 0
        elif local == "si":
            self.text_lengths.append(0)
            self._listen(self._lengthen)
        elif local == "sheet":
            self.sheets.append((attributes.get("name", ""), _relation(attributes)))
        elif local == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def _listen(self, take: Callable[[str], None]) -> None:
        """Take texts until the element ends; ends that nobody waits for cost nothing."""
        self.parser.CharacterDataHandler, self.parser.EndElementHandler = take, self._end

    def _end(self, tag: str) -> None:
        if tag.rpartition(":")[2] in ("v", "si"):
            self.parser.CharacterDataHandler = self.parser.EndElementHandler = None

    def _cell(self, attributes: dict[str, str]) -> None:
        found = _REFERENCE.fullmatch(attributes.get("r", ""))
        if found:
            self._row, self.column = int(found[2]), _column_number(found[1])
        else:
            self.column += 1
        self.height, self.width = max(self.height, self._row), max(self.width, self.column)
        self._kind = attributes.get("t", "")

    def _use(self, text: str) -> None:
        self.text_uses[int(text)] += 1

    def _fail(self, text: str) -> None:
        cell = self._row, self.column
        self.failed[cell] = (self.failed.get(cell, "") + text)[:_LONGEST_ERROR]

    def _lengthen(self, text: str) -> None:
        self.text_lengths[-1] += len(text)


def _relation(attributes: dict[str, str]) -> str:
    return next((value for name, value in attributes.items() if name.endswith(":id")), "")


@lru_cache(maxsize=16_384)  # as many columns as a sheet can have
def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _refuse_doctype(*_declaration: object) -> NoReturn:
    raise ValueError("a document type, hence entities")

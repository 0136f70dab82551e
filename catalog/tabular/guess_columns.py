"""Guessing what a column is: its name, type, how its cells are written, and their unit."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from catalog.tabular.cells import DATE_STYLES, PERCENT, converter, parse_boolean, parse_date
from catalog.tabular.columns import MAX_SCALE, USUAL_SCALE, Column
from catalog.tabular.guess_kinds import CODE, FAILURES, MISSING_MARKS, is_year, kind
from catalog.tabular.numbers import SUFFIXES, parse_number
from catalog.tabular.raw import RawCell
from catalog.tabular.recipe import RecipeColumn

_ENOUGH = 0.9  # of a column's cells; the others are then mistakes, which the check names
_MOST_VALUES = 3_000  # different ones that are looked at
_WHOLE = 18  # digits of an integer
_CODE_TITLE = re.compile(
    r"kode|(?:code|kd|nomor|nomer|no\.?\s*(?:rek\w*|induk|kk|ktp|telp|hp)|nip|nik|npwp|npsn|nisn|telepon|rekening)"
    r"(?:[\s_.]|$)",
    re.IGNORECASE,
)
_ZEROS = re.compile(r"0[0-9]+(?:\.[0-9]+)*")
_GROUPED = {
    mark: re.compile(rf"[-+(]?\s*(?:rp\.?)?\s*[1-9][0-9]{{0,2}}(?:{re.escape(mark)}[0-9]{{3}})+\)?", re.I)
    for mark in ".,"
}
_SHORT = re.compile(r"[-+(]?\s*(?:rp\.?)?\s*[0-9]{1,3}\)?", re.IGNORECASE)
_RUPIAH = re.compile(r"\b(?:rp|rupiah|idr)\b|^_*rp_|_rp_*$|_rp_", re.IGNORECASE)
_SCALES = re.compile(r"(?:^|[\W_])(ribu|juta|jt|mil[iy]ar|tril[iy]un)(?=$|[\W_])", re.IGNORECASE)
_PERCENT = re.compile(r"%|\bper\s?sen\b|pro?sentase|persentase", re.IGNORECASE)
_MONEY = re.compile(r"\b(?:pagu|anggaran|realisasi)\b", re.IGNORECASE)
_BRACKETED = re.compile(r"\(([^()]{1,30})\)\s*[^()]{0,12}$")


@dataclass(frozen=True)
class Found:
    """A guessed column; `doubtful` when its figures can be read in two ways, `misfits` of its cells are odd.

    `missing` are the texts that stand for no value in it. `endless` figures are longer than any column of
    figures holds exactly, so that they are text.
    """

    column: Column
    style: str = ""
    missing: frozenset[str] = frozenset()
    misfits: int = 0
    doubtful: bool = False
    endless: bool = False


def guess_columns(piles: Sequence[tuple[str, Sequence[RawCell]]], rounding: bool = False) -> list[Found]:
    """A column for each title and the cells below it; names are unique.

    A column whose figures can be read in two ways follows those that cannot. With `rounding`, figures lose
    the digits that a usual column has no room for.
    """
    read = [_Pile(title, cells, rounding) for title, cells in piles]
    votes = Counter(style for pile in read if (style := pile.sure_style()))
    usual = votes.most_common(1)[0][0] if votes else ""
    names = unique_names([title for title, _ in piles])
    return [pile.found(name, usual) for pile, name in zip(read, names, strict=True)]


def unique_names(titles: Sequence[str], taken: Sequence[str] = ()) -> list[str]:
    """A snake_case name for each title, none of them twice nor one of those taken."""
    names = list(taken)
    for place, title in enumerate(titles, 1):
        base = (
            re.sub(r"[^a-z0-9]+", "_", _ascii(title.replace("%", " persen ")).lower()).strip("_")
            or f"kolom_{place}"
        )
        base = (base if base[0].isalpha() else f"k_{base}")[:60].rstrip("_")
        name, again = base, 2
        while name in names:
            name, again = f"{base[:56]}_{again}", again + 1
        names.append(name)
    return names[len(taken) :]


def still_fits(found: Found, cells: Iterable[RawCell]) -> bool:
    """Whether cells are what a column of an earlier version says."""
    if found.column.type == "text":
        return True
    convert = converter(RecipeColumn(1, found.column, found.style), found.missing)
    values = [convert(cell) for cell in cells]
    filled = [value for value in values if value is not None]
    return sum(isinstance(value, str) for value in filled) <= (1 - _ENOUGH) * len(filled)


class _Pile:
    """The cells of one column: texts with their counts, and values that the source has typed itself."""

    def __init__(self, title: str, cells: Sequence[RawCell], rounding: bool) -> None:
        self.title = title
        self.rounding = rounding
        texts: Counter[str] = Counter()
        self.typed: list[int | Decimal | date | bool] = []
        for cell in cells:
            if isinstance(cell, str):
                texts[cell.strip()] += 1
            elif cell is not None:
                self.typed.append(cell)
        del texts[""]
        self.missing = frozenset(text for text in texts if text.lower() in MISSING_MARKS)
        # What failed is no cell to judge by, and a mistake that the check names.
        failures = {text for text in texts if text.lower() in FAILURES}
        self.failed = sum(texts[text] for text in failures)
        for text in failures | self.missing:
            del texts[text]
        self.texts = texts
        self.sample = dict(self.texts.most_common(_MOST_VALUES))
        self.percent = bool(self.sample) and all(text.endswith("%") for text in self.sample)
        if self.percent:
            self.sample = _without_percent(self.sample)
        self.total = len(self.typed) + sum(self.sample.values())
        self.numbers = [
            cell for cell in self.typed if isinstance(cell, int | Decimal) and not isinstance(cell, bool)
        ]
        self.fits = {} if self.is_code() else {style: self._fits(style) for style in ("plain", "id", "en")}

    def is_code(self) -> bool:
        """Whether the cells are names made of digits: 007, 5.1.02, or anything below the title Kode."""
        if _CODE_TITLE.match(self.title.strip()):
            return True
        codes = sum(count for text, count in self.sample.items() if kind(text) == CODE)
        zeros = any(_ZEROS.fullmatch(text) for text in self.sample)
        return zeros or 2 * codes > sum(self.sample.values())

    def _fits(self, style: str) -> int:
        return len(self.numbers) + _fitting(self.sample, lambda text: parse_number(text, style))

    def sure_style(self) -> str:
        """id or en where the figures can be read in no other way."""
        best = max(self.fits.values(), default=0)
        if not self.sample or not self._enough(best):
            return ""
        styles = [style for style, fits in self.fits.items() if fits == best]
        return styles[0] if len(styles) == 1 and styles[0] != "plain" else ""

    def _enough(self, fits: int) -> bool:
        odd = self.total - fits
        return fits > 0 and (fits >= _ENOUGH * self.total or (odd == 1 and self.total >= 5))

    def found(self, name: str, usual: str) -> Found:
        """The column that most cells agree on; `usual` is how the table's other figures are written."""
        title = self.title[:300]
        text = Found(Column(name, "text", title))
        if not self.total:
            return text
        if self._enough(max(self.fits.values(), default=0)):
            return self._number(name, title, usual)
        if self._enough(fits := self._of_type(bool, parse_boolean)):
            return Found(Column(name, "boolean", title), "", self.missing, self.total - fits + self.failed)
        for style in (*DATE_STYLES, "id"):
            if self._enough(fits := self._of_type(date, partial(parse_date, style=style))):
                return Found(
                    Column(name, "date", title), style, self.missing, self.total - fits + self.failed
                )
        return text

    def _of_type(self, wanted: type, parse: Callable[[str], object]) -> int:
        return sum(isinstance(cell, wanted) for cell in self.typed) + _fitting(self.sample, parse)

    def _number(self, name: str, title: str, usual: str) -> Found:
        style, doubtful = self._style(usual)
        values = [*map(Decimal, self.numbers), *_values(self.sample, style)]
        unit = PERCENT if self.percent else _unit(title, self.sample)
        odd = self.total - self.fits[style] + self.failed
        shown = style if self.sample else ""
        whole = all(value == int(value) and abs(value) < 10**_WHOLE for value in values)
        if whole and (not any(map(_places, values)) or all(map(is_year, values))):
            return Found(Column(name, "integer", title, unit=unit), shown, self.missing, odd, doubtful)
        column = Column(name, "decimal", title, unit=unit, scale=self._scale(values))
        endless = sum(
            self._places(value) > column.scale or value.adjusted() >= column.whole for value in values
        )
        if endless > max(1, (1 - _ENOUGH) * len(values)):
            return Found(Column(name, "text", title), endless=True)
        return Found(column, shown, self.missing, odd, doubtful)

    def _scale(self, values: Iterable[Decimal]) -> int:
        return max((places for places in map(self._places, values) if places <= MAX_SCALE), default=0)

    def _places(self, value: Decimal) -> int:
        places = _places(value)
        return min(places, USUAL_SCALE) if self.rounding else places

    def _style(self, usual: str) -> tuple[str, bool]:
        """How the figures are written, and whether that is in doubt: 1.234 may be a thousand."""
        best = max(self.fits.values())
        styles = [style for style, fits in self.fits.items() if fits == best]
        for mark, style, others in ((".", "id", ("plain", "en")), (",", "en", ("id",))):
            if style in styles and set(others) & set(styles) and self._thousands(mark):
                clear = usual in styles
                return (usual if clear else style), not clear
        return (usual if usual in styles and "plain" not in styles else styles[0]), False

    def _thousands(self, mark: str) -> bool:
        """Whether every figure with the mark, and some has it, is grouped by it, and no other is longer."""
        marked = [text for text in self.sample if mark in text]
        return bool(marked) and all(
            (_GROUPED[mark] if mark in text else _SHORT).fullmatch(text) for text in self.sample
        )


def _without_percent(texts: dict[str, int]) -> dict[str, int]:
    bare: Counter[str] = Counter()
    for text, count in texts.items():
        bare[text.removesuffix("%").rstrip()] += count
    return bare


def _fitting(texts: dict[str, int], parse: Callable[[str], object]) -> int:
    fits = 0
    for text, count in texts.items():
        try:
            parse(text)
        except ValueError:
            continue
        fits += count
    return fits


def _values(texts: Iterable[str], style: str) -> list[Decimal]:
    values = []
    for text in texts:
        try:
            values.append(parse_number(text, style))
        except ValueError:
            continue
    return values


def _places(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))


def _unit(title: str, texts: Iterable[str]) -> str:
    if _PERCENT.search(title):
        return PERCENT
    scale = _SCALES.search(title)
    words = f"{scale[1].lower()} " if scale else ""
    if _RUPIAH.search(title) or any(text[:4].lower().lstrip("(- ").startswith("rp") for text in texts):
        return f"{words}rupiah"
    if any(
        text.rstrip(".)").split()[-1:] and text.rstrip(".)").split()[-1].lower() in SUFFIXES for text in texts
    ):
        return "rupiah"
    bracketed = _BRACKETED.search(title)
    if bracketed:
        return bracketed[1].strip().lower()
    return f"{words}rupiah" if _MONEY.search(title) and not is_year(title.split()[-1]) else words.strip()


def _ascii(text: str) -> str:
    return text.encode("ascii", "ignore").decode()

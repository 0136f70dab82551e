"""What is asked of the budget's cube, in the words of OpenSpending's API: drilldown, cut, order, page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from catalog.budget import DIMENSIONS, MAX_CELLS, Cut, Drill
from catalog.errors import Invalid
from catalog.text import Message

AGGREGATES = {"amount.sum": "amount", "_count": "lines"}  # as asked for and answered -> as the cube says
PAGE_SIZE = 100
_LONGEST = 4_000  # characters of one parameter
_VALUE = r'(?:"[^"]*"|[^|;"]+)'
_CUT = re.compile(rf"\s*([a-z_]+):({_VALUE}(?:;{_VALUE})*)\s*(?:\||$)")
_PARTS = re.compile(_VALUE)
_DRILL = re.compile(r"([a-z_]+)(?::([0-9]))?")
_ORDER = re.compile(r"([a-z_.]+)(?::(asc|desc))?")


@dataclass(frozen=True)
class Asked:
    """A question to the cube; `order` has names of the cube, `aggregates` those of the answer."""

    drilldown: tuple[Drill, ...]
    cuts: tuple[Cut, ...]
    order: tuple[tuple[str, bool], ...]
    aggregates: tuple[str, ...]
    page: int
    page_size: int

    @property
    def offset(self) -> int:
        """How many come before the page."""
        return (self.page - 1) * self.page_size


def read(given: Mapping[str, str], known: frozenset[str]) -> Asked:
    """The parameters of a question that knows only some; raises Invalid with the one that cannot be read."""
    for name, value in given.items():
        if name not in known:
            problem = Message(
                "Parameter %(name)s tidak dikenal; yang ada: %(names)s.",
                {"name": name, "names": ", ".join(sorted(known))},
            )
            raise Invalid({name: [problem]})
        if len(value) > _LONGEST:
            raise Invalid({name: [Message("Paling panjang %(most)s karakter.", {"most": _LONGEST})]})
    return Asked(
        drilldown=_drilldown(given.get("drilldown", "")),
        cuts=_cuts(given.get("cut", "")),
        order=_order(given.get("order", "")),
        aggregates=_aggregates(given.get("aggregates", "")),
        page=_number(given, "page", 1, 1_000_000),
        page_size=_number(given, "pagesize", PAGE_SIZE, MAX_CELLS),
    )


def dimension(text: str) -> Drill:
    """The one dimension whose members are asked for, as a drilldown names it."""
    if not text:
        problem = Message("Sebut satu dimensi: %(names)s.", {"names": ", ".join(DIMENSIONS)})
        raise Invalid({"dimension": [problem]})
    found = _drilldown(text)
    if len(found) != 1:
        raise Invalid({"dimension": [Message("Sebut satu dimensi saja.")]})
    return found[0]


def year(text: str) -> int | None:
    """A fiscal year, if one is asked for."""
    if text and not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise Invalid({"year": [Message("Tahun dengan angka, misalnya 2025.")]})
    return int(text) if text else None


def _drilldown(text: str) -> tuple[Drill, ...]:
    found = []
    for part in filter(None, text.split("|")):
        match = _DRILL.fullmatch(part.strip())
        if not match:
            problem = Message(
                "%(part)s tidak dapat dibaca; tulis misalnya organization|account:3.", {"part": part}
            )
            raise Invalid({"drilldown": [problem]})
        found.append(Drill(match[1], int(match[2] or 0)))
    return tuple(found)


def _cuts(text: str) -> tuple[Cut, ...]:
    found, place = [], 0
    while place < len(text):
        match = _CUT.match(text, place)
        if not match:
            problem = Message(
                "%(part)s tidak dapat dibaca; tulis dimensi:nilai, misalnya stage:apbd|sumber_dana:DAU;DAK.",
                {"part": text[place : place + 100]},
            )
            raise Invalid({"cut": [problem]})
        values = tuple(part.strip().strip('"') for part in _PARTS.findall(match[2]))
        found.append(Cut(match[1], values))
        place = match.end()
    return tuple(found)


def _order(text: str) -> tuple[tuple[str, bool], ...]:
    found = []
    for part in filter(None, re.split("[,|]", text)):
        match = _ORDER.fullmatch(part.strip())
        if not match:
            problem = Message("%(part)s tidak dapat dibaca; tulis misalnya amount.sum:desc.", {"part": part})
            raise Invalid({"order": [problem]})
        found.append((AGGREGATES.get(match[1], match[1]), match[2] == "desc"))
    return tuple(found) or (("amount", True),)


def _aggregates(text: str) -> tuple[str, ...]:
    asked = tuple(dict.fromkeys(filter(None, text.split("|")))) or tuple(AGGREGATES)
    for name in asked:
        if name not in AGGREGATES:
            problem = Message(
                "%(name)s tidak ada; yang ada: %(names)s.", {"name": name, "names": ", ".join(AGGREGATES)}
            )
            raise Invalid({"aggregates": [problem]})
    return asked


def _number(given: Mapping[str, str], name: str, usual: int, most: int) -> int:
    text = given.get(name, str(usual))
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and 1 <= int(text) <= most):
        raise Invalid({name: [Message("Bilangan bulat dari 1 sampai %(most)s.", {"most": most})]})
    return int(text)

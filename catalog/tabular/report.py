"""What checks found in a table: problems by rule and column, counted exactly, the first of each kept."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from catalog.errors import Invalid
from catalog.tabular.report_words import remedy, said
from catalog.text import Message

STOP, REASON = "stop", "reason"  # a soft problem needs a reason, which is shown in public
UNFINISHED = "unfinished"  # the rule of the problem that ended a check
KEPT = 100  # problems of one group
_VALUE = 200  # characters of a value
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_HEADER = (
    Message("aturan"),
    Message("kolom"),
    Message("tempat"),
    Message("baris"),
    Message("isi"),
    Message("seharusnya"),
    Message("yang salah"),
    Message("cara memperbaiki"),
    Message("jumlah"),
)


@dataclass(frozen=True)
class Problem:
    """One cell or row: its row's number in the source (1 is the header where that is wrong), its value.

    `position` is the column's place in the source, 0 for a whole row; `same_as` is the other row, of two
    that must differ; `expected` what should be there, where that is known.
    """

    row: int
    column: str = ""
    position: int = 0
    value: str = ""
    sheet: str = ""
    same_as: int = 0
    expected: str = ""

    @property
    def place(self) -> Message:
        """Where it is, as its reader looks it up: a cell of a sheet, or a row and column of a text file."""
        about = {"row": self.row, "position": self.position, "sheet": self.sheet}
        if self.sheet and self.position:
            return Message("%(sheet)s, sel %(cell)s", about | {"cell": f"{letters(self.position)}{self.row}"})
        if self.sheet:
            return Message("%(sheet)s, baris %(row)s", about)
        if self.position:
            return Message("baris %(row)s, kolom ke-%(position)s", about)
        return Message("baris %(row)s", about)


@dataclass(frozen=True)
class Found:
    """One problem on its way into a report, with the rule that it breaks and what that rule asks for."""

    rule: str
    problem: Problem
    wanted: str = ""
    level: str = STOP


@dataclass(frozen=True)
class Group:
    """All problems of one rule in one column: `count` of them, of which `first` has at most KEPT.

    `rule` is frictionless's type of error, the name of a constraint, or a rule of budgets; `wanted` is what
    that constraint asks for.
    """

    rule: str
    column: str
    wanted: str
    level: str
    count: int
    first: tuple[Problem, ...]

    @property
    def said(self) -> Message:
        """What is wrong."""
        return said(self.rule, self.column, self.wanted)

    @property
    def remedy(self) -> Message:
        """What to do about it."""
        return remedy(self.rule)


@dataclass(frozen=True)
class Report:
    """A checked table: how many rows it has, and what is wrong, gravest and most frequent first."""

    rows: int
    groups: tuple[Group, ...] = ()

    @property
    def count(self) -> int:
        """Problems of all groups."""
        return sum(group.count for group in self.groups)

    @property
    def stops(self) -> bool:
        """Whether something must be mended first; what is left then needs a reason."""
        return any(group.level == STOP for group in self.groups)


def gather(rows: int, found: Iterable[Found]) -> Report:
    """Problems as a report; they are counted as they come, and only the first of each group are kept."""
    counts: dict[tuple[str, str, str, str], int] = {}
    first: dict[tuple[str, str, str, str], list[Problem]] = {}
    for each in found:
        key = (each.rule, each.problem.column, each.wanted, each.level)
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= KEPT:
            first.setdefault(key, []).append(each.problem)
    return _sorted(rows, [Group(*key, count, tuple(first[key])) for key, count in counts.items()])


def joined(*reports: Report) -> Report:
    """Reports of several checks of one table as one."""
    return _sorted(max(report.rows for report in reports), [g for each in reports for g in each.groups])


def _sorted(rows: int, groups: list[Group]) -> Report:
    def rank(group: Group) -> tuple[bool, bool, int]:
        return group.level != STOP, group.rule != UNFINISHED, -group.count

    return Report(rows, tuple(sorted(groups, key=rank)))


def report_csv(report: Report, locale: str = "id") -> Iterator[bytes]:
    """The report as CSV for people, with a byte order mark: one line for each problem that was kept."""
    yield b"\xef\xbb\xbf" + _line([title.in_locale(locale) for title in _HEADER])
    for group in report.groups:
        words = (group.said.in_locale(locale), group.remedy.in_locale(locale), str(group.count))
        for problem in group.first:
            place, row = problem.place.in_locale(locale), str(problem.row)
            yield _line([group.rule, group.column, place, row, problem.value, problem.expected, *words])


def _line(cells: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return out.getvalue().encode()


def shown(value: object) -> str:
    """A value as a report keeps it: short, and a text that can be written anywhere."""
    return str(value).encode(errors="replace").decode()[:_VALUE]


def letters(position: int) -> str:
    """A column's letters in a sheet: 1 is A, 28 is AB."""
    text = ""
    while position:
        position, place = divmod(position - 1, 26)
        text = chr(ord("A") + place) + text
    return text


def report_to_json(report: Report) -> dict[str, Any]:
    """The report as JSON values."""
    return asdict(report)


def report_from_json(content: Mapping[str, Any]) -> Report:
    """The report that `report_to_json` wrote; Invalid for anything else."""
    try:
        groups = [
            Group(**(each | {"first": tuple(Problem(**problem) for problem in each["first"])}))
            for each in content["groups"]
        ]
        return Report(int(content["rows"]), tuple(groups))
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid({"report": [Message("Laporan pemeriksaan ini tidak dikenal.")]}) from error

"""The budget as a cube: its dimensions, what is asked of them, and the sources that answer.

Amounts of two stages, years, directions or lists of governments are never added up, nor codes of two schemes
taken for each other: who asks either says which one, or has them apart.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalog.budget import choice
from catalog.budget.choice import Source
from catalog.errors import Invalid, NotFound
from catalog.text import Message
from catalog.work import Work

ACCOUNT_LEVELS = 6
UNCLASSIFIED = "unclassified"  # the direction of lines whose accounts name none
_NAMED = 20  # members that a refusal names


@dataclass(frozen=True)
class Dimension:
    """Something figures can be told apart by.

    `column` is that of the lines with its codes, empty for what a whole source is of. `attributes` are told
    of each member. `within` is the dimension without which its codes mean nothing.
    """

    name: str
    title: Message
    attributes: tuple[str, ...] = ("code",)
    column: str = ""
    within: str = ""
    levels: int = 0


@dataclass(frozen=True)
class Drill:
    """One dimension to tell figures apart by; `level` cuts accounts to so many segments, 0 leaves them."""

    dimension: str
    level: int = 0


@dataclass(frozen=True)
class Cut:
    """Only what has one of these values: codes, an agency's slug, an account and all below it."""

    dimension: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Selection:
    """The sources that answer, one for each government, year, stage and direction, and the cuts on lines."""

    sources: tuple[Source, ...]
    cuts: tuple[Cut, ...]

    @property
    def sample(self) -> bool:
        """Whether all of it is DATA CONTOH; none of it is when not."""
        return self.sources[0].sample

    @property
    def precision(self) -> int:
        """The coarsest step in rupiah among the sources."""
        return max(source.precision for source in self.sources)


_CODED = ("scheme", "code", "label")
DIMENSIONS: Mapping[str, Dimension] = {
    one.name: one
    for one in (
        Dimension("government", Message("Pemerintah daerah"), ("code", "label")),
        Dimension("government_scheme", Message("Daftar kode pemerintah daerah")),
        Dimension("fiscal_year", Message("Tahun anggaran")),
        Dimension("stage", Message("Tahap")),
        Dimension("direction", Message("Bagian anggaran")),
        Dimension("account_scheme", Message("Skema kode rekening")),
        Dimension("program_scheme", Message("Skema kode program")),
        Dimension(
            "organization",
            Message("SKPD"),
            ("government", "code", "label", "slug"),
            "organization",
            "government",
        ),
        Dimension("sub_unit", Message("Sub unit"), ("government", "code", "label"), "sub_unit", "government"),
        Dimension("urusan", Message("Urusan"), ("scheme", "code"), "urusan", "program_scheme"),
        Dimension("program", Message("Program"), _CODED, "program", "program_scheme"),
        Dimension("kegiatan", Message("Kegiatan"), _CODED, "kegiatan", "program_scheme"),
        Dimension("sub_kegiatan", Message("Sub kegiatan"), _CODED, "sub_kegiatan", "program_scheme"),
        Dimension(
            "account",
            Message("Rekening"),
            (*_CODED, "level"),
            "rekening",
            "account_scheme",
            ACCOUNT_LEVELS,
        ),
        Dimension("sumber_dana", Message("Sumber dana"), ("code", "label"), "sumber_dana"),
        Dimension("region", Message("Kode wilayah"), column="region_code"),
        Dimension("location", Message("Lokasi"), column="location"),
    )
}
OF_SOURCE: Mapping[str, Callable[[Source], str]] = {
    "government": lambda source: source.government,
    "government_scheme": lambda source: source.government_scheme,
    "fiscal_year": lambda source: str(source.fiscal_year),
    "stage": lambda source: source.stage,
    "direction": lambda source: source.direction or UNCLASSIFIED,
    "account_scheme": lambda source: source.account_scheme,
    "program_scheme": lambda source: source.program_scheme,
}
_NEVER_ADDED = ("government_scheme", "fiscal_year", "stage", "direction")


def select(work: Work, cuts: Sequence[Cut]) -> Selection:
    """What the cuts leave; raises Invalid for a cut that has no meaning, NotFound when nothing is left."""
    for cut in cuts:
        _known("cut", cut.dimension)
    wanted: dict[str, set[str]] = {}
    for cut in cuts:
        if cut.dimension in OF_SOURCE:
            wanted[cut.dimension] = wanted.get(cut.dimension, set(cut.values)) & set(cut.values)
    found = choice.chosen(work, wanted.get("government", ()), _years(wanted.get("fiscal_year", ())))
    for name, values in wanted.items():
        found = [source for source in found if OF_SOURCE[name](source) in values]
    if not found:
        raise NotFound(Message("Tidak ada angka anggaran terbit yang cocok dengan cut."))
    of_lines = tuple(cut for cut in cuts if cut.dimension not in OF_SOURCE)
    for cut in of_lines:
        within = DIMENSIONS[cut.dimension].within
        if within:
            _one(found, within, Message("Kode %(name)s hanya bermakna dalam satu %(within)s", {
                "name": cut.dimension, "within": within}))  # fmt: skip
    return Selection(tuple(found), of_lines)


def require_known(drilldown: Sequence[Drill]) -> None:
    """Raise Invalid for a dimension or level that is not there, or stands twice."""
    names = [drill.dimension for drill in drilldown]
    for drill in drilldown:
        _known("drilldown", drill.dimension)
        levels = DIMENSIONS[drill.dimension].levels
        if not 0 <= drill.level <= levels:
            raise Invalid(
                {
                    "drilldown": [
                        Message(
                            "%(name)s tidak punya tingkat %(level)s; tingkat yang ada: %(levels)s.",
                            {"name": drill.dimension, "level": drill.level, "levels": _range(levels)},
                        )
                    ]
                }
            )
        if names.count(drill.dimension) > 1:
            problem = Message("%(name)s disebut lebih dari sekali.", {"name": drill.dimension})
            raise Invalid({"drilldown": [problem]})


def require_addable(selection: Selection, drilldown: Sequence[Drill]) -> None:
    """Raise Invalid where a sum would add up what must stay apart."""
    apart = {drill.dimension for drill in drilldown}
    if apart & {"government", "organization", "sub_unit"}:
        apart.add("government_scheme")
    for name in _NEVER_ADDED:
        if name not in apart:
            _one(selection.sources, name, Message("Jumlah lintas %(name)s tidak bermakna", {"name": name}))


def _one(sources: Iterable[Source], name: str, problem: Message) -> None:
    members = sorted({OF_SOURCE[name](source) for source in sources} - {""})  # without codes, without scheme
    if len(members) > 1:
        listed = ", ".join(members[:_NAMED]) + (", ..." if len(members) > _NAMED else "")
        told = Message(
            "%(problem)s: pilih satu dengan cut=%(name)s:nilai (ada: %(members)s), atau pisahkan dengan "
            "drilldown=%(name)s.",
            {"problem": problem, "name": name, "members": listed},
        )
        raise Invalid({"cut": [told]})


def _known(parameter: str, name: str) -> None:
    if name not in DIMENSIONS:
        problem = Message(
            "Dimensi %(name)s tidak ada; yang ada: %(names)s.",
            {"name": name, "names": ", ".join(DIMENSIONS)},
        )
        raise Invalid({parameter: [problem]})


def _years(values: Collection[str]) -> set[int]:
    years = {int(value) for value in values if value.isascii() and value.isdigit() and len(value) <= 4}
    if values and not years:
        raise Invalid({"cut": [Message("fiscal_year adalah tahun dengan angka, misalnya 2025.")]})
    return years


def _range(levels: int) -> str:
    return ", ".join(str(level) for level in range(1, levels + 1)) or "-"

"""The facts behind the sample figures: agencies, activities and accounts as the data files name them."""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from catalog.paths import DATA

_HERE = Path(__file__).parent / "data"
_GENERIC = "X.XX"  # the support programme that every agency has under its own bidang urusan


class Agency(NamedTuple):
    """An SKPD; `code` is a real one or CONTOH-nnn, `number` its place in the list from 1."""

    number: int
    code: str
    name: str
    short: str
    kind: str
    bidang: tuple[str, ...]


class Activity(NamedTuple):
    """A sub kegiatan with the kegiatan and program above it."""

    program: str
    program_name: str
    kegiatan: str
    kegiatan_name: str
    code: str
    name: str

    @property
    def levels(self) -> tuple[tuple[str, str], ...]:
        """Code and name of program, kegiatan and sub kegiatan."""
        return (self.program, self.program_name), (self.kegiatan, self.kegiatan_name), (self.code, self.name)

    @property
    def is_support(self) -> bool:
        """Whether it belongs to the support programme, number 01 of every bidang urusan."""
        return self.program.endswith(".01")


@cache
def agencies() -> tuple[Agency, ...]:
    """Every SKPD of the catalogue's list."""
    return tuple(
        Agency(
            number,
            row["code"] or f"CONTOH-{number:03}",
            row["name"],
            row["abbreviation"],
            row["kind"],
            tuple(row["bidang_urusan"].split(";")),
        )
        for number, row in enumerate(_rows(DATA / "skpd_jatim.csv"), 1)
    )


@cache
def activities(bidang: str) -> tuple[Activity, ...]:
    """The sub kegiatan of one bidang urusan, without the support programme."""
    return _activities(bidang, bidang)


@cache
def support_activities(bidang: str) -> tuple[Activity, ...]:
    """The sub kegiatan of the support programme, coded for one bidang urusan."""
    return _activities(_GENERIC, bidang)


@cache
def accounts() -> dict[str, str]:
    """Name by code: levels 1 to 3, and the objek (level 4) that the sample uses."""
    upper = {row["code"]: row["name"] for row in _rows(DATA / "accounts_050-5889.csv")}
    return upper | {row["kode"]: row["nama"] for row in _rows(_HERE / "objek_rekening.csv")}


@cache
def regencies() -> tuple[str, ...]:
    """The kabupaten and kota of East Java, for locations."""
    return tuple(row["name"] for row in _rows(DATA / "kabkota_jatim.csv") if row["kind"] != "provinsi")


@cache
def _names() -> dict[str, str]:
    return {row["kode"]: row["nama"] for row in _rows(_HERE / "nomenklatur.csv")}


def _activities(listed: str, bidang: str) -> tuple[Activity, ...]:
    found = []
    for code, name in _names().items():
        parts = code.split(".")
        if len(parts) == 6 and code.startswith(listed + "."):
            program, kegiatan = ".".join(parts[:3]), ".".join(parts[:5])
            codes = (bidang + one.removeprefix(listed) for one in (program, kegiatan, code))
            names = (_names()[program], _names()[kegiatan], name)
            found.append(Activity(*(text for pair in zip(codes, names, strict=True) for text in pair)))
    return tuple(found)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))

"""Codes of accounts, activities and agencies: the spellings seen in the wild, made one within a scheme.

Two codes are only ever compared when their schemes are the same: 5.2 is Belanja Modal in one and Belanja
Langsung in another.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from catalog.text import squeeze

# Digits of each segment, from akun or urusan down. A longer segment stays as long as it is.
ACCOUNT_SCHEMES: Mapping[str, tuple[int, ...]] = {
    "permendagri-13-2006": (1, 1, 1, 2, 2),
    "permendagri-64-2013": (1, 1, 1, 2, 2, 2),
    "permendagri-90-2019": (1, 1, 2, 2, 2, 4),
    "kepmendagri-050-5889": (1, 1, 2, 2, 2, 4),
    "djpk-standar-jenis": (1, 1, 2),
}
# urusan, bidang, program, then kegiatan in two segments (whose task it is, and its number), sub kegiatan.
PROGRAM_SCHEMES: Mapping[str, tuple[int, ...]] = {
    "permendagri-13-2006": (1, 2, 2, 2),
    "permendagri-90-2019": (1, 2, 2, 1, 2, 2),
    "kepmendagri-050-5889": (1, 2, 2, 1, 2, 4),
}
PROGRAM_DEPTH = 3
DIRECTIONS = ("pendapatan", "belanja", "pembiayaan_penerimaan", "pembiayaan_pengeluaran")

_SKPD_WIDTHS = (1, 2, 1, 2, 1, 2, 2, 4)
_UNDOTTED = frozenset({"djpk-standar-jenis"})  # 4101 is 4.1.01 there
_SINCE_2021 = frozenset({"permendagri-90-2019", "kepmendagri-050-5889", "djpk-standar-jenis"})
# Sources often list the lowest accounts alone.
_UPPER_NAMES = {
    "4": "Pendapatan Daerah",
    "4.1": "Pendapatan Asli Daerah (PAD)",
    "4.2": "Pendapatan Transfer",
    "4.3": "Lain-lain Pendapatan Daerah yang Sah",
    "5": "Belanja Daerah",
    "5.1": "Belanja Operasi",
    "5.2": "Belanja Modal",
    "5.3": "Belanja Tidak Terduga",
    "5.4": "Belanja Transfer",
    "6": "Pembiayaan Daerah",
    "6.1": "Penerimaan Pembiayaan",
    "6.2": "Pengeluaran Pembiayaan",
}
_BETWEEN = re.compile(r"[.\s]+")
_USUAL = {
    "4": "pendapatan",
    "5": "belanja",
    "6.1": "pembiayaan_penerimaan",
    "6.2": "pembiayaan_pengeluaran",
}
# In the accrual reports of 2015 to 2020 transfers stand beside belanja, and pembiayaan is akun 7.
_ACCRUAL = {
    "4": "pendapatan",
    "5": "belanja",
    "6": "belanja",
    "7.1": "pembiayaan_penerimaan",
    "7.2": "pembiayaan_pengeluaran",
}


@dataclass(frozen=True)
class Code:
    """A code in its one spelling; `level` counts its segments, 0 when the scheme cannot read it."""

    norm: str
    level: int


def account_name(norm: str, scheme: str) -> str:
    """What the nomenclature calls an akun or kelompok; empty for deeper accounts and other nomenclatures."""
    return _UPPER_NAMES.get(norm, "") if scheme in _SINCE_2021 else ""


def account(raw: str, scheme: str) -> Code:
    """An account code of a scheme in ACCOUNT_SCHEMES."""
    return _read(raw, ACCOUNT_SCHEMES[scheme], undotted=scheme in _UNDOTTED)


def activity(raw: str, scheme: str) -> Code:
    """A program, kegiatan or sub kegiatan code of a scheme in PROGRAM_SCHEMES."""
    return _read(raw, PROGRAM_SCHEMES[scheme], undotted=False)


def kegiatan_depth(scheme: str) -> int:
    """How many segments a kegiatan code has."""
    return 4 if scheme == "permendagri-13-2006" else 5


def organization(raw: str) -> str:
    """An agency's code: eight segments at their widths, or what else the source uses, without blanks."""
    parts = _parts(raw)
    if len(parts) == len(_SKPD_WIDTHS) and all(part.isdecimal() for part in parts):
        return ".".join(str(int(part)).zfill(width) for part, width in zip(parts, _SKPD_WIDTHS, strict=True))
    if parts and all(part.isdecimal() for part in parts):
        return ".".join(parts)
    return squeeze(raw).upper()


def direction(norm: str, scheme: str) -> str:
    """One of DIRECTIONS; empty for what is in no budget total: a balance sheet account, or an unread code."""
    table = _ACCRUAL if scheme == "permendagri-64-2013" else _USUAL
    segments = norm.split(".")
    return table.get(segments[0]) or table.get(".".join(segments[:2]), "")


def computed(norm: str) -> bool:
    """Whether this account is a line of the report and no budget: 6.3, SiLPA of the year itself."""
    return norm.split(".")[:2] == ["6", "3"]


def prefix(norm: str, depth: int) -> str:
    """The first `depth` segments of a code in its one spelling."""
    return ".".join(norm.split(".")[:depth])


def _read(raw: str, widths: tuple[int, ...], undotted: bool) -> Code:
    parts = _parts(raw)
    if undotted and len(parts) == 1:
        parts = _cut(parts[0], widths)
    while len(parts) > 1 and parts[-1].isdecimal() and int(parts[-1]) == 0:
        parts.pop()  # 5.2.2.00.00 names the jenis 5.2.2
    known = 0 < len(parts) <= len(widths) and all(part.isdecimal() and part.isascii() for part in parts)
    # A leading dot says that the front of the code stands elsewhere: no code by itself.
    if not known or raw.strip().startswith(".") or int(parts[0]) == 0:
        return Code(squeeze(raw).upper(), 0)
    return Code(
        ".".join(str(int(part)).zfill(width) for part, width in zip(parts, widths, strict=False)), len(parts)
    )


def _parts(raw: str) -> list[str]:
    return [part for part in _BETWEEN.split(raw) if part]


def _cut(digits: str, widths: tuple[int, ...]) -> list[str]:
    parts, start = [], 0
    for width in widths:
        if start < len(digits):
            parts.append(digits[start : start + width])
            start += width
    return parts if start == len(digits) else [digits]

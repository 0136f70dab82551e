"""The sample's e-planning feed: the year's RKPD with the keys of the real feed and identifiers of its own."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from catalog.demo import figures
from catalog.demo.content import Records, to_json
from catalog.demo.nomenclature import agencies
from catalog.demo.tables import LABEL, published

_PROVINCE = {"kd_klpd": "CONTOH", "nama_klpd": f"Prov. Jawa Timur ({LABEL})", "jenis_klpd": "PROVINSI"}
_LEVELS = ("program", "kegiatan", "subkegiatan")
_Path = tuple[int, ...]  # satker number, then the identifiers of the levels above and of the unit itself


@cache
def feed(kind: str, tahun: int) -> Records:
    """The records of one of KINDS; the pagu of each level is the sum of the level below."""
    records = _satkers() if kind == "satker" else _units(_LEVELS.index(kind) + 1, tahun)
    return Records([to_json(record) for record in records], published(tahun))


def _units(depth: int, tahun: int) -> Iterable[dict[str, object]]:
    names: dict[tuple[int, Sequence[str]], str] = {}
    pagu: dict[tuple[int, Sequence[str]], int] = defaultdict(int)
    for line in figures.plan(tahun):
        levels = line.activity.levels if line.activity else ()
        key = (line.agency.number, tuple(code for code, _ in levels[:depth]))
        names[key] = levels[depth - 1][1]
        pagu[key] += line.amount
    kind = _LEVELS[depth - 1]
    for (satker, codes), name in names.items():
        yield {
            "tahun_anggaran": tahun,
            **_PROVINCE,
            "kd_satker": satker,
            **{
                f"kd_{level}": _identifiers(tahun)[satker, code]
                for level, code in zip(_LEVELS, codes, strict=False)
            },
            f"kd_{kind}_str": codes[-1],
            f"nama_{kind}": name,
            f"pagu_{kind}": pagu[satker, codes],
            f"kd_{kind}_lokal": None,
            "is_deleted": False,
            "_event_date": published(tahun).date().isoformat(),
        }


@cache
def _identifiers(tahun: int) -> dict[tuple[int, str], int]:
    """A number of its own for each program, kegiatan and sub kegiatan of a satker and year."""
    keys = dict.fromkeys(
        (line.agency.number, code)
        for line in figures.plan(tahun)
        for code, _ in (line.activity.levels if line.activity else ())
    )
    return {key: tahun * 10_000 + number for number, key in enumerate(keys, 1)}


def _satkers() -> Iterable[dict[str, object]]:
    for agency in agencies():
        yield {
            "kd_satker": agency.number,
            "kd_satker_str": agency.code,
            "nama_satker": agency.name.upper(),
            **dict.fromkeys(("alamat", "telepon", "fax", "kodepos")),
            "status_satker": "Aktif",
            "ket_satker": LABEL,
            "jenis_satker": "SKPD",
            **_PROVINCE,
            "kode_eselon": None,
        }

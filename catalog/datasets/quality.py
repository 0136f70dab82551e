"""How well a version can be found and used: the European Metadata Quality Assessment, on our own fields."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from catalog.datasets.licenses import license_of
from catalog.datasets.models import DatasetVersion, Resource
from catalog.text import Message

# The least points of each level, best first, as data.europa.eu sets them.
LEVELS: Mapping[str, int] = MappingProxyType({"excellent": 351, "good": 221, "sufficient": 121, "bad": 0})
DIMENSIONS: Mapping[str, Message] = MappingProxyType(
    {
        "findability": Message("Mudah ditemukan"),
        "accessibility": Message("Mudah diambil"),
        "interoperability": Message("Mudah diolah mesin"),
        "reusability": Message("Boleh dipakai ulang"),
        "context": Message("Keterangan lengkap"),
    }
)
_AREA = frozenset({"spatial", "spatial_text", "spatial_uri", "wilayah", "pemerintah_daerah"})
_MACHINE_READABLE = frozenset(
    {"CSV", "GeoJSON", "JSON", "ODS", "PARQUET", "RDF", "TSV", "XLS", "XLSX", "XML"}
)
_OPEN = (_MACHINE_READABLE - {"XLS", "XLSX"}) | {"HTML", "ODT", "PDF", "TXT"}
_KNOWN = _MACHINE_READABLE | _OPEN | {"DOC", "DOCX", "PPT", "PPTX", "SHP", "ZIP"}

Share = tuple[int, int]  # how many of how many


@dataclass(frozen=True)
class Mark:
    """What one criterion earned of the `most` that it can; `remedy` says how to earn the rest,
    None where the catalogue itself always does."""

    dimension: str
    points: int
    most: int
    what: Message
    remedy: Message | None


@dataclass(frozen=True)
class Quality:
    """The score of a version: a mark for each criterion, in the order of DIMENSIONS."""

    marks: tuple[Mark, ...]

    @property
    def points(self) -> int:
        """All points, of 405."""
        return sum(mark.points for mark in self.marks)

    @property
    def most(self) -> int:
        """The points that can be had."""
        return sum(mark.most for mark in self.marks)

    @property
    def level(self) -> str:
        """The name among LEVELS that the points reach."""
        return next(name for name, least in LEVELS.items() if self.points >= least)

    @property
    def dimensions(self) -> dict[str, tuple[int, int]]:
        """For each of DIMENSIONS: the points earned, and those that can be had."""
        return {
            name: (
                sum(mark.points for mark in self.marks if mark.dimension == name),
                sum(mark.most for mark in self.marks if mark.dimension == name),
            )
            for name in DIMENSIONS
        }

    @property
    def missing(self) -> tuple[Mark, ...]:
        """The marks that are not full, the dearest first."""
        return tuple(
            sorted(
                (mark for mark in self.marks if mark.points < mark.most),
                key=lambda mark: mark.points - mark.most,
            )
        )


def score(version: DatasetVersion) -> Quality:
    """The quality of a version; a mark about resources is the share of them that earn it, rounded down."""
    marks = []
    for dimension, most, what, met, remedy in _CRITERIA:
        reached, asked = met(version)
        marks.append(Mark(dimension, most * reached // asked if asked else 0, most, what, remedy))
    return Quality(tuple(marks))


def _always(_version: DatasetVersion) -> Share:
    return 1, 1


def _whole(test: Callable[[DatasetVersion], object]) -> Callable[[DatasetVersion], Share]:
    return lambda version: (1 if test(version) else 0, 1)


def _each(test: Callable[[Resource], object]) -> Callable[[DatasetVersion], Share]:
    return lambda version: _count(map(test, version.resources))


def _count(answers: Iterable[object]) -> Share:
    given = [bool(answer) for answer in answers]
    return sum(given), len(given)


def _has_area(version: DatasetVersion) -> bool:
    return any(
        key in _AREA or key.startswith("kode_daerah") for key, value in version.extras.items() if value
    )


def _has_period(version: DatasetVersion) -> bool:
    return bool(version.years or version.period_start or version.period_end)


def _is_held(one: Resource) -> bool:
    # Bytes held here answer and are what their hash says; whether somebody else's site answers is not known.
    return bool(one.sha256 or one.table_sha256)


# A table is offered as CSV, whatever its original was.
def _has_format(one: Resource) -> bool:
    return bool(one.table_sha256 or one.format)


def _has_media_type(one: Resource) -> bool:
    return bool(one.table_sha256 or one.media_type)


def _has_size(one: Resource) -> bool:
    return one.size is not None or one.table_size is not None


def _in(formats: frozenset[str]) -> Callable[[Resource], bool]:
    return lambda one: bool(one.table_sha256) or one.format in formats


def _is_dcat(version: DatasetVersion) -> bool:
    """What DCAT-AP demands: title, description, publisher (all have one), an address of each resource."""
    return bool(version.title and version.notes) and all(
        _is_held(one) or one.url for one in version.resources
    )


def _has_license(version: DatasetVersion) -> bool:
    return version.license_id not in ("", "notspecified")


# fmt: off
_CRITERIA: tuple[tuple[str, int, Message, Callable[[DatasetVersion], Share], Message | None], ...] = (
    ("findability", 30, Message("Kata kunci"), _whole(lambda version: version.tags),
     Message("Tulis sedikitnya satu kata kunci.")),
    ("findability", 30, Message("Tema"), _whole(lambda version: version.themes),
     Message("Pilih sedikitnya satu tema.")),
    ("findability", 20, Message("Wilayah"), _whole(_has_area),
     Message("Sebutkan wilayah yang dicakup, misalnya kode daerahnya.")),
    ("findability", 20, Message("Periode"), _whole(_has_period),
     Message("Sebutkan tahun atau tanggal yang dicakup data.")),
    ("accessibility", 50, Message("Alamat data menjawab"), _each(_is_held),
     Message("Simpan berkasnya di sini: tautan ke situs lain tidak dapat dipastikan tetap menjawab.")),
    ("accessibility", 20, Message("Ada alamat unduh langsung"), _each(_is_held),
     Message("Beri berkas yang dapat diunduh langsung, bukan hanya halaman web.")),
    ("accessibility", 30, Message("Unduhan menjawab"), _each(_is_held),
     Message("Simpan berkasnya di sini, supaya unduhan selalu ada dan isinya terjaga sidik jarinya.")),
    ("interoperability", 20, Message("Format disebut"), _each(_has_format),
     Message("Sebutkan format setiap berkas.")),
    ("interoperability", 10, Message("Jenis media disebut"), _each(_has_media_type),
     Message("Sebutkan jenis media (MIME) setiap berkas, misalnya text/csv.")),
    ("interoperability", 10, Message("Format dari daftar yang dikenal"), _each(_in(_KNOWN)),
     Message("Tulis format dengan nama yang lazim, misalnya CSV atau XLSX.")),
    ("interoperability", 20, Message("Format terbuka"), _each(_in(_OPEN)),
     Message("Terbitkan juga dalam format yang tidak terikat satu perusahaan, misalnya CSV.")),
    ("interoperability", 20, Message("Terbaca mesin"), _each(_in(_MACHINE_READABLE)),
     Message("Terbitkan tabelnya, bukan hanya dokumen atau pindaian: CSV atau XLSX.")),
    ("interoperability", 30, Message("Memenuhi DCAT-AP"), _whole(_is_dcat),
     Message("Lengkapi judul dan keterangan, dan beri setiap sumber daya alamat.")),
    ("reusability", 20, Message("Lisensi"), _whole(_has_license),
     Message("Sebutkan lisensinya.")),
    ("reusability", 10, Message("Lisensi baku"), _whole(lambda version: license_of(version.license_id).uri),
     Message("Pilih lisensi baku yang punya alamat sendiri, misalnya CC BY 4.0.")),
    ("reusability", 10, Message("Hak akses"), _always, None),
    ("reusability", 5, Message("Hak akses dari daftar baku"), _always, None),
    ("reusability", 20, Message("Penanggung jawab"), _whole(lambda version: version.maintainer),
     Message("Tulis siapa yang dapat ditanya tentang data ini.")),
    ("reusability", 10, Message("Penerbit"), _always, None),
    ("context", 5, Message("Syarat pemakaian"), _whole(_has_license),
     Message("Sebutkan syarat pemakaiannya.")),
    ("context", 5, Message("Ukuran berkas"), _each(_has_size),
     Message("Sebutkan ukuran setiap berkas.")),
    ("context", 5, Message("Tanggal terbit"), _whole(lambda version: version.published_at),
     Message("Terbitkan datanya.")),
    ("context", 5, Message("Tanggal perubahan"), _always, None),
)
# fmt: on

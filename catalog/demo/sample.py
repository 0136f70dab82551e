"""The sample figures as a source: the same bytes each time, labelled DATA CONTOH in title, file and rows."""

from catalog.demo.content import Content, Records, content_of
from catalog.demo.feed import feed
from catalog.demo.figures import YEARS
from catalog.demo.nomenclature import accounts, agencies
from catalog.demo.tables import LABEL, SAMPLE_STAGES, published, table, write_csv
from catalog.errors import BadQuery, NotFound
from catalog.text import Message


class SampleSource:
    """Fiscal years 2022 to 2025, made when they are asked for."""

    title = f"{LABEL} perencanaan dan anggaran Jawa Timur"

    def records(self, kind: str, tahun: int | None) -> Records:
        """The activities of the year's RKPD in the shape of the real feed; satker need no year."""
        if kind == "satker" and tahun is None:
            tahun = YEARS[-1]
        return feed(kind, _known_year(tahun))

    def table(self, stage: str, tahun: int | None, form: str | None) -> Content:
        """The lines of a stage; there are none for rapbd and pergeseran."""
        if stage not in SAMPLE_STAGES:
            raise NotFound(
                Message(
                    "Tidak ada data contoh untuk tahap %(stage)s. Tahap yang ada: %(known)s.",
                    {"stage": stage, "known": ", ".join(SAMPLE_STAGES)},
                )
            )
        return table(stage, _known_year(tahun), form or "json")

    def file(self, path: str) -> Content:
        """The lists behind the figures."""
        known = {"data-contoh-skpd.csv": _agency_list, "data-contoh-rekening.csv": _account_list}
        if path not in known:
            raise NotFound(
                Message(
                    "Berkas “%(path)s” tidak ada. Yang ada: %(known)s.",
                    {"path": path[:200], "known": ", ".join(known)},
                )
            )
        return content_of(known[path](), path, published(YEARS[-1]))


def _agency_list() -> bytes:
    head = ["kode_skpd", "nama_skpd", "singkatan", "jenis", "bidang_urusan", "keterangan"]
    return write_csv(
        [
            head,
            *([one.code, one.name, one.short, one.kind, ";".join(one.bidang), LABEL] for one in agencies()),
        ]
    )


def _account_list() -> bytes:
    return write_csv(
        [["kode_rekening", "nama_rekening", "keterangan"], *([*one, LABEL] for one in accounts().items())]
    )


def _known_year(tahun: int | None) -> int:
    known = f"{YEARS[0]} sampai {YEARS[-1]}"
    if tahun is None:
        raise BadQuery(Message("Sebutkan tahun, misalnya ?tahun=%(tahun)s.", {"tahun": YEARS[-1]}))
    if tahun not in YEARS:
        raise NotFound(
            Message(
                "Tidak ada data tahun %(tahun)s. Data contoh ada untuk %(known)s.",
                {"tahun": tahun, "known": known},
            )
        )
    return tahun

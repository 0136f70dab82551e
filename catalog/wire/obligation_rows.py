"""The board of obligations as rows: objects for programs, and a sheet for the yearly assessment."""

from collections.abc import Sequence

from catalog.obligations import Board, Cell
from catalog.tabular import Cell as Value
from catalog.tabular import Column
from catalog.wire.obligation_words import STATES, period_words

_LOCALE = "id"  # of what is written into files, whose columns are Indonesian
COLUMNS = (
    Column("tahun", "integer", "Tahun anggaran"),
    Column("per_tanggal", "date", "Keadaan pada tanggal"),
    Column("pemilik", "text", "Pemilik", "Nama pendek SKPD, atau pemerintah-daerah"),
    Column("nama_pemilik", "text", "Nama pemilik"),
    Column("kewajiban", "text", "Nomor kewajiban"),
    Column("daftar", "text", "Daftar"),
    Column("dokumen", "text", "Dokumen"),
    Column("dasar", "text", "Dasar"),
    Column("periode", "text", "Periode", "Kosong bila setahun penuh"),
    Column("aturan", "text", "Aturan jatuh tempo"),
    Column("jatuh_tempo", "date", "Jatuh tempo", "Kosong bila belum ada tanggalnya"),
    Column("status", "text", "Status"),
    Column("hari", "integer", "Hari", "Terlambat, belum ada, atau tersisa sekian hari", "hari"),
    Column("bentuk", "text", "Bentuk", "machine-readable, pdf-only, atau other"),
    Column("terbit_pertama", "date", "Terbit pertama"),
    Column("bukti", "text", "Alamat bukti"),
    Column("alasan", "text", "Alasan tidak berlaku"),
    Column("keterangan", "text", "Keterangan"),
)


def as_row(board: Board, cell: Cell, site_url: str) -> tuple[Value, ...]:
    """A cell of the board in the order of COLUMNS."""
    standing, obligation = cell.standing, cell.obligation
    return (
        board.year,
        board.day,
        cell.owner.name,
        cell.owner.title,
        obligation.id,
        obligation.list,
        obligation.title,
        obligation.basis,
        period_words(obligation, cell.period, _LOCALE),
        str(obligation.due or ""),
        cell.due,
        STATES[standing.state].in_locale(_LOCALE),
        standing.days,
        standing.form,
        standing.items[0].published if standing.items else None,
        " ".join(evidence(cell, site_url)),
        cell.exempt,
        "DATA CONTOH" if board.sample and standing.items else "",
    )


def as_object(cell: Cell, site_url: str) -> dict[str, object]:
    """A cell of the board for programs; days are written as ISO 8601."""
    standing, obligation = cell.standing, cell.obligation
    return {
        "organization": cell.owner.name,
        "organization_title": cell.owner.title,
        "obligation": obligation.id,
        "list": obligation.list,
        "title": obligation.title,
        "basis": obligation.basis,
        "period": cell.period,
        "periodicity": obligation.periodicity,
        "rule": str(obligation.due) if obligation.due else None,
        "due": cell.due.isoformat() if cell.due else None,
        "state": str(standing.state),
        "days": standing.days,
        "form": standing.form or None,
        "reason": cell.exempt or None,
        "evidence": evidence(cell, site_url),
    }


def evidence(cell: Cell, site_url: str) -> Sequence[str]:
    """Permanent addresses of what is published, oldest first."""
    return [f"{site_url}/dataset/{one.dataset}/v/{one.version}" for one in cell.standing.items]

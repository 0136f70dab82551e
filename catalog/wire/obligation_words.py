"""Obligations in words: states, periods, due rules, lists; for pages, sheets and calendars alike."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from babel.dates import format_date

from catalog.obligations import PERIOD, Dated, Due, Obligation, State
from catalog.text import Message

STATES: Mapping[State, Message] = {
    State.ON_TIME: Message("tepat waktu"),
    State.LATE: Message("terlambat"),
    State.PUBLISHED: Message("terbit"),
    State.PDF_ONLY: Message("bukan tabel"),
    State.DEAD_LINK: Message("tautan mati"),
    State.MISSING: Message("belum ada"),
    State.NOT_YET_DUE: Message("belum jatuh tempo"),
    State.WAITING: Message("menunggu tanggal peristiwa"),
    State.NO_DATE: Message("belum ada tanggal"),
    State.NOT_APPLICABLE: Message("tidak berlaku"),
}
LISTS: Mapping[str, tuple[Message, Message]] = {  # title, and what there is to know of all of it
    "tpad": (
        Message("TPAD: 12 dokumen anggaran"),
        Message(
            "Transparansi Pengelolaan Anggaran Daerah. Tanggalnya target yang lazim; walidata mencocokkannya "
            "dengan naskah peraturan."
        ),
    ),
    "ipkd": (
        Message("IPKD: dokumen penilaian keuangan"),
        Message(
            "Dokumen yang dinilai Indeks Pengelolaan Keuangan Daerah. Jangka waktunya belum dicocokkan "
            "dengan peraturan, jadi tanggalnya kosong sampai walidata menetapkannya."
        ),
    ),
    "kip": (
        Message("KIP: informasi berkala"),
        Message(
            "Informasi yang diumumkan badan publik paling sedikit tiap enam bulan. Tanggalnya kosong sampai "
            "walidata menetapkannya."
        ),
    ),
    "data": (
        Message("Data yang terbaca mesin"),
        Message("Target keterbukaan portal ini, bukan kewajiban undang-undang; hanya tabel yang dihitung."),
    ),
}
_PERIODS = {
    "semesteran": Message("semester %(number)s"),
    "triwulanan": Message("triwulan %(number)s"),
    "bulanan": Message("bulan %(number)s"),
}
_YEARS = {
    -1: Message("%(day)s, setahun sebelum tahun anggaran"),
    0: Message("%(day)s tahun anggaran"),
    1: Message("%(day)s, setahun sesudah tahun anggaran"),
}
_EVENTS = {
    PERIOD: Message("akhir periodenya"),
    "rkpd": Message("RKPD ditetapkan"),
    "kua_ppas": Message("KUA-PPAS disepakati"),
    "rapbd": Message("rancangan APBD diajukan"),
    "apbd": Message("APBD ditetapkan"),
    "pergeseran": Message("pergeseran ditetapkan"),
    "perubahan": Message("perubahan APBD ditetapkan"),
    "audited": Message("hasil pemeriksaan BPK keluar"),
}


def period_words(obligation: Obligation, number: int, locale: str) -> str:
    """Which period of the year a document is about; empty where it is the year."""
    message = _PERIODS.get(obligation.periodicity)
    return replace(message, params={"number": number}).in_locale(locale) if message else ""


def due_words(due: Due | None, locale: str) -> str:
    """A due rule as a person would say it; empty without one."""
    if due is None:
        return ""
    if not isinstance(due, Dated):
        event = _EVENTS[due.event]
        return Message("%(days)s hari sesudah %(event)s", {"days": due.days, "event": event}).in_locale(
            locale
        )
    day = format_date(date(2023, due.month, due.day), "d MMMM", locale=locale)
    if due.offset in _YEARS:
        return replace(_YEARS[due.offset], params={"day": day}).in_locale(locale)
    told = {"day": day, "years": f"{due.offset:+d}"}
    return Message("%(day)s, tahun anggaran %(years)s", told).in_locale(locale)


def title_of(obligation: Obligation, locale: str) -> str:
    """What the document is called."""
    return obligation.title_en if locale == "en" else obligation.title

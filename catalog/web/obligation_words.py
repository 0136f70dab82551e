"""How obligations are shown: a mark, words and the kind of badge of each state."""

from collections.abc import Mapping

from catalog.obligations import PDF, TABLE, Cell, Due, Obligation, State
from catalog.text import Message
from catalog.web.formats import counted
from catalog.web.language import locale_code, localized
from catalog.wire import obligation_words
from catalog.wire.obligation_words import LISTS, STATES

MARKS: Mapping[State, tuple[str, str]] = {
    State.ON_TIME: ("✓", "good"),
    State.LATE: ("✓", "warn"),
    State.PUBLISHED: ("✓", "good"),
    State.PDF_ONLY: ("▤", "bad"),
    State.DEAD_LINK: ("⊘", "bad"),
    State.MISSING: ("✗", "bad"),
    State.NOT_YET_DUE: ("○", "plain"),
    State.WAITING: ("…", "plain"),
    State.NO_DATE: ("?", "plain"),
    State.NOT_APPLICABLE: ("–", "plain"),
}
MEANINGS: Mapping[State, Message] = {
    State.ON_TIME: Message("terbit paling lambat pada tanggal jatuh temponya"),
    State.LATE: Message("terbit sesudah jatuh tempo; banyaknya hari disebut"),
    State.PUBLISHED: Message(
        "terbit; karena tidak ada tanggalnya, tepat atau terlambat tidak dapat dikatakan"
    ),
    State.PDF_ONLY: Message("ada berkasnya, tetapi yang diminta tabel yang terbaca mesin"),
    State.DEAD_LINK: Message("pernah terbit, tetapi tautannya gagal dibuka pada pemeriksaan terakhir"),
    State.MISSING: Message("belum terbit dan sudah lewat tanggalnya; banyaknya hari disebut"),
    State.NOT_YET_DUE: Message("belum terbit, dan tanggalnya belum lewat"),
    State.WAITING: Message("jatuh tempo sekian hari sesudah peristiwa yang tanggalnya belum diketahui"),
    State.NO_DATE: Message("belum terbit, dan belum ada yang menetapkan tanggalnya"),
    State.NOT_APPLICABLE: Message("walidata mencatat alasan mengapa dokumen ini tidak diminta"),
}
_FORMS = {TABLE: Message("terbaca mesin"), PDF: Message("PDF saja")}
_PERIODICITIES = {
    "tahunan": Message("setahun sekali"),
    "semesteran": Message("tiap semester"),
    "triwulanan": Message("tiap triwulan"),
    "bulanan": Message("tiap bulan"),
}
_OWED_BY = {
    "government": Message("pemerintah daerah"),
    "skpd": Message("setiap SKPD"),
    "both": Message("pemerintah daerah dan setiap SKPD"),
}


def state(cell: Cell) -> str:
    """How a cell stands, in a few words."""
    standing = cell.standing
    if not standing.days:
        return state_name(standing.state)
    if standing.state == State.LATE:
        return counted("terlambat %(count)s hari", standing.days)
    if standing.state == State.MISSING:
        return counted("belum ada, lewat %(count)s hari", standing.days)
    return counted("%(count)s hari lagi", standing.days)


def state_name(one: State) -> str:
    """A state by itself."""
    return localized(STATES[one])


def form(cell: Cell) -> str:
    """The form of what is published where it is worth a word."""
    return localized(_FORMS[cell.standing.form]) if cell.standing.form in _FORMS else ""


def period(cell: Cell) -> str:
    """Which part of the year a cell is about; empty where it is the year."""
    return period_name(cell.obligation, cell.period)


def period_name(one: Obligation, number: int) -> str:
    """A numbered period of the year; empty where it is the year."""
    return obligation_words.period_words(one, number, locale_code())


def due(rule: Due | None) -> str:
    """A due rule as a person would say it."""
    return obligation_words.due_words(rule, locale_code())


def title(one: Obligation) -> str:
    """What the document is called."""
    return obligation_words.title_of(one, locale_code())


def list_title(name: str) -> str:
    """What a list of documents is called."""
    return localized(LISTS[name][0])


def list_note(name: str) -> str:
    """What there is to know of all documents of a list."""
    return localized(LISTS[name][1])


def periodicity(one: Obligation) -> str:
    """How often a document is owed."""
    return localized(_PERIODICITIES[one.periodicity])


def owed_by(one: Obligation) -> str:
    """Who owes it."""
    return localized(_OWED_BY[one.owed_by])


def owner_title(cell_owner_id: str, title_: str) -> str:
    """Who owes, the government in the language of the page."""
    return title_ if cell_owner_id else localized(Message("Pemerintah daerah"))

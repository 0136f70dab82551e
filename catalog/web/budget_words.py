"""What the budget pages call things: rungs, directions, and the parts of a key by which lines meet."""

from catalog.budget import Government
from catalog.text import Message

DIRECTIONS = {
    "belanja": Message("Belanja"),
    "pendapatan": Message("Pendapatan"),
    "pembiayaan_penerimaan": Message("Penerimaan pembiayaan"),
    "pembiayaan_pengeluaran": Message("Pengeluaran pembiayaan"),
}
RUNGS = {
    "planned": Message("Direncanakan"),
    "budgeted": Message("Dianggarkan"),
    "revised": Message("Sesudah perubahan"),
    "spent": Message("Terealisasi"),
}
# What a row of a table is; the accounts' names are by depth.
LEVELS = {
    "organization": Message("SKPD"),
    "program": Message("program"),
    "kegiatan": Message("kegiatan"),
    "sub_kegiatan": Message("sub kegiatan"),
    "rekening": Message("rekening"),
    "account-1": Message("akun"),
    "account-2": Message("kelompok"),
    "account-3": Message("jenis"),
    "account-4": Message("objek"),
    "account-5": Message("rincian objek"),
    "account-6": Message("sub rincian objek"),
}
PARTS = LEVELS | {
    "sub_unit": Message("sub unit"),
    "sumber_dana": Message("sumber dana"),
    "komponen": Message("komponen"),
    "account_group": Message("kelompok rekening"),
}
KINDS_OF_CODE = {
    "organization": Message("SKPD"),
    "activity": Message("Program"),
    "account": Message("Rekening"),
}
# By what a budget is taken apart.
WAYS = {
    "organization": Message("SKPD"),
    "program": Message("Program"),
    "account": Message("Rekening"),
    "sumber_dana": Message("Sumber dana"),
}
# The terms of the glossary that explain a rung, a kind of row, a part of a key.
TERMS = {
    "planned": "rkpd",
    "budgeted": "apbd",
    "revised": "perubahan",
    "spent": "realisasi",
    "organization": "skpd",
    "sub_unit": "sub-unit",
    "activity": "program",
    "program": "program",
    "kegiatan": "kegiatan",
    "sub_kegiatan": "sub-kegiatan",
    "account": "rekening",
    "account_group": "rekening",
    "rekening": "rekening",
    "sumber_dana": "sumber-dana",
}
# Whose list of codes a government's code is from.
SCHEMES = {
    "kemendagri": "Kemendagri",
    "djpk": "DJPK",
    "klpd": "KLPD",
    "bps": "BPS",
}
NO_CODE = {
    "organization": Message("Tidak dirinci per SKPD"),
    "activity": Message("Tidak dirinci per program"),
    "account": Message("Tidak dirinci per rekening"),
}


def government_code(government: Government) -> Message:
    """A government's code with whose it is: one name may stand in several lists."""
    whose = SCHEMES.get(government.scheme, government.scheme)
    return Message("kode %(whose)s %(code)s", {"whose": whose, "code": government.code})

"""Assumptions of the sample figures: how large an agency is, what an activity is spent on, who collects what.

None of these numbers is a fact; they only make sample figures look and add up like a provincial budget.
"""

import re
from functools import cache

BILLION = 1_000_000_000
TARGET = {2022: 29_400 * BILLION, 2023: 31_100 * BILLION, 2024: 32_300 * BILLION, 2025: 30_200 * BILLION}

_SIZE_BY_KIND = {
    "sekretariat": 200,
    "inspektorat": 90,
    "biro": 60,
    "dinas": 300,
    "satuan": 120,
    "badan": 180,
    "bakorwil": 30,
    "rumah_sakit": 160,
}
_SIZE_BY_AGENCY = {
    "Dindik": 9600,
    "BPKAD": 8200,
    "RSDS": 1500,
    "DPU BM": 1300,
    "RSSA": 1100,
    "Dinkes": 900,
    "Bapenda": 700,
    "DPRKPCK": 600,
    "DPU SDA": 500,
    "RSSM": 400,
    "Setwan": 350,
}

# The first words found in the name of a sub kegiatan decide its weight within the agency and the accounts
# in percent.
SPENDING: tuple[tuple[tuple[str, ...], int, tuple[tuple[str, int], ...]], ...] = (
    (("Gaji dan Tunjangan",), 40, (("5.1.01.01", 58), ("5.1.01.02", 42))),
    (("Bantuan Keuangan",), 600, (("5.4.01.01", 72), ("5.4.02.03", 22), ("5.4.02.05", 6))),
    (("Dana Darurat",), 45, (("5.3.01.01", 100),)),
    (("Utang Daerah",), 8, (("5.1.03.01", 70), ("5.1.02.02", 30))),
    (("Jalan", "Jembatan"), 30, (("5.2.04.01", 74), ("5.1.02.03", 18), ("5.1.02.02", 8))),
    (("Jasa",), 4, (("5.1.02.02", 92), ("5.1.02.01", 8))),
    (("Gedung Kantor",), 4, (("5.1.02.03", 70), ("5.2.03.01", 30))),
    (("Irigasi", "Sungai", "Drainase", "Air"), 18, (("5.2.04.02", 66), ("5.1.02.03", 24), ("5.1.02.02", 10))),
    (("Mebel", "Peralatan dan Perlengkapan"), 2, (("5.2.02.05", 80), ("5.1.02.01", 20))),
    (
        ("Aplikasi", "Sistem Informasi", "SPBE", "Data"),
        8,
        (("5.1.02.02", 55), ("5.2.02.10", 30), ("5.2.06", 15)),
    ),
    (("Pembangunan", "Rehabilitasi"), 20, (("5.2.03.01", 76), ("5.1.02.02", 14), ("5.2.01.01", 10))),
    (("Pengadaan",), 6, (("5.2.02.05", 60), ("5.2.02.10", 25), ("5.1.02.01", 15))),
    (("Biaya Personil", "BOS"), 60, (("5.1.05.06", 62), ("5.1.02.88", 38))),
    (("Sosial", "Fakir", "Bencana"), 12, (("5.1.06.01", 45), ("5.1.06.03", 20), ("5.1.02.05", 35))),
    (
        ("Partai", "Ormas", "Keagamaan", "Organisasi"),
        12,
        (("5.1.05.05", 60), ("5.1.05.07", 15), ("5.1.02.02", 25)),
    ),
    (("Pemeliharaan",), 3, (("5.1.02.03", 85), ("5.1.02.01", 15))),
    (("Perpustakaan", "Pustaka"), 5, (("5.2.05.01", 40), ("5.1.02.02", 60))),
    (("Ternak", "Benih", "Bibit"), 8, (("5.2.05.03", 20), ("5.1.02.05", 60), ("5.1.02.01", 20))),
    (("DPRD",), 15, (("5.1.01.04", 40), ("5.1.02.04", 40), ("5.1.02.02", 20))),
)
USUAL = (("5.1.02.01", 30), ("5.1.02.02", 38), ("5.1.02.04", 32))
HOSPITAL = (("5.1.01.99", 24), ("5.1.02.99", 58), ("5.2.02.07", 18))

# The program that an agency shares its bidang urusan for; its activities are chosen before others.
FOCUS = {
    "DPU BM": "1.03.10",
    "DPU SDA": "1.03.02",
    "Satpol PP": "1.05.02",
    "BPBD": "1.05.03",
    "Bapenda": "5.02.04",
    "BPKAD": "5.02.02",
}

# Only the treasury does these; everyone else of the same bidang urusan leaves them to it.
TREASURY_WORK = ("Bantuan Keuangan", "Dana Darurat", "Utang Daerah")

# Agency, account, and its share of all spending in thousandths; the rest is balanced by last year's surplus.
INCOME = (
    ("Bapenda", "4.1.01.01", 262),
    ("Bapenda", "4.1.01.02", 148),
    ("Bapenda", "4.1.01.03", 94),
    ("Bapenda", "4.1.01.04", 2),
    ("Bapenda", "4.1.01.05", 66),
    ("Bapenda", "4.1.04.12", 4),
    ("BPKAD", "4.1.03.02", 16),
    ("BPKAD", "4.1.04.05", 5),
    ("BPKAD", "4.2.01.01", 236),
    ("BPKAD", "4.2.01.02", 3),
    ("BPKAD", "4.3.03.01", 2),
    ("Dinkes", "4.1.02.01", 1),
    ("Dishub", "4.1.02.02", 2),
    ("DPU BM", "4.1.02.02", 1),
    ("DPMPTSP", "4.1.02.03", 1),
    ("RSDS", "4.1.04.16", 48),
    ("RSSA", "4.1.04.16", 36),
    ("RSSM", "4.1.04.16", 14),
    ("RSHJ", "4.1.04.16", 9),
    ("RSMN", "4.1.04.16", 4),
)
OTHER_RECEIPTS = (("6.1.05.03", 1),)
OUTLAYS = (("6.2.02.02", 5), ("6.2.03.01", 3))
SURPLUS_ACCOUNTS = ("6.1.01.05", "6.1.01.07")

FUNDS = (
    "Pendapatan Asli Daerah (PAD)",
    "Dana Transfer Umum-Dana Alokasi Umum (DAU)",
    "Dana Transfer Umum-Dana Bagi Hasil (DBH)",
    "Dana Transfer Khusus-Dana Alokasi Khusus (DAK) Fisik",
    "Dana Transfer Khusus-Dana Alokasi Khusus (DAK) Non Fisik",
)
OWN_FUND = FUNDS[0]
HOSPITAL_FUND = "Pendapatan BLUD"

_OUTPUTS = (
    (("Gaji",), "Orang/bulan"),
    (("Laporan", "Evaluasi", "Monitoring", "Pengawasan"), "Laporan"),
    (("Penyusunan", "Perumusan", "Perencanaan", "Dokumen", "Penetapan"), "Dokumen"),
    (("Jalan", "Irigasi"), "Kilometer"),
    (("Pengadaan", "Pembangunan", "Rehabilitasi", "Pemeliharaan"), "Unit"),
    (("Pelatihan", "Pembinaan", "Pendidikan", "Pelayanan", "Sosialisasi", "Bantuan"), "Orang"),
)


def agency_size(short: str, kind: str) -> int:
    """The relative size of an agency's budget."""
    return _SIZE_BY_AGENCY.get(short, _SIZE_BY_KIND[kind])


@cache  # each activity's name is looked at in every year and stage
def has_word(name: str, words: tuple[str, ...]) -> bool:
    """Whether a name has one of the words, or runs of words, as a whole: “Sosial” is not in “Sosialisasi”."""
    spaced = " ".join(("", *re.findall(r"\w+", name), ""))
    return any(f" {word} " in spaced for word in words)


def spending_of(activity_name: str) -> tuple[int, tuple[tuple[str, int], ...]] | None:
    """Weight and accounts that the words of a name stand for; None for an activity like any other."""
    for words, weight, shares in SPENDING:
        if has_word(activity_name, words):
            return weight, shares
    return None


def unit_of(activity_name: str) -> str:
    """What an activity's output is counted in."""
    return next((unit for words, unit in _OUTPUTS if has_word(activity_name, words)), "Kegiatan")

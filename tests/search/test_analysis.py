"""Indonesian words: families that belong together, words that must not, compounds, codes."""

import pytest

from catalog.search.analysis import STOP_WORDS, code_prefixes, fold, is_code, positions, stem, whole_forms
from catalog.search.words import (
    MAX_CLAUSES,
    MAX_PREFIXES,
    Phrase,
    Prefix,
    Term,
    parse,
)

FAMILIES = [
    "rencana perencanaan merencanakan",
    "anggaran penganggaran menganggarkan",
    "belanja pembelanjaan",
    "terima penerimaan menerima",
    "serapan penyerapan",
    "realisasi realisasinya",
    "bangun pembangunan bangunan",
    "pajak perpajakan",
    "ternak peternakan",
    "tani pertanian",
    "ikan perikanan",
    "hutan kehutanan",
    "kebun perkebunan",
    "didik pendidikan",
    "layan pelayanan",
    "kelola pengelolaan mengelola",
    "biaya pembiayaan",
    "miskin kemiskinan",
    "lahir kelahiran",
    "sehat kesehatan",
    "rumah perumahan",
    "pegawai kepegawaian",
    "penduduk kependudukan",
    "pemerintah pemerintahan",
    "kerja pekerjaan bekerja pekerja",
    "awas pengawasan",
    "hubung perhubungan",
    "bina pembinaan",
]
APART = [
    "jalan perjalanan",
    "dapat pendapatan",
    "ada pengadaan",
    "keluar pengeluaran",
    "serta penyertaan",
    "uang keuangan",
    "duduk penduduk",
    "perintah pemerintah",
    "satu satuan",
    "besar besaran",
    "jadi kejadian",
    "bagi bagian",
    "giat kegiatan",
    "sungai sungguh",
]


@pytest.mark.parametrize("family", FAMILIES)
def test_families_share_a_root(family: str) -> None:
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize("pair", APART)
def test_words_of_another_meaning_stay_apart(pair: str) -> None:
    one, other = pair.split()
    assert stem(one) != stem(other)


@pytest.mark.parametrize("word", ["2023", "apbd", "po", "ürün", "данные", "5a", "x" * 64])
def test_what_is_no_indonesian_word_is_its_own_root(word: str) -> None:
    assert stem(word) == word


def test_folding() -> None:
    assert fold("ÁNGGARAN Déwi ﬁ ٣") == "anggaran dewi fi ٣"


def test_stop_words_leave_a_gap_and_their_families_stay() -> None:
    assert positions(["Pendapatan dan Belanja"]) == {"pendapatan": [0], "belanja": [2]}
    assert {"serta", "di", "dan"} <= STOP_WORDS
    assert not {"jumlah", "bagian", "kerja", "satu", "ada", "dapat"} & STOP_WORDS


def test_a_word_stands_beside_its_marked_root() -> None:
    assert positions(["perencanaan rencana"]) == {"perencanaan": [0], "~rencana": [0], "rencana": [1]}


def test_compounds_are_one_word_and_several() -> None:
    assert positions(["e-Budgeting kode_rekening"]) == {
        "ebudgeting": [0],
        "e": [0],
        "budgeting": [1],
        "koderekening": [2],
        "kode": [2],
        "rekening": [3],
    }
    assert whole_forms("a/b/c/d/e/f/g") == []


def test_texts_do_not_run_into_each_other() -> None:
    places = positions(["jalan", "raya"])
    assert places["raya"][0] - places["jalan"][0] > 1


def test_codes() -> None:
    assert code_prefixes("5.1.02.") == ["5", "5.1", "5.1.02"]
    assert code_prefixes(" 1.05.0.00 ")[-1] == "1.05.0.00"
    assert len(code_prefixes("1." * 500)) == 20
    assert is_code("5.1")
    assert not is_code("51")
    assert not is_code("5.1a")
    assert positions(["5.1.02"]) == {"5.1": [0], "5.1.02": [0], "5": [0], "1": [1], "02": [2]}


def test_what_is_typed_becomes_clauses() -> None:
    assert parse('rencana "jalan raya" angg* 5.1.02 dan') == [
        (Term("rencana"), Term("~rencana", 0.6)),
        (Phrase((("jalan", 0), ("raya", 1))),),
        (Prefix("angg"),),
        (Term("5.1.02"),),
    ]
    assert parse("e-budgeting") == [(Term("ebudgeting"), Phrase((("e", 0), ("budgeting", 1))))]
    assert parse('perencanaan "perencanaan"') == [
        (Term("perencanaan"), Term("~rencana", 0.6), Term("rencana", 0.6)),
        (Term("perencanaan"),),
    ]


def test_a_query_is_bounded() -> None:
    assert len(parse(" ".join(f"k{n}x" for n in range(200)))) == MAX_CLAUSES
    sources = [clause[0] for clause in parse("ab* cd* ef* gh* ij*")]
    assert sum(isinstance(source, Prefix) for source in sources) == MAX_PREFIXES
    assert not any(isinstance(clause[0], Prefix) for clause in parse("a*"))
    (longest,) = parse('"' + "ka " * 600 + '"')
    assert isinstance(longest[0], Phrase)
    assert len(longest[0].words) == MAX_CLAUSES

"""What a broken rule means, in words: what is wrong, and what to do about it."""

from catalog.text import Message

# Frictionless's types of errors, then names of constraints; `wanted` is what the rule asks for.
_SAID = {
    "source-error": Message("Isi berkas tidak dapat dibaca sebagai tabel."),
    "unfinished": Message("Pemeriksaan berhenti di baris %(wanted)s: sudah terlalu banyak yang salah."),
    "blank-header": Message("Baris judul kolom kosong."),
    "unmatched-header": Message("Tidak satu pun judul kolom yang dikenal."),
    "extra-label": Message("Kolom ke-%(wanted)s tidak ada dalam kamus data."),
    "missing-label": Message("Kolom %(column)s tidak ada dalam berkas."),
    "blank-label": Message("Judul kolom %(column)s kosong."),
    "duplicate-label": Message("Judul kolom %(column)s sudah dipakai kolom lain."),
    "incorrect-label": Message("Judul kolom bukan %(column)s."),
    "blank-row": Message("Barisnya kosong."),
    "extra-cell": Message("Barisnya punya sel lebih banyak daripada judul kolom."),
    "missing-cell": Message("Barisnya tidak punya sel untuk kolom %(column)s."),
    "type-error": Message("Isi kolom %(column)s bukan %(wanted)s."),
    "unstorable": Message("Isi kolom %(column)s bukan %(wanted)s yang dapat disimpan dengan tepat."),
    "unique-error": Message("Isi kolom %(column)s berulang, padahal harus berbeda di setiap baris."),
    "primary-key": Message("Kunci baris kosong atau berulang."),
    "foreign-key": Message("Isi kolom %(column)s tidak ada dalam tabel rujukan."),
    "required": Message("Kolom %(column)s tidak boleh kosong."),
    "minimum": Message("Isi kolom %(column)s kurang dari %(wanted)s."),
    "maximum": Message("Isi kolom %(column)s lebih dari %(wanted)s."),
    "exclusiveMinimum": Message("Isi kolom %(column)s harus lebih dari %(wanted)s."),
    "exclusiveMaximum": Message("Isi kolom %(column)s harus kurang dari %(wanted)s."),
    "minLength": Message("Isi kolom %(column)s lebih pendek dari %(wanted)s huruf."),
    "maxLength": Message("Isi kolom %(column)s lebih panjang dari %(wanted)s huruf."),
    "pattern": Message("Isi kolom %(column)s tidak mengikuti pola %(wanted)s."),
    "enum": Message("Isi kolom %(column)s bukan salah satu dari %(wanted)s."),
    "account-code": Message("Kode rekening di kolom %(column)s tidak dikenal."),
    "agency-code": Message("Kode perangkat daerah di kolom %(column)s tidak dikenal."),
    "program-code": Message("Kode program atau kegiatan di kolom %(column)s tidak dikenal."),
    "children-sum": Message("Jumlah rincian tidak sama dengan angka induknya di kolom %(column)s."),
    "stated-total": Message("Baris jumlah tidak sama dengan jumlah baris-barisnya di kolom %(column)s."),
    "over-ceiling": Message("Isi kolom %(column)s melebihi pagunya di kolom %(wanted)s."),
    "formula": Message("Isi kolom %(column)s tidak sama dengan %(wanted)s."),
}
_REMEDY = {
    "unfinished": Message("Betulkan dahulu yang sudah ditemukan, lalu periksa lagi."),
    "extra-label": Message("Hapus kolomnya, atau tambahkan ke kamus data."),
    "missing-label": Message("Tambahkan kolomnya, atau hapus dari kamus data."),
    "incorrect-label": Message("Betulkan judul kolomnya, atau namanya dalam kamus data."),
    "duplicate-label": Message("Beri setiap kolom judul yang berbeda."),
    "blank-row": Message("Hapus baris kosongnya."),
    "extra-cell": Message("Hapus sel yang lebih; mungkin ada pemisah kolom di dalam isi yang tidak dikutip."),
    "missing-cell": Message("Lengkapi barisnya; mungkin berkasnya terpotong."),
    "type-error": Message("Betulkan isi selnya, kosongkan, atau ubah jenis kolomnya."),
    "unstorable": Message("Tulis tanpa tanda lain dan dengan angka sebanyak yang ditentukan kolomnya."),
    "unique-error": Message("Hapus baris yang berulang, atau betulkan isinya."),
    "primary-key": Message("Isi kuncinya, dan hapus baris yang berulang."),
    "foreign-key": Message("Betulkan isinya, atau lengkapi tabel rujukannya."),
    "required": Message("Isi selnya."),
    "account-code": Message("Pakai kode yang ada dalam daftar; kode terdekat disebut di samping isinya."),
    "agency-code": Message("Pakai kode yang ada dalam daftar; kode terdekat disebut di samping isinya."),
    "program-code": Message("Pakai kode yang ada dalam daftar; kode terdekat disebut di samping isinya."),
    "children-sum": Message("Betulkan rinciannya atau angka induknya, atau jelaskan selisihnya."),
    "stated-total": Message("Betulkan angkanya, atau jelaskan selisihnya."),
    "over-ceiling": Message("Betulkan angkanya, atau jelaskan mengapa pagu terlampaui."),
    "formula": Message("Betulkan angkanya, atau jelaskan selisihnya."),
}
_OTHER = Message("Ada yang tidak sesuai aturan %(rule)s di kolom %(column)s.")
_ANYTHING = Message("Betulkan isi selnya, atau ubah aturannya dalam kamus data.")

# What a Table Schema calls the types of its fields.
_TYPES = {
    "integer": Message("bilangan bulat"),
    "number": Message("bilangan"),
    "date": Message("tanggal"),
    "datetime": Message("tanggal dan jam"),
    "time": Message("jam"),
    "boolean": Message("benar atau salah"),
    "year": Message("tahun"),
    "yearmonth": Message("tahun dan bulan"),
    "string": Message("teks"),
}


def said(rule: str, column: str, wanted: str) -> Message:
    """What is wrong, of a rule by its name."""
    known = _SAID.get(rule, _OTHER)
    words: object = _TYPES.get(wanted, wanted) if rule in ("type-error", "unstorable") else wanted
    return Message(known.template, {"column": column, "wanted": words, "rule": rule})


def remedy(rule: str) -> Message:
    """What to do about it."""
    return _REMEDY.get(rule, _ANYTHING)

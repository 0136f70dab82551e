"""What an operator may write in a spec, and what is said about each mistake."""

from dataclasses import replace

import pytest

from catalog.demo import SPECS as SAMPLE_SPECS
from catalog.errors import Invalid
from catalog.harvest.spec_text import parse_spec
from tests.harvesters.harvesting import KINDS, SPECS

GOOD = """
kind = "ebudgeting"
title = "Sumber"
url = "https://data.example.go.id"
years = [2024, 2025]
[publisher]
slug = "bpkad"
title = "BPKAD"
[government]
code = "35"
scheme = "kemendagri"
name = "Jawa Timur"
[columns.pokok]
kode = { title = "Kode", fills = "rekening_code" }
pagu = { title = "Pagu", type = "integer", source_unit = "juta rupiah" }
[[dataset]]
id = "apbd-{tahun}"
title = "APBD {pemerintah} {tahun}"
[dataset.table.apbd]
name = "APBD"
address = "/apbd?tahun={tahun}"
format = "csv"
columns = ["pokok"]
[[dataset.figures]]
table = "apbd"
stage = "apbd"
amount = "pagu"
"""


def problems(text: str, default: str = "") -> dict[str, str]:
    """Key -> everything that is said about it."""
    with pytest.raises(Invalid) as caught:
        parse_spec(text, default)
    return {key: " ".join(map(str, messages)) for key, messages in caught.value.fields.items()}


def test_a_spec_says_what_its_source_is() -> None:
    spec = parse_spec(GOOD)
    (dataset,) = spec.datasets
    (table,) = dataset.tables
    assert (spec.publisher.slug, spec.government.code, dataset.years) == ("bpkad", "35", (2024, 2025))
    assert [(one.name, one.sources, one.unit, one.multiplier) for one in table.columns] == [
        ("kode", ("kode",), "", 1),
        ("pagu", ("pagu",), "rupiah", 10**6),
    ]
    assert not table.publish_original


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ('kind = "ebudgeting"', "", "kind", "kind: harus diisi"),
        ('title = "Sumber"', "title = 5", "title", "harus teks"),
        ("years = [2024, 2025]", "years = [24]", "years", "daftar tahun"),
        ("years = [2024, 2025]", "yeers = [2024]", "yeers", "mungkin maksudnya years"),
        ("years = [2024, 2025]", "max_loss = 20", "max_loss", "antara 0,0 dan 1,0"),
        ("years = [2024, 2025]", "", "dataset[1].years", "harus diisi di sini"),
        ('"https://data.example.go.id"', '"ftp://x"', "url", "http://, https:// atau file://"),
        ('slug = "bpkad"', 'slug = "BPKAD Jatim"', "publisher.slug", "huruf kecil"),
        ('"kemendagri"', '"kemendagr"', "government.scheme", "mungkin maksudnya kemendagri"),
        ('type = "integer"', 'type = "angka"', "columns.pokok.pagu.type", "text, integer, decimal"),
        ('"juta rupiah"', '"jt"', "columns.pokok.pagu.source_unit", "Yang boleh: rupiah, ribu rupiah"),
        ('fills = "rekening_code"', 'fills = "rekening_kode"', "columns.pokok.kode.fills", "rekening_code"),
        ('kode = { title = "Kode"', '"a b" = { title = "K"', "columns.pokok.a b.title", "huruf kecil"),
        ('id = "apbd-{tahun}"', 'id = "apbd"', "dataset[1].id", "harus memuat {tahun}"),
        ("APBD {pemerintah} {tahun}", "APBD {kota}", "dataset[1].title", "kota tidak dikenal"),
        ('"/apbd?tahun={tahun}"', '"apbd"', "dataset[1].table.apbd.address", "diawali /"),
        ('"/apbd?tahun={tahun}"', '"/../x"', "dataset[1].table.apbd.address", "tidak memuat .."),
        ('"/apbd?tahun={tahun}"', '"/*.csv"', "url", "file://"),
        ('format = "csv"', 'format = "json-pages"', "dataset[1].table.apbd.address", "{page}"),
        ('format = "csv"', 'format = "pdf"', "dataset[1].table.apbd.format", "json-pages, json, csv, xlsx"),
        ('columns = ["pokok"]', 'columns = ["poko"]', "dataset[1].table.apbd.columns", "maksudnya pokok"),
        ('columns = ["pokok"]', 'columns = ["pokok", "pokok"]', "dataset[1].table.apbd.columns", "sekali"),
        (
            'columns = ["pokok"]',
            'columns = ["pokok"]\nlayout = "report"',
            "dataset[1].table.apbd.outline",
            "",
        ),
        ('stage = "apbd"', 'stage = "apbn"', "dataset[1].figures[1].stage", "mungkin maksudnya apbd"),
        ('stage = "apbd"', 'stage = "{tahap}"', "dataset[1].stages", "harus diisi"),
        ('amount = "pagu"', 'amount = "kode"', "dataset[1].figures[1].amount", "Yang boleh: pagu"),
        ('table = "apbd"', 'table = "abpd"', "dataset[1].figures[1].table", "mungkin maksudnya apbd"),
    ],
)
def test_a_mistake_is_told_under_its_key(old: str, new: str, key: str, said: str) -> None:
    assert old in GOOD
    found = problems(GOOD.replace(old, new, 1))
    assert key in found
    assert said in found[key]


def test_every_mistake_is_told_at_once() -> None:
    text = GOOD.replace('slug = "bpkad"', "").replace('format = "csv"', 'format = "pdf"')
    assert {"publisher.slug", "dataset[1].table.apbd.format"} <= set(problems(text))


def test_broken_toml_is_told_with_its_place() -> None:
    assert "line 2" in problems("kind = 'x'\ntitle = ?\n")["spec"]


def test_a_check_names_columns_of_its_tables() -> None:
    check = '[[dataset.check]]\nkind = "children-sum"\ntable = "apbd"\namount = "pagu"\n'
    found = problems(GOOD + check + 'key = ["kod"]\nagainst = "apbn"\n')
    assert "mungkin maksudnya kode" in found["dataset[1].check[1].key"]
    assert "mungkin maksudnya apbd" in found["dataset[1].check[1].against"]


def test_a_lookup_goes_to_a_table_above_by_a_column_of_both() -> None:
    lookup = 'nama = { title = "Nama", lookup = "apbd", lookup_key = "kode" }'
    found = problems(GOOD.replace("[[dataset]]", f"{lookup}\n[[dataset]]", 1))
    assert "apbd tidak dikenal" in found["dataset[1].table.apbd"]
    found = problems(GOOD.replace("[[dataset]]", f"{lookup.split(', lookup_key')[0]} }}\n[[dataset]]", 1))
    assert "keduanya" in found["columns.pokok.nama.lookup"]


def test_what_a_spec_without_datasets_lacks_is_the_kinds_own() -> None:
    text = 'kind = "eplanning"\nurl = "https://lain.example.go.id"\n[publisher]\nslug = "x"\ntitle = "X"\n'
    spec = parse_spec(text, KINDS["eplanning"].default_spec)
    own = parse_spec(KINDS["eplanning"].default_spec)
    assert (spec.url, spec.publisher.slug) == ("https://lain.example.go.id", "x")
    assert (spec.datasets, spec.government) == (own.datasets, own.government)
    assert spec.digest != own.digest
    assert parse_spec(GOOD, KINDS["ebudgeting"].default_spec).datasets == parse_spec(GOOD).datasets


@pytest.mark.parametrize("kind", KINDS)
def test_the_specs_that_come_with_the_program_are_whole(kind: str) -> None:
    own = parse_spec(KINDS[kind].default_spec)
    sample = SAMPLE_SPECS / f"{kind}.toml"
    demo = parse_spec(sample.read_text(encoding="utf-8"), KINDS[kind].default_spec)
    assert own.kind == demo.kind == kind
    assert not own.sample
    assert demo == replace(own, sample=True, title=demo.title, digest=demo.digest)
    ids = [one.remote_id for one in KINDS[kind].gather(own)]
    assert len(set(ids)) == len(ids) == {"eplanning": 4, "ebudgeting": 20}[kind]


def test_the_specs_of_the_tests_are_whole() -> None:
    for path in SPECS.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        kind = "eplanning" if 'kind = "eplanning"' in text else "ebudgeting"
        assert parse_spec(text, KINDS[kind].default_spec).datasets

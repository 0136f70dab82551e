"""A file in the engine is the same table by either way; stored, it keeps order, types and every digit."""

import gzip
import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from catalog.errors import Invalid, Unreadable
from catalog.storage import FileStore
from catalog.tabular import Column, Criteria, page
from catalog.tabular.engine import builder
from catalog.tabular.load_table import load_table
from catalog.tabular.open_table import by_python, open_table, straight
from catalog.tabular.raw import Limits
from catalog.tabular.recipe import Recipe, RecipeColumn
from catalog.tabular.source_table import SourceTable
from tests.fuzzing import tries

COLUMNS = (
    RecipeColumn(1, Column("uraian", "text")),
    RecipeColumn(2, Column("pagu", "decimal", unit="rupiah"), "id"),
    RecipeColumn(3, Column("tanggal", "date"), "%d/%m/%Y"),
)
RECIPE = Recipe("csv", encoding="utf-8", delimiter=";", columns=COLUMNS, missing=("-",), width=3)
TEXT = (
    'Uraian;Pagu;Tanggal\nBelanja Pegawai;1.234.567,89;01/02/2024\n"Belanja;""Modal""";(2.000);-\n'
    "JUMLAH;1.232.567,89;\n"
)

pieces = st.sampled_from(
    [*";,|\"' \n\ta1é0.-", "\r\n", '""', "\\", "\u2028", "\x85", "Jumlah", "1.000", "\ufeff"]
)
cells = st.lists(pieces, max_size=4).map("".join)
quoted = cells.map(lambda text: '"' + text.replace('"', '""') + '"')
plain = cells.map(lambda text: "".join(each for each in text if each not in ';"\r\n'))
figures = st.sampled_from(["1.234,50", "(5)", "Rp 7,-", "2 jt", "x", "-", "01/02/2024", "1/1/2024", "Total"])
rows = st.lists(st.lists(quoted | plain | plain | figures | cells, min_size=1, max_size=4), max_size=6)
files = st.tuples(rows, st.sampled_from(["\n", "\n", "\r\n", "\r"]), st.sampled_from(["", "end"])).map(
    lambda made: made[1].join(";".join(row) for row in made[0]) + made[1] * (made[2] == "end")
)


def contents(table: SourceTable) -> list[tuple[Any, ...]]:
    places = range(1, len(table.columns) + 1)
    cells = ", ".join(f"v{place}, x{place}" for place in places)
    return table.connection.execute(
        f"SELECT _row, _kind, _cells IS NOT NULL, {cells} FROM {table.sql} ORDER BY _row"
    ).fetchall()


def stored(store: FileStore, columns: Sequence[RecipeColumn], sha256: str) -> list[tuple[Any, ...]]:
    return page(store.path(sha256), [each.column for each in columns], Criteria()).rows


@tries(300)
@given(text=files, head=st.sampled_from([0, 1]), mark=st.sampled_from(["", "", "\ufeff"]))
@example(text='"a\n\nb";1;x\n', head=0, mark="")
@example(text='a;b;c\n "a";1;x\n', head=1, mark="")
@example(text="a;1;x\n\nb;2;y\n", head=0, mark="")
@example(text="\ufeff;;", head=0, mark="")
@example(text="\ufeff;;", head=0, mark="\ufeff")
@example(text="h;b;c\nh ;b;c\na;;\n", head=1, mark="")
@example(text='"h";b;c\n\'x;1;\n', head=1, mark="\ufeff")
def test_straight_from_the_file_is_what_python_reads(tmp_path: Path, text: str, head: int, mark: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes((mark + text).encode())
    recipe = Recipe(
        "csv",
        encoding="utf-8-sig" if mark else "utf-8",
        delimiter=";",
        columns=COLUMNS,
        missing=("-",),
        header_rows=(1,) * head,
        first_row=head + 1,
        width=3,
    )
    with builder(tmp_path) as connection:
        quick = straight(connection, path, recipe, tmp_path)
        if quick is None:
            return
        assert contents(quick) == contents(by_python(connection, path, recipe, tmp_path, Limits()))


def test_a_usual_file_goes_straight(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(TEXT)
    with builder(tmp_path) as connection:
        table = straight(connection, path, RECIPE, tmp_path)
        assert table is not None
        assert contents(table) == [
            (2, "leaf", False, "Belanja Pegawai", None, Decimal("1234567.89"), None, date(2024, 2, 1), None),
            (3, "leaf", False, 'Belanja;"Modal"', None, Decimal(-2000), None, None, None),
            (4, "subtotal", False, "JUMLAH", None, Decimal("1232567.89"), None, None, None),
        ]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_other_encodings_are_recoded_on_the_way(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(TEXT.replace("Pegawai", "Pégawai").encode(encoding))
    recipe = Recipe("csv", encoding=encoding, delimiter=";", columns=COLUMNS, missing=("-",), width=3)
    with builder(tmp_path) as connection:
        table = straight(connection, path, recipe, tmp_path)
        assert table is not None
        assert contents(table)[0][3] == "Belanja Pégawai"


def test_a_quoted_file_of_many_buffers_is_read_in_order(tmp_path: Path) -> None:
    path, count = tmp_path / "table.csv", 120_000
    with path.open("w", newline="") as out:
        out.write("a;b\n")
        for number in range(count):
            out.write(f'"baris\n{number};{"x" * (number % 700)}";{number}\n')
    columns = (RecipeColumn(1, Column("a", "text")), RecipeColumn(2, Column("b", "integer"), "plain"))
    recipe = Recipe("csv", encoding="utf-8", delimiter=";", columns=columns, width=2)
    store = FileStore(tmp_path / "files")
    with store.scratch() as folder, open_table(path, recipe, Path(folder)) as table:
        assert "read_csv" in table.sql
        loaded = load_table(store, table)
    assert loaded.rows == count
    moved = "b <> _id - 1 OR NOT starts_with(a, 'baris' || chr(10) || b)"
    wrong = duckdb.execute(
        f"SELECT count(*) FROM read_parquet(?) WHERE {moved}",
        [str(store.path(loaded.sha256))],
    ).fetchall()
    assert wrong == [(0,)]


def test_stored_as_typed_parquet(tmp_path: Path) -> None:
    path, store = tmp_path / "table.csv", FileStore(tmp_path / "files")
    path.write_text(TEXT + ";;\n;5;\n")
    shares: list[float] = []
    with open_table(path, RECIPE, tmp_path) as table:
        loaded = load_table(store, table, shares.append)
        assert load_table(store, table) == loaded
    assert stored(store, COLUMNS, loaded.sha256) == [
        ("Belanja Pegawai", Decimal("1234567.89"), date(2024, 2, 1)),
        ('Belanja;"Modal"', Decimal(-2000), None),
        ("JUMLAH", Decimal("1232567.89"), None),
        (None, Decimal(5), None),
    ]
    found = duckdb.execute(
        "SELECT _id, _kind FROM read_parquet(?)", [str(store.path(loaded.sha256))]
    ).fetchall()
    assert found == [(1, "leaf"), (2, "leaf"), (3, "subtotal"), (4, "leaf")]


def test_the_same_inside_zip_and_gzip(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("data/tabel.csv", TEXT)
    hashes = set()
    for name, content, member in (
        ("a.csv", TEXT.encode(), ""),
        ("a.gz", gzip.compress(TEXT.encode()), ""),
        ("a.zip", packed.getvalue(), "data/tabel.csv"),
    ):
        (tmp_path / name).write_bytes(content)
        recipe = Recipe(
            "csv", member=member, encoding="utf-8", delimiter=";", columns=COLUMNS, missing=("-",)
        )
        with store.scratch() as folder, open_table(tmp_path / name, recipe, Path(folder)) as table:
            hashes.add(load_table(store, table).sha256)
    assert len(hashes) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("h;b;c\na;1,5 X;01/01/2024\n", "Baris 2, kolom pagu: isinya 1,5 X"),
        ("h;b;c\na;1;01/01/2024\na;2;30/02/2024\n", "Baris 3, kolom tanggal: isinya 30/02/2024"),
        ("h;b;c\na;1;01/01/2024;x\n", "Baris 2 punya sel di luar kolom tabel"),
    ],
)
def test_what_does_not_fit_its_column_is_not_stored(tmp_path: Path, text: str, said: str) -> None:
    path, store = tmp_path / "table.csv", FileStore(tmp_path / "files")
    path.write_text(text)
    with open_table(path, RECIPE, tmp_path) as table, pytest.raises(Invalid, match=said):
        load_table(store, table)
    assert not [each for each in store.folder.rglob("*") if each.is_file()]


def test_work_ends_when_progress_says_so(tmp_path: Path) -> None:
    path, store = tmp_path / "table.csv", FileStore(tmp_path / "files")
    path.write_text("h;b;c\n" + "Belanja Pegawai dan lain-lain;1.234.567,89;01/02/2024\n" * 1_000_000)

    def stop(_share: float) -> None:
        raise KeyboardInterrupt

    with open_table(path, RECIPE, tmp_path) as table, pytest.raises(KeyboardInterrupt):
        load_table(store, table, stop)
    assert not [each for each in store.folder.rglob("*") if each.is_file()]


def test_titles_with_quotes_go_by_way_of_python(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    recipe = replace(RECIPE, header_rows=(2,), first_row=3)
    for title, quick in (("Laporan APBD", True), ('Laporan "APBD"', False)):
        path.write_text(f"{title}\n{TEXT}")
        with builder(tmp_path) as connection:
            assert (straight(connection, path, recipe, tmp_path) is not None) == quick


def test_other_encodings_are_recoded_whole_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(TEXT.encode("utf-16") + b"\x00")
    with pytest.raises(Unreadable), open_table(path, replace(RECIPE, encoding="utf-16"), tmp_path):
        pass


def test_bytes_that_are_no_text_say_so(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(TEXT.encode() + b"\xff;1;\n")
    with (
        pytest.raises(Unreadable, match="ada bita yang bukan huruf utf-8"),
        open_table(path, RECIPE, tmp_path),
    ):
        pass

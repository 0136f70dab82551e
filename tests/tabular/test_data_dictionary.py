"""The data dictionary: columns and rules out as a Table Schema, and in again."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from catalog.errors import Invalid
from catalog.tabular.dictionary import schema_of, with_schema
from catalog.tabular.guess import guess
from catalog.tabular.read import read
from catalog.tabular.recipe import Recipe, Told, from_json, to_json, told_from_json
from catalog.tabular.settle import settle

TEXT = "kode;uraian;pagu;tanggal\n5.1;Belanja;1.500,25;17 Agustus 2024\n5.2;Modal;20;1 Mei 2024\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text(TEXT)
    return path


@pytest.fixture
def recipe(path: Path) -> Recipe:
    return guess(path, path.name).recipe


def edited(recipe: Recipe, fields: list[dict[str, Any]], more: Mapping[str, Any] | None = None) -> Recipe:
    return with_schema(recipe, {"fields": fields} | dict(more or {}))


def test_a_schema_comes_back_as_the_recipe_that_it_was_made_of(recipe: Recipe) -> None:
    fields: list[dict[str, Any]] = [
        {"name": "pagu", "type": "number", "constraints": {"minimum": 0}},
        {"name": "kode", "type": "string"},
    ]
    ruled = edited(recipe, fields, {"primaryKey": ["kode"]})
    assert ruled.primary_key == ("kode",)
    assert ruled.columns[2].constraints == {"minimum": 0}
    assert with_schema(recipe, schema_of(ruled)) == ruled
    assert schema_of(ruled)["fields"][2]["constraints"] == {"minimum": 0}
    assert from_json(to_json(ruled)) == ruled


def test_words_change_and_columns_that_are_not_named_stay(recipe: Recipe) -> None:
    field = {"name": "pagu", "type": "number", "title": "Pagu", "description": "DPA", "unit": "rupiah"}
    changed = edited(recipe, [field])
    assert changed.columns[:2] == recipe.columns[:2]
    column = changed.columns[2].column
    assert (column.title, column.description, column.unit) == ("Pagu", "DPA", "rupiah")
    assert changed.columns[2].style == "id"


def test_a_column_with_another_title_is_known_by_the_one_in_the_file(path: Path, recipe: Recipe) -> None:
    renamed = edited(recipe, [{"name": "pagu", "type": "number", "title": "Pagu DPA"}])
    again = edited(renamed, [{"name": "pagu", "type": "number", "title": "Pagu DPPA"}])
    assert [each.columns[2].known_as for each in (recipe, renamed, again)] == ["pagu"] * 3
    assert edited(again, [{"name": "pagu", "type": "number", "title": "pagu"}]).columns == recipe.columns
    remembered = guess(path, path.name, previous=again).recipe.columns[2].column
    assert (remembered.name, remembered.title) == ("pagu", "Pagu DPPA")


def test_a_column_that_is_given_its_type_is_read_as_its_cells_are_written(path: Path, recipe: Recipe) -> None:
    names = ("pagu", "tanggal")
    texts = edited(recipe, [{"name": name, "type": "string"} for name in names])
    assert next(row.cells for row in read(path, texts))[2:] == ("1.500,25", "17 Agustus 2024")
    typed = edited(texts, [{"name": "pagu", "type": "number"}, {"name": "tanggal", "type": "date"}])
    settled = settle(path, typed)
    assert [each.style for each in settled.columns] == ["", "", "id", "id"]
    assert [row.cells[2:] for row in read(path, settled)] == [
        (Decimal("1500.25"), date(2024, 8, 17)),
        (Decimal(20), date(2024, 5, 1)),
    ]


def test_figures_of_a_column_that_becomes_decimal_keep_their_places(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text("nama,nilai\na,0.125\nb,2.5\n")
    found = guess(path, path.name).recipe
    texts = edited(found, [{"name": "nilai", "type": "string"}])
    settled = settle(path, edited(texts, [{"name": "nilai", "type": "number"}]))
    assert (settled.columns[1].style, settled.columns[1].column.scale) == ("plain", 3)


@pytest.mark.parametrize(
    "field",
    [
        {"name": "lain", "type": "string"},
        {"name": "pagu", "type": "geopoint"},
        {"name": "pagu", "type": "number", "constraints": {"pattern": "("}},
    ],
)
def test_what_no_column_can_be_is_refused(recipe: Recipe, field: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        edited(recipe, [field])


def test_what_a_person_told_is_kept_as_json(recipe: Recipe) -> None:
    for said in (Told(sheet="DPA", header_rows=(3, 4)), Told(), recipe):
        assert told_from_json(to_json(said)) == said
    with pytest.raises(Invalid):
        told_from_json({"sheet": "DPA"} | {"header_rows": ["x"]})

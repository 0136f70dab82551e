"""The data dictionary: a recipe's columns and rules as a Table Schema; and that, edited, as a recipe."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from catalog.errors import Invalid
from catalog.tabular.columns import TABLE_SCHEMA_TYPES, describe
from catalog.tabular.package import checked_schema
from catalog.tabular.recipe import Recipe, RecipeColumn
from catalog.text import Message

_TYPES = {name: ours for ours, name in TABLE_SCHEMA_TYPES.items()}


def schema_of(recipe: Recipe) -> dict[str, Any]:
    """What a recipe's columns must be, as a Table Schema."""
    fields: Any = describe([each.column for each in recipe.columns])["fields"]
    for field, each in zip(fields, recipe.columns, strict=True):
        if each.constraints:
            field["constraints"] = dict(each.constraints)
    key = {"primaryKey": list(recipe.primary_key)} if recipe.primary_key else {}
    return {"fields": fields} | key


def with_schema(recipe: Recipe, schema: Mapping[str, Any]) -> Recipe:
    """The recipe with the types, words and rules of a Table Schema, which names columns that it has.

    Columns that the schema leaves out stay as they are. Raises Invalid for what no Table Schema says, for a
    column that is not there, and for a type that no column has.
    """
    known = {each.column.name: each for each in recipe.columns}
    checked: Any = checked_schema(schema)
    for field in checked["fields"]:
        if field["name"] not in known:
            about = {"column": field["name"]}
            raise Invalid({"schema": [Message("Kolom %(column)s tidak ada dalam tabel.", about)]})
        known[field["name"]] = _changed(known[field["name"]], field)
    columns = tuple(known[each.column.name] for each in recipe.columns)
    return replace(recipe, columns=columns, primary_key=tuple(checked.get("primaryKey", ())))


def _changed(each: RecipeColumn, field: Mapping[str, Any]) -> RecipeColumn:
    kind = _TYPES.get(field["type"])
    if kind is None:
        about = {"column": field["name"]}
        raise Invalid({"schema": [Message("Jenis kolom %(column)s tidak dikenal.", about)]})
    column = replace(
        each.column,
        type=kind,
        title=str(field.get("title", each.column.title)),
        description=str(field.get("description", each.column.description)),
        unit=str(field.get("unit", each.column.unit)),
    )
    style = each.style if kind == each.column.type else ""
    heading = each.heading or each.column.title
    return replace(
        each,
        column=column,
        style=style,
        constraints=field.get("constraints", {}),
        heading="" if heading == column.title else heading,
    )

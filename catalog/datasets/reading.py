"""How a resource's file is to be read: as somebody said, else as in the version before, else as it looks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from catalog.tabular.guess import guess
from catalog.tabular.guess_notes import notes_of
from catalog.tabular.recipe import NOTHING_TOLD, Recipe, RecipeColumn, from_json, told_from_json
from catalog.tabular.settle import settle
from catalog.text import Message


@dataclass(frozen=True)
class Reading:
    """What is known before a file is looked at: what its draft told, and the recipe of the version before.

    Both are JSON as they are kept. `same_words`: the version before was told the same, for other bytes.
    """

    filename: str
    told: Mapping[str, Any]
    before: Mapping[str, Any]
    same_words: bool


@dataclass(frozen=True)
class Way:
    """A recipe, and what there is to say about it."""

    recipe: Recipe
    notes: tuple[Message, ...]


def way_to_read(path: Path, reading: Reading) -> Way:
    """The recipe for a file. What was said of other bytes is only remembered; raises Unreadable."""
    told = told_from_json(dict(reading.told)) if reading.told else NOTHING_TOLD
    before = from_json(dict(reading.before)) if reading.before else None
    if isinstance(told, Recipe) and not reading.same_words:
        recipe = settle(path, told)
        chosen = Message("Berkas dibaca dengan cara yang sudah dipilih.")
        return Way(recipe, (chosen, *notes_of(recipe, [], 0, 0)))
    said = NOTHING_TOLD if reading.same_words or isinstance(told, Recipe) else told
    found = guess(path, reading.filename, told=said, previous=before)
    if before is None:
        return Way(found.recipe, found.notes)
    return Way(_with_rules(found.recipe, before), (*found.notes, *_changes(before, found.recipe)))


def _with_rules(recipe: Recipe, before: Recipe) -> Recipe:
    """The recipe with the rules of columns that are as they were."""
    old = {each.column: each for each in before.columns}
    columns = tuple(
        replace(each, constraints=old[each.column].constraints, heading=old[each.column].heading)
        if each.column in old
        else each
        for each in recipe.columns
    )
    named = {each.column.name for each in columns if each.column in old}
    return replace(
        recipe, columns=columns, primary_key=before.primary_key if set(before.primary_key) <= named else ()
    )


def _changes(before: Recipe, recipe: Recipe) -> Iterator[Message]:
    """What is not as it was in the version before."""
    old, new = _by_name(before), _by_name(recipe)
    if not set(old) & set(new):
        yield Message(
            "Susunan berkas ini lain dari versi sebelumnya, jadi cara membacanya ditebak dari awal."
        )
        return
    if gone := [name for name in old if name not in new]:
        yield Message("Kolom yang tidak ada lagi: %(columns)s.", {"columns": ", ".join(gone)})
    if added := [name for name in new if name not in old]:
        yield Message("Kolom baru: %(columns)s.", {"columns": ", ".join(added)})
    for name in new:
        if name in old and new[name].column.type != old[name].column.type:
            yield Message(
                "Kolom %(column)s tidak lagi seperti dahulu: %(old)s menjadi %(new)s.",
                {"column": name, "old": old[name].column.type, "new": new[name].column.type},
            )


def _by_name(recipe: Recipe) -> dict[str, RecipeColumn]:
    return {each.column.name: each for each in recipe.columns}

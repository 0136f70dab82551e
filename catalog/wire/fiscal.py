"""The budget's cube as the outside sees it: cells, members, facts and the model, as objects or as CSV.

Amounts are JSON numbers with every digit, rupiah, never by way of a float.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal

import orjson

from catalog.budget import (
    ACCOUNT_SCHEMES,
    DIMENSIONS,
    DIRECTIONS,
    PROGRAM_SCHEMES,
    STAGES,
    Aggregate,
    Cell,
    Facts,
    Line,
    Selection,
    Source,
)
from catalog.wire.fiscal_params import AGGREGATES, Asked

Shape = dict[str, object]
_SAMPLE = "DATA CONTOH"
_LINE = tuple(field.name for field in fields(Line))
_FACT = (
    "government",
    "fiscal_year",
    "stage",
    "account_scheme",
    "program_scheme",
    *_LINE,
    "budget_version",
    "url",
)


def model(locale: str) -> Shape:
    """What there is to ask: dimensions with their attributes, measures, and the values that are fixed."""
    return {
        "status": "ok",
        "name": "budget",
        "model": {
            "dimensions": {
                one.name: {
                    "label": one.title.in_locale(locale),
                    "attributes": [f"{one.name}.{name}" for name in one.attributes],
                    "key_attribute": f"{one.name}.code",
                    "levels": list(range(1, one.levels + 1)),
                    "within": one.within or None,
                }
                for one in DIMENSIONS.values()
            },
            "measures": {"amount": {"currency": "IDR", "aggregates": ["sum"]}},
            "aggregates": {"amount.sum": {"measure": "amount"}, "_count": {"measure": None}},
            "stages": list(STAGES),
            "directions": list(DIRECTIONS),
            "account_schemes": list(ACCOUNT_SCHEMES),
            "program_schemes": list(PROGRAM_SCHEMES),
        },
    }


def cells(found: Aggregate, asked: Asked, site_url: str) -> Shape:
    """Cells of a page with the sum of all, and what they are of."""
    whole = Cell({}, found.amount, found.lines)
    return {
        "status": "ok",
        "cells": [_cell(one, asked.aggregates) for one in found.cells],
        "summary": _cell(whole, asked.aggregates),
        "total_cell_count": found.total_cells,
        "page": asked.page,
        "page_size": asked.page_size,
        "attributes": list(found.attributes),
        "aggregates": list(asked.aggregates),
        "order": _order(asked),
        "cell": _cuts(asked),
    } | _of(found.selection, site_url)


def members(found: Aggregate, asked: Asked, site_url: str) -> Shape:
    """Members of a dimension."""
    return {
        "status": "ok",
        "data": [dict(one.of) for one in found.cells],
        "fields": list(found.attributes),
        "total_member_count": found.total_cells,
        "page": asked.page,
        "page_size": asked.page_size,
        "cell": _cuts(asked),
    } | _of(found.selection, site_url)


def facts(found: Facts, asked: Asked, site_url: str) -> Shape:
    """Budget lines, each with the address that stays."""
    return {
        "status": "ok",
        "data": [dict(zip(_FACT, map(_value, row), strict=True)) for row in _facts(found, site_url)],
        "fields": list(_FACT),
        "total_fact_count": found.total,
        "page": asked.page,
        "page_size": asked.page_size,
        "cell": _cuts(asked),
    } | _of(found.selection, site_url)


def cells_csv(found: Aggregate, asked: Asked) -> str:
    """The cells of a page; each row says whether it is a sample."""
    head = (*found.attributes, *asked.aggregates)
    rows = (
        [*one.of.values(), *(getattr(one, AGGREGATES[name]) for name in asked.aggregates)]
        for one in found.cells
    )
    return _csv(head, rows, found.selection)


def members_csv(found: Aggregate) -> str:
    """Members likewise."""
    return _csv(found.attributes, (list(one.of.values()) for one in found.cells), found.selection)


def facts_csv(found: Facts, site_url: str) -> str:
    """Budget lines likewise."""
    return _csv(_FACT, _facts(found, site_url), found.selection)


def _cell(one: Cell, aggregates: Sequence[str]) -> Shape:
    return {**one.of, **{name: _value(getattr(one, AGGREGATES[name])) for name in aggregates}}


def _facts(found: Facts, site_url: str) -> Iterable[list[object]]:
    for one in found.facts:
        source = one.source
        yield [
            source.government,
            source.fiscal_year,
            source.stage,
            source.account_scheme,
            source.program_scheme,
            *(getattr(one.line, name) for name in _LINE),
            source.budget_id,
            f"{site_url}/anggaran/baris/{source.budget_id}/{one.line.line_id}",
        ]


def _of(selection: Selection, site_url: str) -> Shape:
    """What an answer is of, so that it can be cited and checked."""
    return {
        "currency": "IDR",
        "precision": selection.precision,
        "sample": selection.sample,
        "governments": sorted({source.government for source in selection.sources}),
        "fiscal_years": sorted({source.fiscal_year for source in selection.sources}),
        "stages": [name for name in STAGES if any(one.stage == name for one in selection.sources)],
        "directions": sorted({source.direction for source in selection.sources}),
        "sources": _sources(selection.sources, site_url),
    }


def _sources(found: Sequence[Source], site_url: str) -> list[Shape]:
    """Each table that figures are from, once, with the budget versions in it."""
    tables: dict[tuple[str, str], Shape] = {}
    ids: dict[tuple[str, str], dict[str, None]] = {}
    for one in found:
        key = (one.resource_id, f"{one.version}/{one.stage}")
        ids.setdefault(key, {})[one.budget_id] = None
        tables.setdefault(key, {
            "dataset": one.dataset_name,
            "title": one.dataset_title,
            "version": one.version,
            "published": one.published_at.isoformat(timespec="seconds"),
            "resource_id": one.resource_id,
            "url": f"{site_url}/dataset/{one.dataset_name}/v/{one.version}/resource/{one.resource_id}",
            "fiscal_year": one.fiscal_year,
            "stage": one.stage,
            "sequence": one.sequence,
            "precision": one.precision,
            "sample": one.sample,
            "account_scheme": one.account_scheme or None,
            "program_scheme": one.program_scheme or None,
            "source_sha256": one.source_sha256,
        })  # fmt: skip
    return [{**table, "budget_versions": list(ids[key])} for key, table in tables.items()]


def _order(asked: Asked) -> list[list[str]]:
    names = {name: told for told, name in AGGREGATES.items()}
    return [[names.get(name, name), "desc" if down else "asc"] for name, down in asked.order]


def _cuts(asked: Asked) -> list[Mapping[str, object]]:
    return [{"ref": one.dimension, "operator": ":", "value": list(one.values)} for one in asked.cuts]


def _value(cell: object) -> object:
    return orjson.Fragment(_digits(cell)) if isinstance(cell, Decimal) else cell


def _digits(amount: Decimal) -> str:
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _csv(head: Sequence[str], rows: Iterable[Sequence[object]], selection: Selection) -> str:
    """A table whose last column says DATA CONTOH of sample figures."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    note = _SAMPLE if selection.sample else ""
    writer.writerow([*head, "keterangan"])
    writer.writerows([*map(_text, row), note] for row in rows)
    return out.getvalue()


def _text(cell: object) -> object:
    return _digits(cell) if isinstance(cell, Decimal) else cell

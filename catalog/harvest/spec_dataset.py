"""The [[dataset]] parts of a spec: tables, figures and checks, held against the columns that they name."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from catalog.budget import ACCOUNT_SCHEMES, PROGRAM_SCHEMES, STAGES
from catalog.datasets import LICENSES
from catalog.harvest.spec import PLACES, Account, CheckSpec, ColumnSpec, DatasetSpec, FiguresSpec, TableSpec
from catalog.harvest.spec_section import Section
from catalog.text import Message

GOVERNMENT_SCHEMES = ("kemendagri", "bps", "djpk", "klpd")
_FORMATS = ("json-pages", "json", "csv", "xlsx")
_LAYOUTS = ("rows", "wide", "report")
_CHECKS = ("children-sum", "agreement", "missing-amount")
_PLACE = re.compile(r"\{([^{}]*)\}")
_TABLE_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Shared:
    """What all datasets of a spec may refer to."""

    years: tuple[int, ...]
    columns: Mapping[str, tuple[ColumnSpec, ...]]
    outlines: Mapping[str, Mapping[str, Account]]


def read_dataset(section: Section, shared: Shared) -> DatasetSpec:
    """The dataset in a section; problems are noted there."""
    tables = {key: _table(key, each, shared) for key, each in section.section("table").children().items()}
    for table in tables.values():
        _require_lookups(section, table, tables)
    dataset = DatasetSpec(
        id=_template(section, "id", PLACES),
        title=_template(section, "title", PLACES),
        years=section.years("years") or shared.years,
        tables=tuple(tables.values()),
        stages=section.section("stages").words(),
        notes=_template(section, "notes", PLACES, ""),
        license_id=section.text("license", "cc-by-4.0", LICENSES),
        frequency=section.text("frequency", ""),
        tags=section.texts("tags"),
        themes=section.texts("themes"),
        figures=tuple(_figures(each, tables) for each in section.sections("figures")),
        checks=tuple(_check(each, tables) for each in section.sections("check")),
    )
    _require_whole(section, dataset)
    section.finish()
    return dataset


def _require_whole(section: Section, dataset: DatasetSpec) -> None:
    if not dataset.years:
        section.wrong("years", Message("harus diisi di sini atau di bagian paling atas"))
    if not dataset.tables:
        section.wrong("table", Message("harus ada paling sedikit satu bagian [dataset.table.NAMA]"))
    for place, several in (("tahun", len(dataset.years) > 1), ("tahap", len(dataset.stages) > 1)):
        if several and f"{{{place}}}" not in dataset.id:
            section.wrong(
                "id", Message("harus memuat {%(place)s}, supaya tiap dataset bernama lain", {"place": place})
            )
    for stage in dataset.stages:
        _require_known(section, "stages", stage, STAGES)
    if not dataset.stages and any(one.stage == "{tahap}" for one in dataset.figures):
        section.wrong("stages", Message("harus diisi bila figures memakai stage {tahap}"))


def _table(key: str, section: Section, shared: Shared) -> TableSpec:
    format_ = section.text("format", among=_FORMATS)
    places = (*PLACES, "page") if format_ == "json-pages" else PLACES
    lists = section.texts("columns", shared.columns)
    outline = section.text("outline", "", shared.outlines)
    table = TableSpec(
        key=key,
        name=_template(section, "name", PLACES),
        address=_template(section, "address", places),
        format=format_,
        columns=tuple(column for name in lists for column in shared.columns.get(name, ())),
        description=_template(section, "description", PLACES, ""),
        layout=section.text("layout", "rows", _LAYOUTS),
        records=section.text("records", ""),
        sheet=section.text("sheet", ""),
        header_row=section.number("header_row", 1, 1, 1000),
        outline=shared.outlines.get(outline, {}),
        publish_original=section.flag("publish_original"),
    )
    if not _TABLE_KEY.fullmatch(key):
        section.wrong(
            "name", Message("nama bagian %(key)s harus huruf kecil, angka, garis bawah", {"key": key})
        )
    if not lists or len(set(_names(table))) < len(table.columns):
        section.wrong("columns", Message("harus menyebut daftar kolom, dan tiap nama kolom sekali saja"))
    if not table.address.startswith("/") or ".." in table.address:
        section.wrong("address", Message("harus diawali / dan tidak memuat .."))
    if format_ == "json-pages" and "{page}" not in table.address:
        section.wrong("address", Message("harus memuat {page} karena format json-pages"))
    if (table.layout == "report") != bool(table.outline):
        section.wrong("outline", Message("diisi bila, dan hanya bila, layout adalah report"))
    section.finish()
    return table


def _require_lookups(section: Section, table: TableSpec, tables: Mapping[str, TableSpec]) -> None:
    """A lookup goes to a table that stands before this one, by a column that both have."""
    earlier = list(tables)[: list(tables).index(table.key)]
    for column in table.columns:
        if not column.lookup:
            continue
        key = f"table.{table.key}"
        _require_known(section, key, column.lookup, earlier)
        if column.lookup in earlier:
            _require_known(section, key, column.lookup_key, _names(tables[column.lookup]))
            _require_known(section, key, column.lookup_key, _names(table))
            for source in column.sources:
                _require_known(section, key, source, _names(tables[column.lookup]))


def _figures(section: Section, tables: Mapping[str, TableSpec]) -> FiguresSpec:
    table = tables.get(section.text("table", among=tables))
    leaf, governments = section.section("leaf").entries(), section.section("governments")
    leaf_column = next(iter(leaf), "")
    many = section.has("governments")
    figures = FiguresSpec(
        table=table.key if table else "",
        stage=section.text("stage", among=(*STAGES, "{tahap}")),
        amount=section.text("amount", among=_amounts(table)),
        account_scheme=section.text("account_scheme", "", ACCOUNT_SCHEMES),
        program_scheme=section.text("program_scheme", "", PROGRAM_SCHEMES),
        precision=section.number("precision", 1, 1, 10**12),
        leaf_column=leaf_column,
        leaf_values=leaf.get(leaf_column, ()),
        government_code=governments.text("code", among=_names(table)) if many else "",
        government_name=governments.text("name", among=_names(table)) if many else "",
        government_scheme=governments.text("scheme", among=GOVERNMENT_SCHEMES) if many else "",
    )
    for name in leaf:
        _require_known(section, "leaf", name, _names(table))
    governments.finish()
    section.finish()
    return figures


def _check(section: Section, tables: Mapping[str, TableSpec]) -> CheckSpec:
    kind = section.text("kind", among=_CHECKS)
    table = tables.get(section.text("table", among=tables))
    other = tables.get(section.text("against", among=tables)) if kind != "missing-amount" else None
    amount = section.text("amount", among=_amounts(table))
    key = section.texts("key", _names(table))
    where = section.section("where").words()
    check = CheckSpec(
        kind=kind,
        table=table.key if table else "",
        amount=amount,
        key=key,
        title=section.text("title", "", _names(table)),
        against=other.key if other else "",
        against_amount=section.text("against_amount", amount, _amounts(other)) if other else "",
        parent_key=section.texts("parent_key", _names(other)) or key if kind == "children-sum" else (),
        minus=section.texts("minus") if kind == "children-sum" else (),
        where=tuple(where.items()),
        precision=section.number("precision", 0, 0, 10**12),
    )
    if not key or (check.parent_key and len(check.parent_key) != len(key)):
        section.wrong("key", Message("harus diisi, dan sama banyak dengan parent_key"))
    for name in where:
        _require_known(section, "where", name, _names(table))
    section.finish()
    return check


def _template(section: Section, key: str, places: Collection[str], default: str | None = None) -> str:
    text = section.text(key, default)
    for place in _PLACE.findall(text):
        _require_known(section, key, place, places)
    return text


def _require_known(section: Section, key: str, value: str, known: Collection[str]) -> None:
    if value not in known:
        section.wrong(
            key,
            Message(
                "%(value)s tidak dikenal. Yang boleh: %(among)s", {"value": value, "among": ", ".join(known)}
            ),
        )


def _names(table: TableSpec | None) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns) if table else ()


def _amounts(table: TableSpec | None) -> tuple[str, ...]:
    """The columns that hold sums of money."""
    return tuple(column.name for column in table.columns if column.unit == "rupiah") if table else ()

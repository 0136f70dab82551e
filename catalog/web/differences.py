"""What changed between two versions of a dataset: its tables, and of one of them the rows and the amounts.

`tabel` names the table, each `kunci` a column that tells its rows apart, `jenis` one of KINDS.
"""

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from flask import Response, make_response, render_template, request

from catalog import datasets, tabular
from catalog.datasets import DatasetVersion, Resource
from catalog.errors import BadQuery, Later, NotFound
from catalog.tabular import Column, Criteria, Filter, Page
from catalog.tabular.difference import ADDED, CHANGED, KIND, KINDS, REMOVED, Comparison, require_comparable
from catalog.tabular.difference_sums import Difference, difference, likely_key
from catalog.tabular.export import Export
from catalog.tabular.made_files import Growing, Made, open_made
from catalog.text import Message, slugify
from catalog.web.datasets import published
from catalog.web.exports import FOLDER, send_export
from catalog.web.language import localized
from catalog.web.request import page_number, request_work
from catalog.web.wording import SAMPLE, written_rows
from catalog.work import Work

KIND_WORDS = {CHANGED: Message("berubah"), ADDED: Message("ditambah"), REMOVED: Message("dihapus")}
_KIND_HEAD = Message("Perubahan")
_SIDES = (Message("lama"), Message("baru"), Message("selisih"))
_ROWS = 50  # of one page
_PATIENCE = 5.0  # seconds until the page says that it will take longer
_LATER = 3  # seconds until it looks again
_NO_PAGE = Page((), [], [], 0, {})


@dataclass(frozen=True)
class Both:
    """A table as it stands in each of two versions; None where it does not."""

    old: Resource | None
    new: Resource | None

    @property
    def either(self) -> Resource:
        """The newer of those that there are."""
        found = self.new or self.old
        assert found
        return found

    @property
    def state(self) -> str:
        """`same`, `added`, `removed` or `changed`."""
        if self.old and self.new:
            return "same" if self.old.table_sha256 == self.new.table_sha256 else "changed"
        return "added" if self.new else "removed"


@dataclass(frozen=True)
class Shown:
    """What the page says of the chosen table; without `told` it is being compared, or `problem` says why."""

    comparison: Comparison
    told: Difference | None = None
    page: Page = _NO_PAGE
    problem: Message | None = None

    @property
    def rows(self) -> list[tuple[str | None, ...]]:
        """The cells in the language of the page."""
        rows = written_rows(self.page)
        if not self.page.columns or self.page.columns[0].name != KIND:
            return rows
        return [(localized(KIND_WORDS[row[0] or ""]), *row[1:]) for row in rows]

    @property
    def heads(self) -> list[dict[str, object]]:
        """The heads of the columns likewise."""
        sides = {KIND: (_KIND_HEAD, "")}
        for pair in self.comparison.pairs:
            title = pair.column.title or pair.column.name
            sides |= {
                name: (words, title)
                for name, words in zip((pair.old, pair.new, pair.gap), _SIDES, strict=True)
            }
        return [
            {
                "label": _head(*sides[one.name]) if one.name in sides else one.title or one.name,
                "unit": one.unit,
                "numeric": one.type in ("integer", "decimal"),
            }
            for one in self.page.columns
        ]


def dataset_difference(name: str, old: int, new: int) -> Response:
    """The tables of two versions side by side, and what changed in the one that is chosen."""
    with request_work() as work:
        found, _present = published(work, name)
        before, after = (datasets.version(work, found, number) for number in (old, new))
        tables = _tables(before, after)
        table = _chosen(tables)
        shown = _compared(work, table) if table and table.state == "changed" else None
        body = render_template(
            "difference.html",
            dataset=found,
            old=before,
            new=after,
            tables=tables,
            table=table,
            shown=shown,
            kind=_kind(),
            kind_words=KIND_WORDS,
            query=_query(shown.comparison) if shown else "",
            number=page_number(),
            pages=-(-shown.page.total // _ROWS) if shown else 0,
        )
    if shown and shown.problem:
        return make_response(body, HTTPStatus.BAD_REQUEST)
    if shown and not shown.told:
        return make_response(body, HTTPStatus.ACCEPTED, {"Refresh": str(_LATER), "Retry-After": str(_LATER)})
    return make_response(body)


def table_difference(dataset: str, old: int, new: int, resource: str, form: str) -> Response:
    """The rows that changed, in a form; of one kind, or all."""
    with request_work() as work:
        found, _present = published(work, dataset)
        before, after = (datasets.version(work, found, number) for number in (old, new))
        tables = [one for one in _tables(before, after) if one.either.resource_id == resource]
        if not tables or not (tables[0].old and tables[0].new):
            raise NotFound(Message("Berkas %(name)s tidak ditemukan.", {"name": resource}))
        comparison = _comparison(work, tables[0])
        made = _made(work, comparison, tables[0])
        if made is None:
            raise Later(Message("Perbandingan ini masih dihitung. Coba lagi sebentar lagi."), _LATER)
        name = slugify(tables[0].either.name or tables[0].either.key) or "tabel"
        sample = f"{SAMPLE.replace(' ', '-')}-" if after.sample or before.sample else ""
        export = Export(form, made.path, comparison.columns, Criteria(filters=_filters()))
        rows = sum(difference(comparison, made.path).counts.values())
        return send_export(work, export, f"{sample}{name}_v{old}-v{new}.{form}", rows)


def _tables(before: DatasetVersion, after: DatasetVersion) -> list[Both]:
    """The tables of either version, in the order of the newer one."""
    old, new = (
        {one.resource_id: one for one in version.resources if one.table_sha256} for version in (before, after)
    )
    return [Both(old.get(rid), new.get(rid)) for rid in dict.fromkeys((*new, *old))]


def _chosen(tables: list[Both]) -> Both | None:
    """The table that the address names, else the first that changed, else the first."""
    asked = request.args.get("tabel", "")
    named = [one for one in tables if one.either.resource_id == asked]
    return next(iter((*named, *(one for one in tables if one.state == "changed"), *tables)), None)


def _compared(work: Work, table: Both) -> Shown:
    comparison = _comparison(work, table)
    try:
        made = _made(work, comparison, table)
    except BadQuery as error:
        return Shown(comparison, problem=error.message)
    if made is None:
        return Shown(comparison)
    told = difference(comparison, made.path)
    wanted = Criteria(
        filters=_filters(),
        columns=_columns(comparison, told),
        offset=(page_number() - 1) * _ROWS,
        limit=_ROWS,
    )
    return Shown(comparison, told, tabular.page(made.path, comparison.columns, wanted))


def _comparison(work: Work, table: Both) -> Comparison:
    assert table.old
    assert table.new
    old, new = (work.store.path(one.table_sha256) for one in (table.old, table.new))
    before, after = (tuple(Column(**one) for one in side.columns) for side in (table.old, table.new))
    key = tuple(dict.fromkeys(request.args.getlist("kunci"))) or likely_key(old, new, before, after)
    return Comparison(old, new, before, after, key)


def _made(work: Work, comparison: Comparison, table: Both) -> Made | None:
    """The table of differences; None while it is still being made."""
    require_comparable(comparison)
    rows = sum(side.table_rows or 0 for side in (table.old, table.new) if side)
    made = open_made(work.settings.instance / FOLDER, comparison, rows, _PATIENCE)
    if isinstance(made, Growing):
        made.close()
        return None
    return made


def _columns(comparison: Comparison, told: Difference) -> tuple[str, ...]:
    """What tells most of rows of the kind that is asked for: changed columns, else one side of them."""
    kind, pairs = _kind(), comparison.pairs
    if kind == ADDED:
        return (*comparison.key, *(pair.new for pair in pairs))
    if kind == REMOVED:
        return (*comparison.key, *(pair.old for pair in pairs))
    changed = [pair for pair in pairs if told.changes[pair.column.name] or pair.column.additive]
    names = [name for pair in changed for name in (pair.old, pair.new, pair.gap) if name]
    return (*(() if kind else (KIND,)), *comparison.key, *names)


def _kind() -> str:
    kind = request.args.get("jenis", "")
    return kind if kind in KINDS else ""


def _filters() -> tuple[Filter, ...]:
    return (Filter(KIND, "=", _kind()),) if _kind() else ()


def _query(comparison: Comparison) -> str:
    """Which rows are shown, to stand behind the address of a file."""
    kind = [("jenis", _kind())] if _kind() else []
    return f"?{urlencode([*(('kunci', name) for name in comparison.key), *kind])}"


def _head(words: Message, title: str) -> str:
    return f"{title}, {localized(words)}" if title else localized(words)

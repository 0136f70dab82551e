"""A dataset: its present version, and every version that was published before."""

from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalog import budget, datasets, harvest, tabular
from catalog.datasets import LICENSES, Dataset, DatasetVersion, Resource
from catalog.errors import LumbungError, NotFound
from catalog.tabular import Column, Criteria, Page
from catalog.text import Message
from catalog.web import budget_words
from catalog.web.request import page_number, request_work
from catalog.web.wording import written_rows
from catalog.wire import schema_org
from catalog.work import Work

_FINDINGS = 25
_PREVIEWED = 5  # rows


def dataset(name: str) -> ResponseReturnValue:
    """The dataset as it stands now; by its id, leads to its name."""
    with request_work() as work:
        found, version = published(work, name)
        if name != found.name:
            return redirect(url_for(".dataset", name=found.name))
        return _page(work, found, version, permanent=False)


def dataset_version(name: str, number: int) -> ResponseReturnValue:
    """A numbered version; its address keeps its content for ever."""
    with request_work() as work:
        found, _present = published(work, name)
        if name != found.name:
            return redirect(url_for(".dataset_version", name=found.name, number=number))
        return _page(work, found, datasets.version(work, found, number), permanent=True)


def published(work: Work, name: str) -> tuple[Dataset, DatasetVersion]:
    """The published dataset of this name or id with its present version; raises NotFound."""
    found = datasets.get(work, name)
    if found.state != "published" or found.published is None:
        raise NotFound(Message("Dataset %(name)s tidak ditemukan.", {"name": name}))
    return found, found.published


def _page(work: Work, found: Dataset, version: DatasetVersion, permanent: bool) -> str:
    kind, page = request.args.get("temuan", ""), page_number()
    findings = budget.findings(work, version, kind, (page - 1) * _FINDINGS, _FINDINGS)
    themes = {theme.name: theme for theme in datasets.themes(work)}
    tables = [one for one in version.resources if one.table_sha256]
    # Rather one with amounts: a list of agencies says less of what is here.
    table = next((one for one in tables if any(column.get("unit") for column in one.columns)), None)
    table = table or next(iter(tables), None)
    preview = _preview(work, table) if table else None
    return render_template(
        "dataset.html",
        words=budget_words,
        dataset=found,
        version=version,
        present=version.number == found.published_number,
        permanent=permanent,
        versions=datasets.versions(work, found),
        license=LICENSES[version.license_id],
        themes=[themes[name] for name in version.themes if name in themes],
        table_names={one.key: one.name for one in version.resources},
        table=table,
        preview=preview,
        preview_rows=written_rows(preview) if preview else [],
        findings=findings,
        carried=budget.carried(work, version),
        finding_page=page,
        finding_pages=-(-findings.total // _FINDINGS),
        finding_choice=kind,
        origin=harvest.origin(work, found.id),
        json_ld=schema_org.dataset(found, version, work.settings.site_url),
    )


def _preview(work: Work, table: Resource) -> Page | None:
    """The first rows of a table, less columns empty in all of them; None when it cannot be read."""
    columns = [Column(**column) for column in table.columns]
    try:
        page = tabular.page(work.store.path(table.table_sha256), columns, Criteria(limit=_PREVIEWED))
    except LumbungError:
        return None
    filled = [
        at for at, values in enumerate(zip(*page.rows, strict=True)) if any(one is not None for one in values)
    ]
    return replace(
        page,
        columns=tuple(page.columns[at] for at in filled),
        rows=[tuple(row[at] for at in filled) for row in page.rows],
    )

"""A dataset: its present version, and every version that was published before."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalog import budget, datasets, harvest, tabular
from catalog.datasets import Dataset, DatasetVersion, Resource, license_of
from catalog.errors import LumbungError, NotFound
from catalog.tabular import Column, Criteria, Page
from catalog.text import Message
from catalog.web import budget_words, cards, citation, harvest_words, programs
from catalog.web.freshness import next_update
from catalog.web.request import page_number, request_work
from catalog.web.wording import full_title, readable, written_rows
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
    origin = harvest.origin(work, found.id)
    source = origin[0] if origin else None
    present = version.number == found.published_number
    living = present and not permanent  # what a permanent address shows stays as it is
    site_url = work.settings.site_url
    carried = budget.carried(work, version)
    permalink = f"{site_url}{url_for('.dataset_version', name=found.name, number=version.number)}"
    return render_template(
        "dataset.html",
        words=budget_words,
        dataset=found,
        version=version,
        present=present,
        permanent=permanent,
        versions=datasets.versions(work, found),
        license=license_of(version.license_id),
        themes=[themes[name] for name in version.themes if name in themes],
        table_names={one.key: one.name for one in version.resources},
        quality=datasets.score(version),
        next_update=next_update(work, version, source) if living else None,
        permalink=permalink,
        bibtex=_bibtex(work, found, version, permalink),
        findings=findings,
        carried=carried,
        card=cards.of_dataset(found.organization.title, version, carried),
        finding_page=page,
        finding_pages=-(-findings.total // _FINDINGS),
        finding_choice=kind,
        origin=origin,
        trouble=harvest.trouble(work, source, found.id) if source and living else None,
        harvest_words=harvest_words,
        now=work.clock(),
        json_ld=schema_org.dataset(found, version, site_url),
        **_tables(work, found, version),
    )


def _tables(work: Work, found: Dataset, version: DatasetVersion) -> dict[str, object]:
    """What the page shows of its tables: the chosen one's first rows, and how programs read it."""
    site_url = work.settings.site_url
    tables = [one for one in version.resources if one.table_sha256]
    table = _chosen(tables)
    preview = _preview(work, table) if table else None
    return {
        "tables": tables,
        "table": table,
        "preview": preview,
        "preview_rows": written_rows(preview) if preview else [],
        "programs": programs.of_table(table, site_url) if table else [],
        "metadata_programs": programs.of_metadata(found, site_url),
        "without_table": [(one, why) for one in version.resources if (why := programs.why_no_table(one))],
    }


def _chosen(tables: Sequence[Resource]) -> Resource | None:
    """The table that the address asks for (`tabel`), else rather one with amounts: it says more."""
    asked = request.args.get("tabel", "")
    amounts = [one for one in tables if any(column.get("unit") for column in one.columns)]
    return next((one for one in tables if one.key == asked), None) or next(iter([*amounts, *tables]), None)


def _bibtex(work: Work, found: Dataset, version: DatasetVersion, permalink: str) -> str:
    title, site = full_title(version), work.settings.site_title
    return citation.bibtex(version, title, found.organization.title, site, permalink)


def _preview(work: Work, table: Resource) -> Page | None:
    """The first rows of a table, less columns empty in all of them; None when it cannot be read."""
    columns = [Column(**column) for column in table.columns]
    try:
        page = tabular.page(work.store.path(table.table_sha256), columns, Criteria(limit=_PREVIEWED))
    except LumbungError:
        return None
    return readable(page)

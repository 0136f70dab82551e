"""Pieces of pages for other sites: a table or a budget, with its source, without scripts and cookies."""

from flask import Response, make_response, render_template

from catalog import budget, tabular
from catalog.datasets import Dataset, Resource
from catalog.errors import NotFound
from catalog.tabular import Column, Criteria
from catalog.text import Message
from catalog.web import budget_words
from catalog.web.budget_tables import steps
from catalog.web.datasets import published
from catalog.web.downloads import answering_resource, versioned_resource
from catalog.web.request import request_work
from catalog.web.wording import written_rows
from catalog.work import Work

_ROWS = 10
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors *",
    )
)


def embed_resource(name: str, rid: str) -> Response:
    """The first rows of a table as it stands now."""
    with request_work() as work:
        published(work, name)
        return _table(work, *answering_resource(work, name, rid))


def embed_resource_version(name: str, number: int, rid: str) -> Response:
    """The first rows of a table as they stood in a numbered version."""
    with request_work() as work:
        published(work, name)
        return _table(work, *versioned_resource(work, name, number, rid))


def embed_budget_year(government: str, year: int) -> Response:
    """A government's year, rung by rung."""
    return _budget(government, year, "")


def embed_budget_agency(government: str, year: int, agency: str) -> Response:
    """An agency's year, rung by rung."""
    return _budget(government, year, agency)


def _table(work: Work, owner: Dataset, found: Resource) -> Response:
    if not found.table_sha256:
        raise NotFound(Message("Berkas %(name)s tidak punya tabel.", {"name": found.name or found.key}))
    columns = [Column(**column) for column in found.columns]
    page = tabular.page(work.store.path(found.table_sha256), columns, Criteria(limit=_ROWS))
    return _framed(
        render_template(
            "embed/table.html",
            dataset=owner,
            version=found.version,
            resource=found,
            heads=[_head(column) for column in columns],
            page=page,
            rows=written_rows(page),
        )
    )


def _head(column: Column) -> dict[str, object]:
    numeric = column.type in ("integer", "decimal")
    return {"label": column.title or column.name, "unit": column.unit, "numeric": numeric}


def _budget(government: str, year: int, agency: str) -> Response:
    with request_work() as work:
        ladder = budget.ladder(work, government, year, agency)
    rungs = steps(ladder, ladder.sections[0])
    return _framed(render_template("embed/budget.html", ladder=ladder, steps=rungs, words=budget_words))


def _framed(page: str) -> Response:
    """An answer that any site may show in a frame: the only ones that say so."""
    response = make_response(page)
    response.headers["Content-Security-Policy"] = _POLICY
    return response

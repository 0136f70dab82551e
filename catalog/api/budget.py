"""The budget for programs, below /api/v1/budget: model, members, facts, aggregate, findings, packages."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import orjson
from flask import Blueprint, Response, current_app, request

from catalog import accounts
from catalog import budget as fiscal
from catalog.api.errors import refusal
from catalog.errors import Invalid, Later, LumbungError
from catalog.text import LOCALES
from catalog.wire import fiscal as shapes
from catalog.wire import fiscal_findings as finding_shapes
from catalog.wire import fiscal_package, fiscal_params
from catalog.work import Instance, Work

MAX_FACTS = 1_000  # of one page
blueprint = Blueprint("budget", __name__, url_prefix="/api/v1/budget")

_PAGED = frozenset({"cut", "page", "pagesize"})


@blueprint.get("/model")
def model() -> Response:
    """The dimensions and measures, and which values are fixed."""
    fiscal_params.read(request.args, frozenset())
    return _json(shapes.model(_locale()))


@blueprint.get("/members/<dimension>", defaults={"form": ""})
@blueprint.get("/members/<dimension>.<any(csv, json):form>")
@blueprint.get("/members", defaults={"form": "", "dimension": ""})
def members(dimension: str, form: str) -> Response:
    """The members of a dimension, such as `account:2`, that the cuts leave."""
    asked = fiscal_params.read(request.args, _PAGED | {"dimension"})
    wanted = fiscal_params.dimension(dimension or request.args.get("dimension", ""))
    with _seen() as work:
        found = fiscal.members(work, wanted, asked.cuts, asked.offset, asked.page_size)
    if _csv(form):
        return _file(shapes.members_csv(found), f"anggota-{wanted.dimension}", found.selection.sample)
    return _json(shapes.members(found, asked, _site()))


@blueprint.get("/facts", defaults={"form": ""})
@blueprint.get("/facts.<any(csv, json):form>")
def facts(form: str) -> Response:
    """Budget lines that the cuts leave, in the order of their sources."""
    asked = fiscal_params.read(request.args, _PAGED)
    size = min(asked.page_size, MAX_FACTS)
    asked = replace(asked, page_size=size)
    with _seen() as work:
        found = fiscal.facts(work, asked.cuts, asked.offset, size)
    if _csv(form):
        return _file(shapes.facts_csv(found, _site()), "baris-anggaran", found.selection.sample)
    return _json(shapes.facts(found, asked, _site()))


@blueprint.get("/aggregate", defaults={"form": ""})
@blueprint.get("/aggregate.<any(csv, json):form>")
def aggregate(form: str) -> Response:
    """Sums by the dimensions of `drilldown`, of what the cuts leave; largest first without an `order`."""
    asked = fiscal_params.read(request.args, _PAGED | {"drilldown", "order", "aggregates"})
    with _seen() as work:
        found = fiscal.aggregate(
            work, asked.drilldown, asked.cuts, asked.order, asked.offset, asked.page_size
        )
    if _csv(form):
        return _file(shapes.cells_csv(found, asked), "anggaran", found.selection.sample)
    return _json(shapes.cells(found, asked, _site()))


@blueprint.get("/findings", defaults={"form": ""})
@blueprint.get("/findings.<any(csv, json):form>")
def findings(form: str) -> Response:
    """What checks found in what is published: of a `kind`, a `government`, a `year`, a `dataset`, or all."""
    asked = fiscal_params.read(
        request.args, frozenset({"kind", "government", "year", "dataset", "page", "pagesize"})
    )
    wanted = {name: request.args.get(name, "") for name in ("kind", "government", "dataset")}
    with _seen() as work:
        found = fiscal.open_findings(
            work,
            **wanted,
            year=fiscal_params.year(request.args.get("year", "")),
            offset=asked.offset,
            limit=asked.page_size,
        )
    if _csv(form):
        return _file(finding_shapes.as_csv(found), "temuan", sample=False)
    return _json(finding_shapes.as_object(found, asked, _site()))


@blueprint.get("/<budget_id>/datapackage.json")
def package(budget_id: str) -> Response:
    """The Fiscal Data Package of a budget version."""
    with _seen() as work:
        shape = fiscal_package.package(fiscal.version_table(work, budget_id), _site())
    return _json(shape)


@blueprint.errorhandler(LumbungError)
def _refused(error: LumbungError) -> Response:
    """What is wrong under the name of its parameter, and where to look."""
    status, told = refusal(error, _locale())
    content = {"status": "error", "success": False, "error": told, "help": f"{_site()}/api/v1/budget/model"}
    response = Response(orjson.dumps(content), 400 if isinstance(error, Invalid) else status, mimetype=_JSON)
    if isinstance(error, Later):
        response.headers["Retry-After"] = str(error.seconds)
    return response


_JSON = "application/json"


def _json(content: dict[str, object]) -> Response:
    response = Response(orjson.dumps(content), mimetype=_JSON)
    response.vary.add("Accept")
    return response


def _file(text: str, stem: str, sample: bool) -> Response:
    name = f"{'DATA-CONTOH-' if sample else ''}{stem}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    response = Response(text, mimetype="text/csv", headers=headers)
    response.vary.add("Accept")
    return response


def _csv(form: str) -> bool:
    """By the ending, else by what the client would rather have."""
    if form:
        return form == "csv"
    return request.accept_mimetypes.best_match([_JSON, "text/csv"], default=_JSON) == "text/csv"


@contextmanager
def _seen() -> Iterator[Work]:
    """A unit of work as whoever the token says."""
    instance: Instance = current_app.extensions["lumbung"]
    token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    with instance.work() as work:
        yield replace(work, actor=accounts.actor_for_token(work, token)) if token else work


def _site() -> str:
    instance: Instance = current_app.extensions["lumbung"]
    return instance.settings.site_url


def _locale() -> str:
    return request.accept_languages.best_match(LOCALES, default="id")

"""The data center's addresses: paged e-planning, e-budgeting tables, files, and faults on request."""

import re
from collections.abc import Iterable

from flask import Blueprint, Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from catalog.demo.content import FORMATS, KINDS, STAGES, Content, Source, content_of, to_json
from catalog.demo.faults import ERROR_PAGE, FAULTS, degrade, drip, kept
from catalog.errors import BadQuery, LumbungError, NotFound
from catalog.text import Message

PER_PAGE, MAX_PER_PAGE = 100, 5000
_SOURCE, _FAULT = "DATACENTER_SOURCE", "DATACENTER_FAULT"

routes = Blueprint("datacenter", __name__)


def create_datacenter(source: Source, fault: str | None = None) -> Flask:
    """The WSGI application over a source, broken from the start when a fault is named (one of FAULTS)."""
    app = Flask("catalog.demo", static_folder=None)
    app.config[_SOURCE] = source
    app.config[_FAULT] = _known_fault(fault or "none")
    app.register_blueprint(routes)
    app.register_error_handler(LumbungError, _refusal)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(FileNotFoundError, _gone)
    app.url_map.merge_slashes = False  # a path with two slashes is another path, not one to redirect
    return app


@routes.before_app_request
def _break_down() -> Response | None:
    """The faults that answer every address alike, except the one that switches them off."""
    if request.path.startswith("/_fault/"):
        return None
    fault = current_app.config[_FAULT]
    if fault == "http500":
        return _json({"error": "Kesalahan di server data center.", "status": 500}, 500)
    return Response(ERROR_PAGE, mimetype="text/html") if fault == "html" else None


@routes.get("/")
def index() -> Response:
    """What there is to ask for."""
    addresses = [f"/eplanning/{kind}" for kind in KINDS] + [f"/ebudgeting/{stage}" for stage in STAGES]
    return _json({"nama": _source().title, "alamat": [*addresses, "/files/<path>"]})


@routes.get("/eplanning/<kind>")
def eplanning(kind: str) -> Response:
    """A page of records, counted from 1."""
    _require_known(kind, KINDS)
    tahun = _number("tahun", None, 9999)
    page = _number("page", 1, 10**9) or 1
    per_page = _number("per_page", PER_PAGE, MAX_PER_PAGE) or PER_PAGE
    records = _source().records(kind, tahun)
    left = kept(current_app.config[_FAULT], len(records.texts))
    if left < len(records.texts):
        records = records.first(left)
    return _answer(records.page(page, per_page))


@routes.get("/ebudgeting/<stage>")
def ebudgeting(stage: str) -> Response:
    """The whole table of a year and stage."""
    _require_known(stage, STAGES)
    form = request.args.get("format") or None
    if form is not None and form not in FORMATS:
        raise BadQuery(
            Message(
                "Format “%(form)s” tidak dikenal. Pilih salah satu: %(known)s.",
                {"form": form[:40], "known": ", ".join(FORMATS)},
            )
        )
    return _answer(_fewer(_source().table(stage, _number("tahun", None, 9999), form)))


@routes.get("/files/<path:path>")
def files(path: str) -> Response:
    """A file as it stands."""
    return _answer(_fewer(_source().file(path)))


@routes.post("/_fault/<name>")
def switch_fault(name: str) -> Response:
    """Break the data center from now on, or mend it with `none`."""
    current_app.config[_FAULT] = _known_fault(name)
    return _json({"fault": name})


def _source() -> Source:
    source: Source = current_app.config[_SOURCE]
    return source


def _answer(content: Content) -> Response:
    """The content, or 304 when the client has it; a faulty server never says 304."""
    fault = current_app.config[_FAULT]
    answer = Response(content_type=content.media_type)  # no charset: a file keeps its own
    answer.set_etag(content.etag)
    answer.last_modified = content.modified
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers.set("Content-Disposition", "inline", filename=content.filename)
    if fault == "none" and answer.make_conditional(request).status_code == 304:
        return answer
    if request.method != "HEAD":
        answer.response = _body(content.read(), fault)
    answer.headers["Content-Length"] = str(content.length)
    return answer


def _body(body: bytes, fault: str) -> Iterable[bytes]:
    if fault == "cut":
        return [body[: len(body) // 2]]
    return drip(body) if fault == "slow" else [body]


def _fewer(content: Content) -> Content:
    fault = current_app.config[_FAULT]
    if fault not in ("empty", "shrunken"):
        return content
    return content_of(degrade(content.read(), content.filename, fault), content.filename, content.modified)


def _number(name: str, default: int | None, limit: int) -> int | None:
    text = request.args.get(name, "").strip()
    if not text:
        return default
    if not re.fullmatch(r"[0-9]{1,12}", text) or not 1 <= int(text) <= limit:
        raise BadQuery(
            Message(
                "Parameter %(name)s harus bilangan bulat antara 1 dan %(limit)s, bukan “%(text)s”.",
                {"name": name, "limit": limit, "text": text[:40]},
            )
        )
    return int(text)


def _require_known(name: str, known: tuple[str, ...]) -> None:
    if name not in known:
        raise NotFound(
            Message(
                "Alamat “%(name)s” tidak ada di sini. Yang ada: %(known)s.",
                {"name": name[:40], "known": ", ".join(known)},
            )
        )


def _known_fault(name: str) -> str:
    _require_known(name, FAULTS)
    return name


def _json(value: object, status: int = 200) -> Response:
    return Response(to_json(value) + b"\n", status, mimetype="application/json")


def _refusal(error: LumbungError) -> Response:
    status = 404 if isinstance(error, NotFound) else 400 if isinstance(error, BadQuery) else 500
    return _json({"error": str(error.message), "status": status}, status)


def _gone(_error: FileNotFoundError) -> Response:
    return _json({"error": "Berkas untuk alamat ini tidak ada lagi.", "status": 404}, 404)


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    text = "Alamat ini tidak ada." if status == 404 else f"Permintaan ini tidak dapat dijawab ({error.name})."
    return _json({"error": text, "status": status}, status)

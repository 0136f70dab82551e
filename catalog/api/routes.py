"""The addresses below /api: actions, version probes, and an envelope for everything else."""

import logging
import secrets
from dataclasses import replace
from urllib.parse import quote

import orjson
from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from catalog import accounts, datasets
from catalog.api import writing
from catalog.api.actions import ACTIONS
from catalog.api.errors import Answer, BadRequest, crash, refusal, status_refusal
from catalog.api.loading import loading_answer
from catalog.api.obligations import obligation_list
from catalog.api.parameters import read_parameters
from catalog.errors import Later, LumbungError, NotFound
from catalog.text import LOCALES, Message
from catalog.wire.reading import load
from catalog.work import Instance, Work

log = logging.getLogger(__name__)
blueprint = Blueprint("api", __name__)

_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]  # all reach us, so that all get an envelope
_ALLOWED = ["GET", "HEAD", "POST", "OPTIONS"]


@blueprint.route("/api/action/<name>", methods=_METHODS, provide_automatic_options=False)
@blueprint.route("/api/3/action/<name>", methods=_METHODS, provide_automatic_options=False)
def action(name: str) -> Response:
    """Answer an action in CKAN's envelope."""
    if request.method == "OPTIONS":
        return Response(headers={"Allow": ", ".join(_ALLOWED)})
    if request.method not in _ALLOWED:
        raise MethodNotAllowed(_ALLOWED)
    if name not in ACTIONS:
        raise BadRequest(Message("Aksi %(name)s tidak ada.", {"name": name}))
    instance: Instance = current_app.extensions["lumbung"]
    chosen = ACTIONS[name]
    given = writing.read(instance, request, _token()) if chosen.writes else read_parameters(request)
    wanted = load(chosen.takes, given)
    with instance.work(writing=chosen.writes) as work:
        result = chosen.answer(_as_asker(work), wanted)
    return _envelope(200, {"help": _help_address(name), "success": True, "result": result})


@blueprint.route("/api", strict_slashes=False)
@blueprint.route("/api/<int:version>", strict_slashes=False)
def version(version: int = 1) -> Response:
    """Which versions of the API there are; clients probe this to know a CKAN."""
    if version not in (1, 2, 3):
        raise NotFound(Message("Versi API %(version)s tidak ada.", {"version": version}))
    return _envelope(200, {"version": version})


blueprint.add_url_rule("/api/v1/obligations", view_func=obligation_list)


@blueprint.route("/api/v1/resource/<resource_id>/loading")
def loading(resource_id: str) -> Response:
    """How a resource becomes a table."""
    instance: Instance = current_app.extensions["lumbung"]
    with instance.work() as work:
        return loading_answer(_as_asker(work), resource_id)


@blueprint.route("/api/v1/resource/<resource_id>/loading/<any(retry, cancel):deed>", methods=["POST"])
def steer_loading(resource_id: str, deed: str) -> Response:
    """Retry what failed or was cancelled, or cancel what waits or runs; gives how it stands then."""
    instance: Instance = current_app.extensions["lumbung"]
    writing.read(instance, request, _token())
    with instance.work(writing=True) as work:
        asker = _as_asker(work)
        (datasets.retry_loading if deed == "retry" else datasets.cancel_loading)(asker, resource_id)
        work.session.expire_all()
        return loading_answer(asker, resource_id)


@blueprint.route("/api/<path:rest>", methods=_METHODS, provide_automatic_options=False)
def nothing(rest: str) -> Response:
    """Refuse every other address below /api."""
    raise NotFound(Message("Alamat API /%(rest)s tidak ada.", {"rest": rest}))


@blueprint.errorhandler(LumbungError)
def _refused(error: LumbungError) -> Response:
    response = _failure(refusal(error, _locale()))
    if isinstance(error, Later):
        response.headers["Retry-After"] = str(error.seconds)
    return response


@blueprint.errorhandler(HTTPException)
def _http_refused(error: HTTPException) -> Response:
    response = _failure(status_refusal(error.code or 500, _locale()))
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(_ALLOWED)
    return response


@blueprint.errorhandler(Exception)
def _crashed(error: Exception) -> Response:
    trace = secrets.token_hex(4)
    log.error("trace %s: %s %s", trace, request.method, request.path, exc_info=error)
    return _failure(crash(trace, _locale()))


@blueprint.after_request
def _say_who_may_read(response: Response) -> Response:
    """Any page may read the API, with whatever headers it sends: no cookie is ever looked at."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
    asked = request.headers.get("Access-Control-Request-Headers")
    response.headers["Access-Control-Allow-Headers"] = asked or "Authorization, Content-Type"
    response.headers["Access-Control-Max-Age"] = "86400"
    visible = "private" if _token() else "public"
    response.headers["Cache-Control"] = f"{visible}, max-age=0, must-revalidate"
    response.vary.update(
        ("Authorization", "X-CKAN-API-Key", "Accept-Language", "Access-Control-Request-Headers")
    )
    return response


def _failure(answer: Answer) -> Response:
    status, error = answer
    name = (request.view_args or {}).get("name", "")
    return _envelope(status, {"help": _help_address(name), "error": error, "success": False})


def _envelope(status: int, content: dict[str, object]) -> Response:
    return Response(orjson.dumps(content), status, content_type="application/json;charset=utf-8")


def _help_address(name: str) -> str:
    instance: Instance = current_app.extensions["lumbung"]
    return f"{instance.settings.site_url}/api/3/action/help_show?name={quote(name)}"


def _as_asker(work: Work) -> Work:
    token = _token()
    return replace(work, actor=accounts.actor_for_token(work, token)) if token else work


def _token() -> str:
    """The API token, raw or after Bearer, in either header that CKAN's clients use."""
    given = request.headers.get("Authorization") or request.headers.get("X-CKAN-API-Key") or ""
    return given.removeprefix("Bearer ").strip()


def _locale() -> str:
    return request.accept_languages.best_match(LOCALES, default="id")

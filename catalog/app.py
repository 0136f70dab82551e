"""create_app(): the one place where settings, ports, API and pages are joined."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

from catalog.api import init_api
from catalog.paths import TEMPLATES
from catalog.settings import Settings
from catalog.web import init_web
from catalog.work import Instance, open_instance


def create_app(settings: Settings, instance: Instance | None = None) -> Flask:
    """The WSGI application of an instance; `instance` hands in one that is already open."""
    app = Flask("catalog", template_folder=str(TEMPLATES), static_folder=None)
    app.secret_key = settings.secret_key
    app.config["MAX_CONTENT_LENGTH"] = settings.max_request_bytes
    app.config["PREFERRED_URL_SCHEME"] = settings.site_url.partition(":")[0]
    app.extensions["lumbung"] = instance or open_instance(settings)
    init_api(app)
    init_web(app)
    app.wsgi_app = _deaf_to_hosts(app.wsgi_app)  # type: ignore[assignment,method-assign]  # how Flask is wrapped
    return app


def _deaf_to_hosts(application: WSGIApplication) -> WSGIApplication:
    """What a client calls this site decides nothing: links come from `site_url`, odd names break nothing."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ.pop("HTTP_HOST", None)
        return application(environ, start_response)

    return answer

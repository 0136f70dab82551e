"""The site under a production WSGI server."""

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from catalog.app import create_app
from catalog.cli.patience import PatientWorker
from catalog.settings import Settings


class Site(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn with threads: files go out by one sendfile; workers share the loaded application."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Settings of the server; nothing is read from its own files or environment."""
        values: dict[str, Any] = {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "workers": self.settings.workers,
            "threads": self.settings.threads,
            "worker_class": PatientWorker,
            "preload_app": True,
            "post_fork": _after_fork,
            "graceful_timeout": 5,
            "max_requests": 20_000,
            "max_requests_jitter": 2_000,
            "loglevel": "warning",
            "control_socket_disable": True,
            # no header of a request says where the application is or how it was reached: settings do
            "forwarder_headers": "",
            "secure_scheme_headers": {},
        }
        for name, value in values.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application."""
        return create_app(self.settings)


def _after_fork(_arbiter: object, worker: Any) -> None:
    # a database connection must not be used by two processes
    worker.app.wsgi().extensions["lumbung"].engine.dispose(close=False)

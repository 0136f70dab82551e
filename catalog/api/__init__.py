"""CKAN's action API: wire reads what is asked and shapes what is answered, the rooms below do the work."""

from flask import Flask

from catalog.api import budget
from catalog.api.routes import blueprint

__all__ = ["init_api"]

blueprint.register_blueprint(budget.blueprint)


def init_api(app: Flask) -> None:
    """Answer everything below /api; `app.extensions["lumbung"]` has to be the opened work.Instance."""
    app.register_blueprint(blueprint)

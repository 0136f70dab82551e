"""The pages, in two languages. `init_web(app)` gives a Flask application everything that they need."""

from catalog.web.assets import AssetsMissing
from catalog.web.setup import init_web

__all__ = ["AssetsMissing", "init_web"]

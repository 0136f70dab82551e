"""The themes (CKAN's groups) and their datasets."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from catalog import datasets
from catalog.datasets import Criteria
from catalog.errors import NotFound
from catalog.text import Message
from catalog.web.request import request_work, words_asked
from catalog.web.search import ROWS, find_page
from catalog.web.wording import theme_title


def themes() -> str:
    """All themes with how many datasets each has."""
    with request_work() as work:
        counted = datasets.find(work, Criteria(limit=0, facets=("theme",), facet_limit=-1))
        counts = dict(counted.facets["theme"])
        listed = sorted(datasets.themes(work), key=theme_title)
        return render_template("themes.html", themes=[(one, counts.get(one.name, 0)) for one in listed])


def theme(name: str) -> ResponseReturnValue:
    """One theme and its datasets, newest first."""
    with request_work() as work:
        found = next((one for one in datasets.themes(work) if name in (one.name, one.id)), None)
        if found is None:
            raise NotFound(Message("Tema %(name)s tidak ditemukan.", {"name": name}))
        if name != found.name:
            return redirect(url_for(".theme", name=found.name))
        words = words_asked()
        sort = "relevance" if words else "modified"
        listed, page = find_page(work, words, {"theme": [found.name]}, sort, [])
        return render_template(
            "theme.html", theme=found, found=listed, words=words, page=page, pages=-(-listed.total // ROWS)
        )

"""The organizations: who publishes what, how much, and how fresh."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from catalog import datasets
from catalog import organizations as rules
from catalog.datasets import Criteria
from catalog.web.request import request_work, words_asked
from catalog.web.search import ROWS, find_page


def organizations() -> str:
    """All organizations, those that publish first."""
    with request_work() as work:
        counts = datasets.counts_by_organization(work)
        everyone = rules.listing(work)
        return render_template(
            "organizations.html",
            publishing=[(one, counts[one.id]) for one in everyone if one.id in counts],
            silent=[one for one in everyone if one.id not in counts],
        )


def organization(name: str) -> ResponseReturnValue:
    """One organization: its names, and its datasets, newest first."""
    with request_work() as work:
        found = rules.get(work, name)
        if name != found.name:
            return redirect(url_for(".organization", name=found.name))
        words = words_asked()
        only = {"organization": [found.name]}
        newest = datasets.find(work, Criteria(filters=only, sort="modified", limit=1, facets=("year",)))
        listed, page = find_page(work, words, only, "relevance" if words else "modified", [])
        return render_template(
            "organization.html",
            organization=found,
            total=newest.total,
            newest=newest.datasets[0].published if newest.datasets else None,
            years=sorted(int(year) for year, _count in newest.facets["year"] if year.isdecimal()),
            found=listed,
            words=words,
            page=page,
            pages=-(-listed.total // ROWS),
        )

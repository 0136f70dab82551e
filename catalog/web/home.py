"""The front page."""

from flask import render_template

from catalog import budget, datasets, obligations, organizations
from catalog.budget import Overview
from catalog.datasets import Criteria
from catalog.web import budget_words, cards
from catalog.web.budget_glance import year_at_a_glance
from catalog.web.request import request_work
from catalog.work import Work

_NEWEST = 5
_PUBLISHERS = 8


def home() -> str:
    """What there is, what is new, the year's figures, and the search."""
    with request_work() as work:
        newest = Criteria(sort="modified", limit=_NEWEST, facets=("theme", "organization"), facet_limit=-1)
        found = datasets.find(work, newest)
        publishers = found.facets["organization"]
        titles = organizations.by_title(work, [name for name, _count in publishers[:_PUBLISHERS]])
        counts = dict(found.facets["theme"])
        figures = newest_figures(work)
        steps = year_at_a_glance(figures) if figures else []
        today = obligations.today(work)
        board = obligations.board(obligations.facts(work, today.year), today, obligations.TPAD)
        return render_template(
            "home.html",
            board=board,
            score=obligations.score(board),
            duties=obligations.summary(board.cells),
            figures=figures,
            steps=steps,
            card=cards.of_site(work.settings, figures, steps, found.total),
            budget_words=budget_words,
            found=found,
            themes=[(one, counts[one.name]) for one in datasets.themes(work) if one.name in counts],
            publishers=[(name, titles.get(name, name), count) for name, count in publishers[:_PUBLISHERS]],
            publisher_count=len(publishers),
            theme_count=len(counts),
        )


def newest_figures(work: Work) -> Overview | None:
    """The newest budget year of the government whose portal this is, once there is one."""
    own = work.settings.government
    years = next((one.sample for one in budget.governments(work) if one.government.key == own), {})
    return budget.overview(work, own, max(years)) if years else None

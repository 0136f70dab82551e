"""The organizations: who publishes what, how much, and how fresh."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from catalog import budget, datasets, obligations
from catalog import organizations as rules
from catalog.access import Action, may
from catalog.budget import Ladder
from catalog.datasets import Criteria
from catalog.obligations import Summary
from catalog.organizations import Organization
from catalog.web import budget_words, cards
from catalog.web.budget_glance import agency_at_a_glance
from catalog.web.budget_tables import Step
from catalog.web.formats import WIB
from catalog.web.request import request_work, words_asked
from catalog.web.search import ROWS, find_page
from catalog.work import Work


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
    """One organization: how fresh it publishes, its budget, its names, and its datasets, newest first."""
    with request_work() as work:
        found = rules.get(work, name)
        if name != found.name:
            return redirect(url_for(".organization", name=found.name))
        words = words_asked()
        only = {"organization": [found.name]}
        counted = datasets.find(work, Criteria(filters=only, limit=0, facets=("year",)))
        listed, page = find_page(work, words, only, "relevance" if words else "modified", [])
        own_budget = _budget(work, found)
        publishing = datasets.publishing(work, found.id, work.clock().astimezone(WIB).date())
        return render_template(
            "organization.html",
            organization=found,
            manages_members=may(work.actor, Action.MANAGE_MEMBERS, found.id),
            publishing=publishing,
            duties=_duties(work, found),
            card=cards.of_organization(found, publishing),
            budget=own_budget[0] if own_budget else None,
            steps=own_budget[1] if own_budget else [],
            budget_words=budget_words,
            years=sorted(int(year) for year, _count in counted.facets["year"] if year.isdecimal()),
            found=listed,
            words=words,
            page=page,
            pages=-(-listed.total // ROWS),
        )


def _duties(work: Work, organization: Organization) -> tuple[int, Summary] | None:
    """How this year's documents of an organization stand today; None where it owes none."""
    board = obligations.board(obligations.facts(work, obligations.today(work).year), obligations.today(work))
    cells = board.of(organization.id)
    return (board.year, obligations.summary(cells)) if cells else None


def _budget(work: Work, organization: Organization) -> tuple[Ladder, list[Step]] | None:
    """The newest year of the portal's own government, and the organization's row in it, if it has one."""
    own = next((o for o in budget.governments(work) if o.government.key == work.settings.government), None)
    if own is None:
        return None
    ladder = budget.ladder(work, own.government.key, max(own.sample))
    rows = ladder.sections[0].rows if ladder.sections else ()
    row = next((one for one in rows if one.organization == organization.name), None)
    return (ladder, agency_at_a_glance(ladder, row)) if row else None

"""The pictures of shared pages: their addresses, and each one drawn when somebody asks for it."""

import hashlib

from flask import Flask, Response, current_app, request, url_for

from catalog import budget, datasets, organizations
from catalog.datasets import Criteria
from catalog.errors import NotFound
from catalog.text import Message
from catalog.web import cards
from catalog.web.budget_glance import year_at_a_glance
from catalog.web.budget_tables import steps
from catalog.web.cards import Card
from catalog.web.datasets import published
from catalog.web.downloads import published_resource, versioned_resource
from catalog.web.formats import WIB
from catalog.web.home import newest_figures
from catalog.web.pictures import draw
from catalog.web.request import request_work
from catalog.work import Instance


def register(app: Flask) -> None:
    """Offer `picture_address` to templates."""
    app.jinja_env.globals["picture_address"] = picture_address


def picture_address(card: Card | None, shape: str) -> str:
    """Where the picture of the present page is; of a page without a card, that of the front page.

    The address changes with what the card says, so that nobody keeps an old figure.
    """
    endpoint = (request.endpoint or "").rpartition(".")[2]
    if not card:
        return url_for(".card_home", shape=shape)
    return url_for(f".card_{endpoint}", shape=shape, **(request.view_args or {}), v=_digest(card)[:8])


def card_home(shape: str) -> Response:
    """The picture of the front page."""
    with request_work() as work:
        figures = newest_figures(work)
        total = datasets.find(work, Criteria(limit=0)).total
        glance = year_at_a_glance(figures) if figures else []
        return _picture(cards.of_site(work.settings, figures, glance, total), shape)


def card_dataset(shape: str, name: str) -> Response:
    """The picture of a dataset as it stands now."""
    with request_work() as work:
        found, version = published(work, name)
        carried = budget.carried(work, version)
        return _picture(cards.of_dataset(found.organization.title, version, carried), shape)


def card_dataset_version(shape: str, name: str, number: int) -> Response:
    """The picture of a numbered version."""
    with request_work() as work:
        found, _present = published(work, name)
        version = datasets.version(work, found, number)
        carried = budget.carried(work, version)
        return _picture(cards.of_dataset(found.organization.title, version, carried), shape)


def card_resource(shape: str, name: str, rid: str) -> Response:
    """The picture of a resource of the present version."""
    with request_work() as work:
        published(work, name)
        owner, found = published_resource(work, name, rid)
        return _picture(cards.of_resource(owner.organization.title, found.version, found), shape)


def card_resource_version(shape: str, name: str, number: int, rid: str) -> Response:
    """The picture of a resource as it stood in a numbered version."""
    with request_work() as work:
        published(work, name)
        owner, found = versioned_resource(work, name, number, rid)
        return _picture(cards.of_resource(owner.organization.title, found.version, found), shape)


def card_organization(shape: str, name: str) -> Response:
    """The picture of an organization."""
    with request_work() as work:
        found = organizations.get(work, name)
        publishing = datasets.publishing(work, found.id, work.clock().astimezone(WIB).date())
        return _picture(cards.of_organization(found, publishing), shape)


def card_budget_year(shape: str, government: str, year: int) -> Response:
    """The picture of a government's year."""
    return _budget(shape, government, year, "")


def card_budget_agency(shape: str, government: str, year: int, agency: str) -> Response:
    """The picture of an agency's year."""
    return _budget(shape, government, year, agency)


def _budget(shape: str, government: str, year: int, agency: str) -> Response:
    with request_work() as work:
        ladder = budget.ladder(work, government, year, agency)
        card = cards.of_ladder(ladder, steps(ladder, ladder.sections[0]))
    if not card:
        raise NotFound(Message("Tidak ada angka untuk digambar."))
    return _picture(card, shape)


def _picture(card: Card, shape: str) -> Response:
    instance: Instance = current_app.extensions["lumbung"]
    response = Response(mimetype="image/png")
    response.set_etag(_digest(card) + shape)
    response.cache_control.no_cache = True  # once withdrawn, it is shown no more
    response.vary.add("Authorization")
    response.make_conditional(request)
    if response.status_code == 200:
        response.set_data(draw(card, shape, instance.settings.site_title))
    return response


def _digest(card: Card) -> str:
    return hashlib.sha256(repr(card).encode()).hexdigest()[:32]

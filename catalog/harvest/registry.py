"""The kinds of sources: found by entry point, or registered by a program that brings its own."""

import logging
from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points

from catalog.errors import Invalid
from catalog.harvest.records import Harvester
from catalog.text import Message

GROUP = "lumbung.harvesters"
_registered: dict[str, Harvester] = {}
log = logging.getLogger(__name__)


def register(harvester: Harvester) -> None:
    """Offer a kind of source in this process."""
    _registered[harvester.kind] = harvester


def kinds() -> Mapping[str, Harvester]:
    """Every kind of source by its name."""
    _find_installed()
    return dict(sorted(_registered.items()))


def harvester_of(kind: str) -> Harvester:
    """The harvester of a kind; raises Invalid naming the kinds that there are."""
    known = kinds()
    if kind not in known:
        raise Invalid(
            {
                "kind": [
                    Message(
                        "Jenis sumber %(kind)s tidak dikenal. Yang ada: %(kinds)s.",
                        {"kind": kind or "(kosong)", "kinds": ", ".join(known)},
                    )
                ]
            }
        )
    return known[kind]


@cache
def _find_installed() -> None:
    for point in entry_points(group=GROUP):
        try:
            register(point.load())
        except Exception:  # a broken package of somebody else's must not take the other kinds with it
            log.exception("harvester %s cannot be loaded", point.value)

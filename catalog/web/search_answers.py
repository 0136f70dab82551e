"""What a search answers by itself, before any dataset: the budget of a government that the words name."""

import re

from catalog import budget
from catalog.budget import GovernmentYears
from catalog.work import Work

_WORD = re.compile(r"\w+")
_YEAR = re.compile(r"(?:19|20)\d\d")
# Words of a government's name that name none by themselves, and what they are short for.
_KINDS = {
    "kab": "kabupaten",
    "kabupaten": "kabupaten",
    "kota": "kota",
    "prov": "provinsi",
    "provinsi": "provinsi",
    "pemprov": "provinsi",
}
_MOST = 4  # governments
_YEARS = 4  # of each, unless the words name one


def governments_named(work: Work, words: str) -> list[GovernmentYears]:
    """Governments whose whole name is among the words, of the kind and year that they name, if any."""
    asked = set(_words(words))
    kinds = {_KINDS[word] for word in asked if word in _KINDS}
    years = {int(word) for word in asked if _YEAR.fullmatch(word)}
    if not asked:
        return []
    found = []
    for one in budget.governments(work):
        name = _words(one.government.name)
        own = {word for word in name if word not in _KINDS}
        kind = next((_KINDS[word] for word in name if word in _KINDS), "")
        if own and own <= asked and (not kinds or kind in kinds):
            fitting = {year: sample for year, sample in one.sample.items() if year in years}
            shown = fitting if years else dict(list(one.sample.items())[:_YEARS])
            if shown:
                found.append(GovernmentYears(one.government, shown))
    return found[:_MOST]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())

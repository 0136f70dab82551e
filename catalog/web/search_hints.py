"""What a search without results could become: the same with one filter or word less, if that finds some."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from catalog import datasets
from catalog.datasets import Criteria
from catalog.text import Message
from catalog.web.links import here_with
from catalog.work import Work

_MOST = 5  # hints
_WORDS = 6  # of a longer question, leaving out one helps little


@dataclass(frozen=True)
class Hint:
    """A search near to the one that found nothing; `count` datasets would be found at `href`."""

    text: Message
    count: int
    href: str


def hints(
    work: Work,
    words: str,
    chosen: Mapping[str, list[str]],
    fields: Mapping[str, str],
    titles: Mapping[str, Message],
) -> list[Hint]:
    """Searches with one thing less that do find; all three mappings are by parameter of the address."""
    found = []
    for text, fewer, kept in _looser(words, chosen, titles):
        filters = {fields[name]: values for name, values in kept.items() if values}
        count = datasets.find(work, Criteria(fewer, filters, limit=0)).total
        if count:
            pairs = [(name, value) for name, values in kept.items() for value in values]
            found.append(Hint(text, count, here_with([("q", fewer), *pairs] if fewer else pairs)))
    return found[:_MOST]


def _looser(
    words: str, chosen: Mapping[str, list[str]], titles: Mapping[str, Message]
) -> Iterator[tuple[Message, str, dict[str, list[str]]]]:
    active = [name for name, values in chosen.items() if values]
    for name in active:
        text = Message("Lepas saringan %(name)s", {"name": titles[name]})
        yield text, words, {other: values for other, values in chosen.items() if other != name}
    parts = words.split()
    if 1 < len(parts) <= _WORDS:
        for place, word in enumerate(parts):
            fewer = " ".join(parts[:place] + parts[place + 1 :])
            yield Message("Tanpa kata “%(word)s”", {"word": word}), fewer, dict(chosen)
    if len(active) > 1:
        yield Message("Lepas semua saringan"), words, {}

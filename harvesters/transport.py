"""Getting a dataset's responses, and telling afterwards which of them a table is made from."""

import json
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from catalog.errors import Unreadable
from catalog.harvest import Fetch, Raw
from catalog.harvest.spec import TableSpec
from catalog.tabular.read import ReadOptions, read_table
from catalog.text import Message
from harvesters.offers import Offer

MAX_PAGES = 10_000


def fetch_all(offer: Offer, fetch: Fetch) -> list[Raw]:
    """Every response of a dataset, each address once, in the order of the tables."""
    raws: dict[str, Raw] = {}
    for table in offer.dataset.tables:
        for address in _addresses(offer, table):
            if address not in raws:
                raws[address] = fetch(address)
        if table.format == "json-pages":
            first = raws[_page_address(offer, table, 1)]
            for number in range(2, page_count(table, first) + 1):
                address = _page_address(offer, table, number)
                raws[address] = raws.get(address) or fetch(address)
    return list(raws.values())


def raws_of(offer: Offer, table: TableSpec, raws: Sequence[Raw]) -> list[Raw]:
    """The responses that a table is made from, in order."""
    by_address = {raw.address: raw for raw in raws}
    if table.format == "json-pages":
        first = by_address[_page_address(offer, table, 1)]
        pages = range(1, page_count(table, first) + 1)
        return [by_address[_page_address(offer, table, number)] for number in pages]
    pattern = offer.address(table)
    return (
        [raw for raw in raws if fnmatchcase(raw.address, pattern)]
        if "*" in pattern
        else [by_address[pattern]]
    )


def page_count(table: TableSpec, first: Raw) -> int:
    """How many pages there are, as the first one tells."""
    total, per_page = declared(table, first)
    pages = max(1, -(-total // per_page))
    if pages > MAX_PAGES:
        raise Unreadable(
            Message(
                "Sumber menyebut %(pages)s halaman; paling banyak %(limit)s.",
                {"pages": pages, "limit": MAX_PAGES},
            )
        )
    return pages


def declared(table: TableSpec, first: Raw) -> tuple[int, int]:
    """The `total` of records and the records `per_page` that a paged answer tells."""
    return _declared(first.path, table.records)


@lru_cache(maxsize=64)  # asked at every step of a run; what is at a path of the store never changes
def _declared(path: Path, records: str) -> tuple[int, int]:
    read_table(path, ReadOptions("json", records=records))  # says what is wrong with wrong bytes
    content = json.loads(path.read_bytes())
    total, per_page = content.get("total"), content.get("per_page")
    if type(total) is not int or type(per_page) is not int or total < 0 or per_page < 1:
        raise Unreadable(Message("Halaman pertama tidak menyebut total dan per_page dengan benar."))
    return total, per_page


def _addresses(offer: Offer, table: TableSpec) -> Iterator[str]:
    """The addresses that are known before anything is fetched."""
    address = offer.address(table)
    if table.format == "json-pages":
        yield _page_address(offer, table, 1)
    elif "*" in address:
        yield from _files(offer, table)
    else:
        yield address


def _page_address(offer: Offer, table: TableSpec, number: int) -> str:
    return offer.address(table).replace("{page}", str(number))


def _files(offer: Offer, table: TableSpec) -> Iterator[str]:
    folder = Path(unquote(urlsplit(offer.spec.url).path))
    found = sorted(folder.glob(offer.fill(table.address).lstrip("/")))
    if not found:
        raise Unreadable(
            Message("Tidak ada berkas %(pattern)s di folder sumber.", {"pattern": offer.fill(table.address)})
        )
    for path in found:
        yield f"{offer.spec.url}/{quote(path.relative_to(folder).as_posix())}"

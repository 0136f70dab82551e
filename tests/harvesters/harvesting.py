"""A harvest without the engine: responses archived in a file store, tables stored, checks run."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import urllib3

from catalog.budget import Finding
from catalog.errors import Refused
from catalog.harvest.records import Raw, Record
from catalog.harvest.spec import Spec
from catalog.harvest.spec_text import parse_spec
from catalog.storage import FileStore
from catalog.tabular import ask, load
from catalog.text import Message
from harvesters import ebudgeting, eplanning

KINDS = {"ebudgeting": ebudgeting.harvester, "eplanning": eplanning.harvester}
SPECS = Path(__file__).parents[1] / "specs"


@dataclass(frozen=True)
class Harvested:
    """A record with its tables stored, what the checks found, and the responses."""

    record: Record
    tables: Mapping[str, Path]
    findings: list[Finding]
    raws: list[Raw]

    def rows(self, table: str, columns: str, where: str = "true") -> list[tuple[Any, ...]]:
        """Columns of a stored table, in its order."""
        return ask(f'SELECT {columns} FROM "{table}" WHERE {where} ORDER BY _id', self.tables)

    def total(self, table: str, column: str, where: str = "true") -> Decimal:
        """The exact sum of a column."""
        return Decimal(str(ask(f'SELECT sum("{column}") FROM "{table}" WHERE {where}', self.tables)[0][0]))

    def found(self, kind: str, table: str) -> list[Finding]:
        """The findings of a kind in a table."""
        return [one for one in self.findings if (one.kind, one.table) == (kind, table)]


def real_spec(name: str, kind: str, url: str) -> Spec:
    """A spec of the tests, with the address at which its source is this time."""
    text = (SPECS / f"{name}.toml").read_text(encoding="utf-8")
    return replace(parse_spec(text, KINDS[kind].default_spec), url=url)


def harvest(spec: Spec, folder: Path) -> dict[str, Harvested]:
    """Every dataset of a spec, gathered, fetched, read, stored and checked."""
    store = FileStore(folder)
    harvester = KINDS[spec.kind]
    found = {}
    for planned in harvester.gather(spec):
        raws = harvester.fetch(spec, planned, partial(archive, store, set()))
        record = harvester.read(spec, planned, raws)
        tables = {
            table.key: store.path(load(store, table.columns, table.rows).sha256) for table in record.tables
        }
        found[planned.remote_id] = Harvested(record, tables, record.inspect(tables), raws)
    return found


def archive(store: FileStore, asked: set[str], address: str) -> Raw:
    """The bytes at an address, stored; a harvester asks for each address once."""
    assert address not in asked
    asked.add(address)
    if address.startswith("file:"):
        body, media_type = Path(unquote(urlsplit(address).path)).read_bytes(), ""
    else:
        answer = urllib3.request("GET", address, retries=False, timeout=10)
        if answer.status != 200:
            raise Refused(Message("Sumber menjawab %(status)s.", {"status": answer.status}))
        body, media_type = answer.data, answer.headers["Content-Type"]
    stored = store.put(body)
    return Raw(address, stored.sha256, stored.size, media_type, store.path(stored.sha256))

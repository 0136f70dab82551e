"""How a program gets at a dataset: lines to copy, in five languages, with the dataset's own addresses."""

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.datasets import Dataset, Resource
from catalog.text import Message

LIMIT = 100  # rows of an example; an answer holds more


@dataclass(frozen=True)
class Program:
    """A whole small program; `needs` says what must be installed, empty where nothing must."""

    language: str
    needs: str
    text: str


_ROWS: Mapping[str, tuple[str, str]] = {
    "curl": ("", "curl '{site}/api/3/action/datastore_search?resource_id={id}&limit={limit}'"),
    "Python": (
        "",
        """import json
from urllib.request import urlopen

address = "{site}/api/3/action/datastore_search?resource_id={id}&limit={limit}"
with urlopen(address) as answer:
    result = json.load(answer)["result"]
print(result["total"], result["records"][0])""",
    ),
    "ckanapi": (
        "pip install ckanapi",
        """from ckanapi import RemoteCKAN

site = RemoteCKAN("{site}")
result = site.action.datastore_search(resource_id="{id}", limit={limit})
print(result["total"], result["records"][0])""",
    ),
    "R": (
        'install.packages("jsonlite")',
        """library(jsonlite)

address <- "{site}/api/3/action/datastore_search?resource_id={id}&limit={limit}"
result <- fromJSON(address)$result
head(result$records)""",
    ),
    "JavaScript": (
        "",
        """const address = "{site}/api/3/action/datastore_search?resource_id={id}&limit={limit}";
const {{ result }} = await (await fetch(address)).json();
console.log(result.total, result.records[0]);""",
    ),
}
_METADATA: Mapping[str, tuple[str, str]] = {
    "curl": ("", "curl '{site}/api/3/action/package_show?id={id}'"),
    "ckanapi": ("pip install ckanapi", "ckanapi action package_show -r {site} id={name}"),
}


def of_table(table: Resource, site_url: str) -> list[Program]:
    """Programs that read the first rows of a table and say how many there are."""
    return _filled(_ROWS, {"site": site_url, "id": table.resource_id, "limit": str(LIMIT)})


def of_metadata(dataset: Dataset, site_url: str) -> list[Program]:
    """Programs that read what the catalogue says of a dataset."""
    return _filled(_METADATA, {"site": site_url, "id": dataset.id, "name": dataset.name})


def why_no_table(one: Resource) -> Message | None:
    """Why the rows of a resource cannot be asked for; None where they can."""
    if one.table_sha256:
        return None
    if not one.sha256:
        return Message("tautan ke situs lain; isinya tidak disimpan di sini, jadi tidak dapat ditanyai")
    return Message(
        "berkas %(format)s ini tidak memuat tabel yang dapat dibaca; unduh berkas aslinya",
        {"format": one.format},
    )


def _filled(templates: Mapping[str, tuple[str, str]], values: Mapping[str, str]) -> list[Program]:
    return [Program(name, needs, text.format_map(values)) for name, (needs, text) in templates.items()]

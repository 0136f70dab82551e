"""The engines that the contract tests run through, and documents to search."""

import gzip
import itertools
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from catalog.search import Document, SearchIndex, WhooshIndex

ENGINES: dict[str, Callable[[Path], SearchIndex]] = {"whoosh": WhooshIndex}


@pytest.fixture(params=sorted(ENGINES))
def open_index(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], SearchIndex]:
    """Opens the same index again at each call, as another process would."""
    engine = ENGINES[request.param]
    return lambda: engine(tmp_path / "index")


@pytest.fixture
def index(open_index: Callable[[], SearchIndex]) -> SearchIndex:
    """An index that nothing was written to yet."""
    return open_index()


@pytest.fixture(scope="session")
def real_documents(real_data: Path) -> list[Document]:
    """2,000 records from all of the catalogues, one in ten private."""
    path = real_data / "catalogues" / "search_corpus.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = list(itertools.islice(lines, 0, None, 16))[:2000]
    return list(documents_of(json.loads(line) for line in records))


def documents_of(records: Iterator[dict[str, object]]) -> Iterator[Document]:
    """Catalogue records as documents, newest first."""
    for number, record in enumerate(records):
        publisher = str(record.get("publisher") or "")
        stamp = str(record.get("modified") or record.get("issued") or "")[:4]
        yield Document(
            id=str(number),
            name=f"dataset-{number:05d}",
            title=str(record["title"]),
            notes=str(record.get("description") or ""),
            organization=publisher,
            organization_names=(publisher,),
            themes=(str(record["source"]).partition(":")[0],),
            tags=strings(record.get("keywords")),
            formats=strings(record.get("formats")),
            license=str(record.get("license") or "")[:60],
            years=(int(stamp),) if stamp.isdigit() else (),
            modified=datetime(2024, 1, 1, tzinfo=UTC) - timedelta(hours=number),
            labels=frozenset({"private"} if number % 10 == 0 else {"public"}),
        )


def strings(value: object) -> tuple[str, ...]:
    """A list's items as text; records hold anything."""
    return tuple(str(item) for item in value) if isinstance(value, list) else ()

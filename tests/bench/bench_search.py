"""Search at 10,000 documents: build, queries, updates, memory. Run: python tests/bench/bench_search.py."""

import argparse
import gzip
import json
import os
import random
import re
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from catalog.search import FACETS, Document, Query, WhooshIndex

CORPUS = "catalogues/search_corpus.jsonl.gz"
WORD = re.compile(r"[^\W\d_]{4,}")


def main() -> None:
    """Print one table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--documents", type=int, default=10_000)
    arguments.add_argument("--queries", type=int, default=200)
    chosen = arguments.parse_args()
    baseline = resident()
    with tempfile.TemporaryDirectory() as folder:
        report(Path(folder), chosen.documents, chosen.queries, baseline)


def report(folder: Path, wanted: int, queries: int, baseline: float) -> None:
    """Measure in the order in which a new installation would meet these."""
    documents, kind = corpus(wanted)
    index = WhooshIndex(folder / "index")
    started = time.perf_counter()
    built = build_apart(folder / "index", documents)
    row("corpus", f"{len(documents):,} documents, {kind}")
    row("build", f"{built / (time.perf_counter() - started):,.0f} documents/s")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    row("size on disk", f"{size / 2**20:.1f} MB")
    sample, words = documents[:: max(1, len(documents) // 2000)], Counter[str]()
    for document in sample:
        words.update(set(WORD.findall(document.title.lower())))
    del documents
    before = resident()
    started = time.perf_counter()
    index.search(Query())
    row("open and first search", f"{(time.perf_counter() - started) * 1000:.0f} ms")
    print(f"{'20 ids, total, 6 facets':<26}{'p50 ms':>10}{'p99 ms':>10}{'first p50':>12}{'first p99':>12}")
    for name, make in kinds(sample, words).items():
        asked = [make(random.Random(seed)) for seed in range(queries)]
        first, again = (sorted(timed(index, query) for query in asked) for _ in range(2))
        print(
            f"{name:<26}{at(again, 50):>10.2f}{at(again, 99):>10.2f}{at(first, 50):>12.2f}{at(first, 99):>12.2f}"
        )
    row("memory over the imports", f"{resident() - before:.0f} MB (imports {baseline:.0f} MB)")
    times = sorted(update_seen(index, document, at) for at, document in enumerate(sample[:50]))
    row("update, then visible", f"{at(times, 50):.1f} ms p50, {at(times, 99):.1f} ms p99")


def build_apart(folder: Path, documents: list[Document]) -> int:
    """Build in a child, so that the builder's memory is not counted as the reader's."""
    child = os.fork()
    if child == 0:
        WhooshIndex(folder).rebuild(documents)
        os._exit(0)
    os.waitpid(child, 0)
    return len(documents)


def kinds(sample: list[Document], words: Counter[str]) -> dict[str, Callable[[random.Random], Query]]:
    """Queries drawn from real titles: common and rare words as they come."""
    titles = [found for document in sample if len(found := WORD.findall(document.title)) >= 2]
    common = [word for word, _ in words.most_common(400)]

    def neighbours(chance: random.Random) -> str:
        title = chance.choice(titles)
        at = chance.randrange(len(title) - 1)
        return f"{title[at]} {title[at + 1]}"

    return {
        "one word": lambda chance: query(chance.choice(common)),
        "two words": lambda chance: query(neighbours(chance)),
        "phrase": lambda chance: query(f'"{neighbours(chance)}"'),
        "prefix": lambda chance: query(chance.choice(common)[:3] + "*"),
        "everything by date": lambda chance: query("", sort="modified desc"),
        "one word, filtered": lambda chance: query(chance.choice(common), year=str(chance.randint(2015, 2024))),
    }


def query(words: str, sort: str = "relevance", year: str = "") -> Query:
    """A first page with all facets."""
    return Query(words=words, sort=sort, filters={"year": [year]} if year else {}, facets=FACETS)


def timed(index: WhooshIndex, asked: Query) -> float:
    """Milliseconds of one search."""
    started = time.perf_counter()
    index.search(asked)
    return (time.perf_counter() - started) * 1000


def update_seen(index: WhooshIndex, document: Document, number: int) -> float:
    """Milliseconds from handing in a change until a search has it."""
    word = f"berubah{number}"
    changed = Document(id=document.id, name=document.name, title=f"{document.title} {word}")
    started = time.perf_counter()
    index.update([changed])
    if index.search(Query(words=word, facets=FACETS)).total != 1:
        raise SystemExit("the update is not visible")
    return (time.perf_counter() - started) * 1000


def at(sorted_times: list[float], percent: int) -> float:
    """A percentile."""
    return statistics.quantiles(sorted_times, n=100, method="inclusive")[percent - 1]


def resident() -> float:
    """Memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def corpus(wanted: int) -> tuple[list[Document], str]:
    """Real records where LUMBUNG_REAL_DATA points to them, else made-up ones."""
    data = os.environ.get("LUMBUNG_REAL_DATA")
    if not data:
        return [synthetic(number) for number in range(wanted)], "synthetic (LUMBUNG_REAL_DATA is not set)"
    with gzip.open(Path(data) / CORPUS, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    step = max(1, len(records) // wanted)
    return list(real(records[::step][:wanted])), "real records"


def real(records: list[dict[str, object]]) -> Iterator[Document]:
    """Catalogue records as documents; one in ten is private."""
    for number, record in enumerate(records):
        stamp = str(record.get("modified") or record.get("issued") or "")[:10]
        keywords, formats = record.get("keywords"), record.get("formats")
        yield Document(
            id=f"{number:08d}-{record['id']}"[:64],
            name=f"dataset-{number}",
            title=str(record["title"]),
            notes=str(record.get("description") or "")[:5000],
            organization=str(record.get("publisher") or "")[:80],
            organization_names=(str(record.get("publisher") or ""),),
            tags=tuple(str(word) for word in keywords) if isinstance(keywords, list) else (),
            formats=tuple(str(kind).upper() for kind in formats) if isinstance(formats, list) else (),
            license=str(record.get("license") or "")[:40],
            years=(int(stamp[:4]),) if stamp[:4].isdigit() else (),
            themes=(str(record["source"]).split(":")[0],),
            codes=(f"5.{number % 4 + 1}.{number % 30:02d}.01",),
            modified=datetime(2024, 1, 1, tzinfo=UTC) - timedelta(hours=number),
            labels=frozenset({"private"} if number % 10 == 0 else {"public"}),
        )


def synthetic(number: int) -> Document:
    """Words of a skewed vocabulary, as long as real descriptions."""
    chance = random.Random(number)

    def words(count: int) -> str:
        return " ".join(f"kata{int(chance.paretovariate(0.6)) % 20_000}pokok" for _ in range(count))

    return Document(
        id=str(number),
        name=f"dataset-{number}",
        title=words(6),
        notes=words(60),
        organization=f"dinas-{number % 60}",
        organization_names=(f"Dinas {number % 60}",),
        tags=tuple(words(4).split()),
        formats=("CSV", "XLSX")[: number % 2 + 1],
        license="cc-by",
        years=(2015 + number % 10,),
        themes=(f"tema-{number % 12}",),
        codes=(f"5.{number % 4 + 1}.{number % 30:02d}.01",),
        modified=datetime(2024, 1, 1, tzinfo=UTC) - timedelta(hours=number),
    )


def row(name: str, value: str) -> None:
    """One line of the table."""
    print(f"{name:<26}{value}")


if __name__ == "__main__":
    main()

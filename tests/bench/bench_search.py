"""Search at 10,000 documents: build, queries, updates, memory. Run: python tests/bench/bench_search.py."""

import argparse
import gzip
import json
import os
import random
import re
import statistics
import sys
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
    with tempfile.TemporaryDirectory() as folder:
        report(Path(folder) / "index", chosen.documents, chosen.queries)


def report(folder: Path, wanted: int, queries: int) -> None:
    """Measure in the order in which a new installation would meet these."""
    titles = build_apart(folder, wanted)
    baseline = resident()
    index = WhooshIndex(folder)
    started = time.perf_counter()
    index.search(Query(facets=FACETS))
    row("open and first search", f"{(time.perf_counter() - started) * 1000:.0f} ms")
    print(f"{'20 ids, total, 6 facets':<26}{'p50 ms':>10}{'p99 ms':>10}{'first p50':>12}{'first p99':>12}")
    for name, make in kinds(titles).items():
        asked = [make(random.Random(seed)) for seed in range(queries)]
        first, again = (sorted(timed(index, query) for query in asked) for _ in range(2))
        times = (at(again, 50), at(again, 99), at(first, 50), at(first, 99))
        print(f"{name:<26}{times[0]:>10.2f}{times[1]:>10.2f}{times[2]:>12.2f}{times[3]:>12.2f}")
    row("memory over the imports", f"{resident() - baseline:.0f} MB (imports {baseline:.0f} MB)")
    times_to_see = sorted(update_seen(index, f"{title} berubah{n}", n) for n, title in enumerate(titles[:60]))
    row("update, then visible", f"{at(times_to_see, 50):.1f} ms p50, {at(times_to_see, 99):.1f} ms p99")


def build_apart(folder: Path, wanted: int) -> list[str]:
    """Build in a child, so that the builder's memory is not counted as the reader's; gives some titles."""
    kept = folder.with_suffix(".titles")
    child = os.fork()
    if child == 0:
        documents, kind = corpus(wanted)
        started = time.perf_counter()
        WhooshIndex(folder).rebuild(documents)
        took = time.perf_counter() - started
        row("corpus", f"{len(documents):,} documents, {kind}")
        row("build", f"{len(documents) / took:,.0f} documents/s, {resident():.0f} MB with the documents")
        titles = [document.title for document in documents[:: max(1, wanted // 2000)]]
        kept.write_text(json.dumps(titles))
        sys.stdout.flush()
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        raise SystemExit("the build failed")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    row("size on disk", f"{size / 2**20:.1f} MB")
    return list(json.loads(kept.read_text()))


def kinds(titles: list[str]) -> dict[str, Callable[[random.Random], Query]]:
    """Queries drawn from real titles: common and rare words as they come."""
    spoken = [found for title in titles if len(found := WORD.findall(title.lower())) >= 2]
    counted = Counter(word for words in spoken for word in set(words))
    common = [word for word, _ in counted.most_common(400)]

    def neighbours(chance: random.Random) -> str:
        title = chance.choice(spoken)
        at = chance.randrange(len(title) - 1)
        return f"{title[at]} {title[at + 1]}"

    return {
        "one word": lambda chance: query(chance.choice(common)),
        "rare word": lambda chance: query(chance.choice(chance.choice(spoken))),
        "two words": lambda chance: query(neighbours(chance)),
        "phrase": lambda chance: query(f'"{neighbours(chance)}"'),
        "prefix": lambda chance: query(chance.choice(common)[:3] + "*"),
        "everything by date": lambda chance: query("", sort="modified desc"),
        "one word, filtered": lambda chance: query(
            chance.choice(common), year=str(chance.randint(2015, 2024))
        ),
    }


def query(words: str, sort: str = "relevance", year: str = "") -> Query:
    """A first page with all facets."""
    return Query(words=words, sort=sort, filters={"year": [year]} if year else {}, facets=FACETS)


def timed(index: WhooshIndex, asked: Query) -> float:
    """Milliseconds of one search."""
    started = time.perf_counter()
    index.search(asked)
    return (time.perf_counter() - started) * 1000


def update_seen(index: WhooshIndex, title: str, number: int) -> float:
    """Milliseconds from handing in a changed document until a search has it."""
    changed = Document(id=str(number), name=f"dataset-{number}", title=title, tags=("berubah",))
    started = time.perf_counter()
    index.update([changed])
    if index.search(Query(words=f"berubah{number}", facets=FACETS)).total != 1:
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
            id=str(number),
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

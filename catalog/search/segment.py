"""One immutable segment of the index as arrays: facts of its documents, and postings decoded on demand."""

import threading
import weakref
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

import numpy as np
import numpy.typing as npt
import orjson

from catalog.search.index import FACETS
from catalog.search.libraries import (
    LENGTHS_COLUMN,
    FileStorage,
    Schema,
    SegmentReader,
    byte_to_length,
)
from catalog.search.schema import BOOSTS

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

MISSING = np.iinfo(np.int64).max  # the time of a document that has none
GROUPS = (*FACETS, "label")
_CACHE_BYTES = 4 * 2**20  # of decoded postings in one segment
_MAX_SCANNED = 500  # terms looked at for one prefix in one field of one segment
_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], dtype=np.float32)


class Vocabulary:
    """Values of one facet, numbered in order of appearance; only ever grows."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.values: list[str] = []
        self._ranks: Longs = np.empty(0, dtype=np.int64)

    def number(self, value: str) -> int:
        """The number of a value, a new one when it is new."""
        known = self.numbers.get(value)
        if known is None:
            self.values.append(value)
            known = self.numbers[value] = len(self.values) - 1
        return known

    def ranks(self) -> Longs:
        """The alphabetical place of each value, by its number."""
        ranks = self._ranks
        if len(ranks) < len(self.values):
            ranks = self._ranks = alphabetical(self.values)
        return ranks


def alphabetical(values: Sequence[str]) -> Longs:
    """The place of each value in the order of all."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    return ranks


class Segment:
    """Arrays of one segment; document numbers are its own, from 0.

    `pairs` holds, for each facet and for labels, document numbers beside value numbers.
    """

    def __init__(
        self, storage: FileStorage, schema: Schema, description: object, known: dict[str, Vocabulary]
    ) -> None:
        self._reader = SegmentReader(storage, schema, description)
        weakref.finalize(self, self._reader.close)  # when the last search that uses it is done
        self._schema = schema
        self._lock = threading.Lock()  # Whoosh seeks and reads on one file handle
        self._postings: dict[tuple[str, str], tuple[Ints, Floats]] = {}
        self._postings_bytes = 0
        self.size = int(self._reader.doc_count_all())
        self.ids: list[str] = []
        self.names: list[str] = []
        self.titles: list[str] = []
        self.created = np.full(self.size, MISSING, dtype=np.int64)
        self.modified = np.full(self.size, MISSING, dtype=np.int64)
        self.pairs = self._read_facts(known)
        self.lengths = {field: self._read_lengths(field) for field in BOOSTS}
        self.total_lengths = {field: int(self._reader.field_length(field)) for field in BOOSTS}

    def postings(self, field: str, term: str) -> tuple[Ints, Floats]:
        """The documents that hold a term, in order, and how often."""
        with self._lock:
            known = self._postings.get((field, term))
            if known is None:
                known = self._decode(field, term)
                self._remember((field, term), known)
            return known

    def places(self, field: str, term: str) -> tuple[Ints, Ints]:
        """The documents that hold a term, each as often as it does, and the positions there."""
        ids: list[int] = []
        values: list[bytes] = []
        with self._lock:
            for block_ids, _, block_values in self._blocks(field, term):
                ids.extend(block_ids)
                values.extend(block_values)
        counts = [len(value) // 4 for value in values]
        places = np.frombuffer(b"".join(values), dtype="<u4").astype(np.int32)
        return np.repeat(np.array(ids, dtype=np.int32), counts), places

    def expand(self, field: str, prefix: str) -> list[str]:
        """Terms that start with a prefix, in order, of which only the first few hundred are looked at."""
        with self._lock:
            found = self._reader.terms_from(field, prefix)
            fitting = takewhile(lambda item: item[0] == field and item[1].startswith(prefix.encode()), found)
            return [text.decode() for _, text in islice(fitting, _MAX_SCANNED)]

    def _remember(self, key: tuple[str, str], arrays: tuple[Ints, Floats]) -> None:
        if self._postings_bytes > _CACHE_BYTES:
            self._postings.clear()
            self._postings_bytes = 0
        self._postings[key] = arrays
        self._postings_bytes += 400 + arrays[0].nbytes + arrays[1].nbytes

    def _decode(self, field: str, term: str) -> tuple[Ints, Floats]:
        ids: list[int] = []
        counts: list[float] = []
        for block_ids, block_counts, _ in self._blocks(field, term):
            ids.extend(block_ids)
            counts.extend(block_counts)
        return np.array(ids, dtype=np.int32), np.array(counts, dtype=np.float32)

    def _blocks(self, field: str, term: str) -> Iterator[tuple[list[int], list[float], list[bytes]]]:
        # A block at a time, and without the reader's filter for deleted documents: what is deleted differs
        # from one commit to the next, so the snapshot masks it.
        terms, encoded = self._reader._terms, term.encode()
        if (field, encoded) not in terms:
            return
        matcher = terms.matcher(field, encoded, self._schema[field].format)
        while matcher.is_active():
            matcher._read_ids()
            matcher._read_weights()
            matcher._read_values()
            yield matcher._ids, matcher._weights, matcher._values
            matcher._next_block()

    def _read_facts(self, known: dict[str, Vocabulary]) -> dict[str, tuple[Ints, Ints]]:
        column = self._reader.column_reader("facts")
        documents: dict[str, list[int]] = {group: [] for group in GROUPS}
        numbers: dict[str, list[int]] = {group: [] for group in GROUPS}
        for at in range(self.size):
            facts = orjson.loads(column[at])
            self.ids.append(facts["id"])
            self.names.append(facts["name"])
            self.titles.append(facts["title"])
            if facts["created"] is not None:
                self.created[at] = facts["created"]
            if facts["modified"] is not None:
                self.modified[at] = facts["modified"]
            for group in GROUPS:
                for value in facts[group]:
                    documents[group].append(at)
                    numbers[group].append(known[group].number(value))
        return {
            group: (np.array(documents[group], dtype=np.int32), np.array(numbers[group], dtype=np.int32))
            for group in GROUPS
        }

    def _read_lengths(self, field: str) -> Floats:
        column = f"_{field}_len"
        if not self._reader._perdoc.has_column(column):
            return np.zeros(self.size, dtype=np.float32)
        reader = self._reader._perdoc.column_reader(column, LENGTHS_COLUMN)
        return _LENGTHS[np.fromiter((reader[at] for at in range(self.size)), dtype=np.uint8, count=self.size)]

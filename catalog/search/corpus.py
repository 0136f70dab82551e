"""All segments of one committed state seen as one row of documents, numbered through."""

import heapq
from collections.abc import Sequence
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from catalog.search.schema import BOOSTS
from catalog.search.segment import Floats, Ints, Longs, Segment, alphabetical

Mask = npt.NDArray[np.bool_]
_Number = TypeVar("_Number", np.int32, np.int64, np.float32)

MAX_EXPANSION = 100  # terms that one prefix stands for
_PLACE_BITS = 21  # room for a position in a text of two million words


class Corpus:
    """Postings, lengths and facts by document number; nothing in it changes."""

    def __init__(self, segments: Sequence[Segment], deleted: Sequence[set[int]]) -> None:
        self.segments = segments
        self.size = sum(segment.size for segment in segments)
        self.bases = [sum(segment.size for segment in segments[:at]) for at in range(len(segments))]
        self.live: Mask = np.ones(self.size, dtype=bool)
        for base, numbers in zip(self.bases, deleted, strict=True):
            self.live[[base + number for number in numbers]] = False
        self.lengths: dict[str, Floats] = {
            field: joined([segment.lengths[field] for segment in segments], np.float32) for field in BOOSTS
        }
        self.average_lengths = {
            field: (sum(segment.total_lengths[field] for segment in segments) / max(self.size, 1)) or 1.0
            for field in BOOSTS
        }
        self.created: Longs = joined([segment.created for segment in segments], np.int64)
        self.modified: Longs = joined([segment.modified for segment in segments], np.int64)

    @cached_property
    def ids(self) -> list[str]:
        """The id of each document."""
        return [value for segment in self.segments for value in segment.ids]

    @cached_property
    def names(self) -> list[str]:
        """The name of each document."""
        return [value for segment in self.segments for value in segment.names]

    @cached_property
    def name_ranks(self) -> Longs:
        """The place of each document in the order of names."""
        return alphabetical(self.names)

    @cached_property
    def title_ranks(self) -> Longs:
        """The place of each document in the order of folded titles."""
        return alphabetical([value for segment in self.segments for value in segment.titles])

    def pairs(self, group: str) -> tuple[Ints, Ints]:
        """Document numbers beside the numbers of their values of a facet."""
        based = [segment.pairs[group][0] + np.int32(base) for segment, base in self._based()]
        return joined(based, np.int32), joined([s.pairs[group][1] for s in self.segments], np.int32)

    def postings(self, field: str, term: str) -> tuple[Ints, Floats]:
        """The documents that hold a term, in order, and how often."""
        found = [(segment.postings(field, term), base) for segment, base in self._based()]
        numbers = joined([ids + np.int32(base) for (ids, _), base in found], np.int32)
        return numbers, joined([counts for (_, counts), _ in found], np.float32)

    def phrase(self, field: str, words: Sequence[tuple[str, int]]) -> tuple[Ints, Floats]:
        """The documents that hold terms at these distances, in order, and how often."""
        first = words[0][1]
        spots: Longs | None = None
        for term, offset in words:
            here = self._spots(field, term) - (offset - first)
            spots = here if spots is None else np.intersect1d(spots, here, assume_unique=True)
            if not len(spots):
                break
        assert spots is not None
        numbers, counts = np.unique(spots >> _PLACE_BITS, return_counts=True)
        return numbers.astype(np.int32), counts.astype(np.float32)

    def expand(self, field: str, prefix: str) -> list[str]:
        """The terms that a prefix stands for: of many the shortest, which are nearest to what was typed."""
        found = {term for segment in self.segments for term in segment.expand(field, prefix)}
        return heapq.nsmallest(MAX_EXPANSION, found, key=lambda term: (len(term), term))

    def _spots(self, field: str, term: str) -> Longs:
        # A document number and a position in one number, so that phrases are found by intersection.
        found = []
        for segment, base in self._based():
            numbers, places = segment.places(field, term)
            found.append(((numbers.astype(np.int64) + base) << _PLACE_BITS) + places)
        return joined(found, np.int64)

    def _based(self) -> list[tuple[Segment, int]]:
        return list(zip(self.segments, self.bases, strict=True))


def joined(arrays: Sequence[npt.NDArray[_Number]], kind: type[_Number]) -> npt.NDArray[_Number]:
    """One array from several, of which there may be none."""
    return arrays[0] if len(arrays) == 1 else np.concatenate([np.empty(0, dtype=kind), *arrays])

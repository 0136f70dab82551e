"""Which documents meet the clauses of a query, and how well: BM25 in arrays instead of posting by posting."""

import math
from collections.abc import Sequence

import numpy as np

from catalog.search.corpus import Corpus, Mask, joined
from catalog.search.schema import BOOSTS
from catalog.search.segment import Floats, Ints
from catalog.search.words import Clause, Phrase, Prefix, Term

K1, B = 1.2, 0.75  # BM25, as stock Whoosh has it
_TIE = 0.1  # what the fields other than a clause's best one add


def match(corpus: Corpus, clauses: Sequence[Clause], visible: Mask) -> tuple[Mask, Floats]:
    """The visible documents that hold every clause, and the score of each document of the corpus.

    When none does, those that miss a few of three or more clauses are taken: one of up to five, then a fifth.
    """
    scores = np.zeros(corpus.size, dtype=np.float32)
    held = np.zeros(corpus.size, dtype=np.int16)
    for clause in clauses:
        gained = _clause_scores(corpus, clause)
        held += gained > 0
        scores += gained
    matching = visible & (held == len(clauses))
    if not matching.any():
        matching = visible & (held >= _enough(len(clauses)))
    return matching, scores


def field_scores(corpus: Corpus, field: str, clause: Clause) -> tuple[Ints, Floats]:
    """The documents that hold any alternative in one field, each once and in order, with their BM25 score."""
    numbers, counts = _occurrences(corpus, field, clause)
    if not len(numbers):
        return numbers, counts
    rarity = math.log(corpus.size / (len(numbers) + 1)) + 1.0
    lengths = corpus.lengths[field][numbers] / corpus.average_lengths[field]
    return numbers, (rarity * counts * (K1 + 1) / (counts + K1 * (1 - B + B * lengths))).astype(np.float32)


def _enough(clauses: int) -> int:
    if clauses <= 2:
        return clauses
    return clauses - 1 if clauses <= 5 else clauses * 4 // 5


def _clause_scores(corpus: Corpus, clause: Clause) -> Floats:
    best = np.zeros(corpus.size, dtype=np.float32)
    every = np.zeros(corpus.size, dtype=np.float32)
    for field, boost in BOOSTS.items():
        numbers, scores = field_scores(corpus, field, clause)
        scores = scores * np.float32(boost)
        best[numbers] = np.maximum(best[numbers], scores)
        every[numbers] += scores
    return best + np.float32(_TIE) * (every - best)


def _occurrences(corpus: Corpus, field: str, clause: Clause) -> tuple[Ints, Floats]:
    # Alternatives count together, as one term: a rare form of a word is worth no more than the word.
    found = []
    for source in clause:
        match source:
            case Term(text, weight):
                numbers, counts = corpus.postings(field, text)
                found.append((numbers, counts * np.float32(weight)))
            case Phrase(words):
                found.append(corpus.phrase(field, words))
            case Prefix(text):
                found.extend(corpus.postings(field, term) for term in corpus.expand(field, text))
    found = [(numbers, counts) for numbers, counts in found if len(numbers)]
    if len(found) == 1:
        return found[0]
    numbers = joined([numbers for numbers, _ in found], np.int32)
    totals = np.bincount(numbers, joined([counts for _, counts in found], np.float32), corpus.size)
    held = np.flatnonzero(totals).astype(np.int32)
    return held, totals[held].astype(np.float32)

"""What people type becomes clauses, all of which a document should meet."""

import csv
import re
from dataclasses import dataclass
from functools import cache

from catalog.paths import DATA
from catalog.search.analysis import (
    MAX_TERM,
    STEM_MARK,
    STOP_WORDS,
    code_prefixes,
    fold,
    is_code,
    parts,
    stem,
    tokens,
    whole_forms,
)

MAX_LENGTH = 2_000  # characters that are looked at
MAX_CLAUSES = 32
MAX_PREFIXES = 3  # prefixes are the dearest clauses; more of them are read as plain words
_MIN_PREFIX = 2
_STEM_WEIGHT = 0.6  # an occurrence of a word of the same family, against 1 of the word itself
_PIECE = re.compile(r'"([^"]*)"|([^\s"]+)')


@dataclass(frozen=True)
class Term:
    """One indexed term; an occurrence counts `weight`."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True)
class Phrase:
    """Terms at fixed distances: (term, offset) pairs."""

    words: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Prefix:
    """Every term that starts with `text`, up to a cap."""

    text: str


Clause = tuple[Term | Phrase | Prefix, ...]  # alternatives: any of them is enough


def parse(words: str) -> list[Clause]:
    """The clauses of a query; anything may be typed, and what carries no meaning gives no clause.

    Understood are words, "quoted phrases", prefix* and codes such as 5.1.02.
    """
    text = words[:MAX_LENGTH]
    if text.count('"') % 2:  # the quote that nobody closed says nothing
        before, _, after = text.rpartition('"')
        text = f"{before} {after}"
    clauses: dict[Clause, None] = {}
    prefixes = 0
    for quoted, plain in _PIECE.findall(text):
        if quoted:
            found = _phrase(quoted)
        elif plain.endswith("*") and prefixes < MAX_PREFIXES and (start := _prefix_text(plain)):
            prefixes += 1
            found = [(Prefix(start),)]
        else:
            found = [clause for token in tokens(fold(plain)) if (clause := _word(token))]
        clauses.update(dict.fromkeys(found))
    return list(clauses)[:MAX_CLAUSES]


def _prefix_text(plain: str) -> str:
    found = list(tokens(fold(plain)))
    if len(found) != 1 or len(found[0]) < _MIN_PREFIX:
        return ""
    return found[0][:MAX_TERM] if is_code(found[0]) else "".join(parts(found[0]))[:MAX_TERM]


def _word(token: str) -> Clause:
    if is_code(token):
        return (Term(code_prefixes(token)[-1]),)
    pieces = parts(token)
    if len(pieces) > 1:
        joined = tuple(Term(form) for form in whole_forms(token))
        return joined + tuple(source for clause in _phrase(token) for source in clause)
    word = pieces[0]
    if word in STOP_WORDS:
        return ()
    root = stem(word)
    family = [Term(STEM_MARK + root, _STEM_WEIGHT)]
    if root != word:
        family.append(Term(root, _STEM_WEIGHT))
    spelled_out = _phrase(_long_forms()[word]) if word in _long_forms() else []
    return (Term(word), *family, *(source for clause in spelled_out for source in clause))


@cache
def _long_forms() -> dict[str, str]:
    """What common abbreviations stand for: jatim is also found as jawa timur."""
    with (DATA / "abbreviations_id.csv").open(encoding="utf-8", newline="") as file:
        return {row["short"]: row["long"] for row in csv.DictReader(file)}


def _phrase(quoted: str) -> list[Clause]:
    said = list(tokens(fold(quoted)))
    if len(said) == 1 and is_code(said[0]):
        return [_word(said[0])]
    spoken = [word for token in said for word in parts(token)]
    kept = tuple((word, at) for at, word in enumerate(spoken) if word not in STOP_WORDS)[:MAX_CLAUSES]
    if not kept:
        return []
    return [(Term(kept[0][0]),)] if len(kept) == 1 else [(Phrase(kept),)]

"""How Indonesian text becomes terms: folding, tokens, compounds, codes, stop words, stems."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from catalog.paths import DATA
from catalog.search.libraries import Stemmer, StemmerFactory

STEM_MARK = "~"  # a term that starts with it is a stem; no token can
MAX_TERM = 64  # characters; longer tokens are cut
_MAX_PARTS = 6  # of a compound that is also indexed as one word; longer chains are paths and addresses
_MAX_LEVELS = 20  # of a code; unit, programme and account together have 18
_MIN_STEMMED = 4

# Short on purpose, and applied before stemming: the stems of pendapatan, pengadaan, satuan are stop words
# elsewhere. Words that titles need (jumlah, bagian, kerja) are not here.
_STOP_WORDS = (
    "yang dan di ke dari untuk pada dengan dalam atau ini itu oleh adalah sebagai serta bagi para "
    "the of and in for to a an on by with from at is"
)
STOP_WORDS = frozenset(_STOP_WORDS.split())
_TOKEN = re.compile(r"[^\W_]+(?:[-._/&'’][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_CODE = re.compile(r"\d+(?:\.\d+)+")


def fold(text: str) -> str:
    """Lower case without accents; other scripts stay."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def is_code(token: str) -> bool:
    """Whether a token reads as a budget or account code: digits with dots between, as in 5.1.02."""
    return _CODE.fullmatch(token) is not None


def code_prefixes(code: str) -> list[str]:
    """5.1.02 gives 5, 5.1 and 5.1.02; anything that is not digits and dots gives itself."""
    levels = [level for level in fold(code).strip().split(".") if level][:_MAX_LEVELS]
    return [".".join(levels[: depth + 1])[:MAX_TERM] for depth in range(len(levels))]


def tokens(text: str) -> Iterator[str]:
    """The words of a folded text in order, compounds and codes whole."""
    return (match.group() for match in _TOKEN.finditer(text))


def parts(token: str) -> list[str]:
    """A compound's words: e-budgeting gives e and budgeting."""
    return [part[:MAX_TERM] for part in _PART.findall(token)]


def whole_forms(token: str) -> list[str]:
    """The terms that stand for a compound as one: ebudgeting for e-budgeting, all prefixes for 5.1.02."""
    if is_code(token):
        return [prefix for prefix in code_prefixes(token) if "." in prefix]
    pieces = parts(token)
    return ["".join(pieces)[:MAX_TERM]] if 1 < len(pieces) <= _MAX_PARTS else []


def positions(texts: Iterable[str]) -> dict[str, list[int]]:
    """Term to its positions over several texts; a gap between them keeps phrases from reaching across.

    Every word is there as it stands, and beside it its stem, marked, where that differs.
    """
    found: dict[str, list[int]] = {}
    at = 0
    for text in texts:
        for token in tokens(fold(text)):
            for term in whole_forms(token):
                found.setdefault(term, []).append(at)
            for word in parts(token):
                if word not in STOP_WORDS:
                    found.setdefault(word, []).append(at)
                    if (root := stem(word)) != word:
                        found.setdefault(STEM_MARK + root, []).append(at)
                at += 1
        at += 10
    return found


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The root of a folded Indonesian word; a word that is protected, short or foreign is its own."""
    if len(word) < _MIN_STEMMED or not (word.isascii() and word.isalpha()):
        return word
    return _own_stems().get(word) or str(_stemmer().stem_word(word))


@cache
def _own_stems() -> dict[str, str]:
    with (DATA / "stems_id.csv").open(encoding="utf-8", newline="") as file:
        return {row["word"]: row["stem"] for row in csv.DictReader(file)}


@cache
def _stemmer() -> Stemmer:
    factory = StemmerFactory()
    # The bare stemmer: its cached one keeps every word for ever.
    return Stemmer(factory.create_stemmer().delegatedStemmer.get_dictionary())

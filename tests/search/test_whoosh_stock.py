"""The array executor against Whoosh's own: the same hits, and the same scores for one term."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from whoosh import query as stock
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from catalog.search import Document, Query, WhooshIndex
from catalog.search.corpus import MAX_EXPANSION, Corpus
from catalog.search.libraries import FileIndex, FileStorage
from catalog.search.matching import field_scores
from catalog.search.schema import BOOSTS
from catalog.search.snapshot import Snapshot
from catalog.search.words import Phrase, Prefix, Term, parse

WORDS = (
    "anggaran",
    "penganggaran",
    "rencana",
    "jalan",
    "raya",
    "desa",
    "kota",
    "data",
    "dinas",
    "pajak",
    "2023",
)


def some_documents() -> Iterator[Document]:
    """Short texts of few words, so that terms meet often."""
    chance = random.Random(7)
    for number in range(300):
        title, notes = (" ".join(chance.choices(WORDS, k=chance.randint(1, 30))) for _ in range(2))
        yield Document(
            id=str(number), name=f"d{number}", title=title, notes=notes, tags=(chance.choice(WORDS),)
        )


@pytest.fixture
def opened(tmp_path: Path) -> tuple[Corpus, Searcher]:
    """The same index, in several segments and with deleted documents, opened by us and by Whoosh."""
    index = WhooshIndex(tmp_path / "index")
    documents = list(some_documents())
    index.rebuild(documents[:180])
    index.update(documents[170:260])
    index.update(documents[260:], removed=["3", "40", "200"])
    return open_both(index, tmp_path / "index" / "1")


def open_both(index: WhooshIndex, folder: Path) -> tuple[Corpus, Searcher]:
    """Our arrays and a stock searcher over one folder."""
    snapshot: Snapshot = index._current()
    searcher = Searcher(FileIndex(FileStorage(str(folder))).reader(), weighting=BM25F(B=0.75, K1=1.2))
    return snapshot.corpus, searcher


def stock_scores(searcher: Searcher, query: stock.Query) -> dict[int, float]:
    """Whoosh's hits by document number."""
    results = searcher.search(query, limit=None, optimize=False)
    return {number: score for score, number in results.top_n}


def our_scores(corpus: Corpus, field: str, *clause: Term | Phrase | Prefix) -> dict[int, float]:
    """Our hits by document number, without the deleted, as Whoosh leaves them out."""
    numbers, scores = field_scores(corpus, field, clause)
    return {int(n): float(s) for n, s in zip(numbers, scores, strict=True) if corpus.live[n]}


def test_one_term_scores_as_in_whoosh(opened: tuple[Corpus, Searcher]) -> None:
    corpus, searcher = opened
    compared = 0
    for field in BOOSTS:
        for word in [*WORDS, "~anggar", "tidakada"]:
            expected = stock_scores(searcher, stock.Term(field, word))
            assert our_scores(corpus, field, Term(word)) == pytest.approx(expected, rel=1e-5)
            compared += len(expected)
    searcher.close()
    assert compared > 3000
    assert len(corpus.segments) > 1


def test_phrases_and_prefixes_hit_as_in_whoosh(opened: tuple[Corpus, Searcher]) -> None:
    corpus, searcher = opened
    compared = 0
    for one in WORDS:
        for other in WORDS:
            expected = stock_scores(searcher, stock.Phrase("notes", [one, other]))
            assert set(our_scores(corpus, "notes", Phrase(((one, 0), (other, 1))))) == set(expected)
            compared += len(expected)
    assert compared > 1000
    for prefix in ("an", "pe", "r", "zz"):
        expected = stock_scores(searcher, stock.Prefix("title", prefix))
        assert set(our_scores(corpus, "title", Prefix(prefix))) == set(expected)
    searcher.close()


def test_all_words_over_all_fields_hit_as_in_whoosh(opened: tuple[Corpus, Searcher], tmp_path: Path) -> None:
    _, searcher = opened
    index = WhooshIndex(tmp_path / "index")
    chance = random.Random(3)
    for _ in range(60):
        words = chance.sample(WORDS, k=2)
        parts = []
        for clause in parse(" ".join(words)):
            terms = [source.text for source in clause if isinstance(source, Term)]
            parts.append(stock.Or([stock.Term(field, term) for field in BOOSTS for term in terms]))
        expected = stock_scores(searcher, stock.And(parts))
        assert index.search(Query(words=" ".join(words))).total == len(expected) > 0
    searcher.close()


@pytest.mark.real
def test_real_records_score_as_in_whoosh(real_documents: list[Document], tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path / "index")
    index.rebuild(real_documents)
    corpus, searcher = open_both(index, tmp_path / "index" / "1")
    chance = random.Random(11)
    compared = 0
    for document in chance.sample(real_documents, 60):
        for clause in parse(document.title)[:3]:
            if not isinstance(clause[0], Term):
                continue
            for field in ("title", "notes", "tags"):
                expected = stock_scores(searcher, stock.Term(field, clause[0].text))
                assert our_scores(corpus, field, Term(clause[0].text)) == pytest.approx(expected, rel=1e-5)
                compared += len(expected)
    searcher.close()
    assert compared > 5000


def test_a_prefix_stands_for_a_bounded_number_of_terms(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path / "index")
    index.rebuild([Document("1", "d", " ".join(f"berkata{'x' * (n % 40)}{n}" for n in range(1200)) + " ber")])
    expanded = index._current().corpus.expand("title", "ber")
    assert len(expanded) == MAX_EXPANSION
    assert expanded[0] == "ber"
    assert max(map(len, expanded)) < 20

"""What every engine behind the port must do."""

import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import BadQuery
from catalog.search import FACETS, Document, Query, SearchIndex
from tests.fuzzing import tries

START = datetime(2023, 1, 1, tzinfo=UTC)
PUBLIC, STAFF = frozenset({"public"}), frozenset({"public", "dinkes"})


def document(
    identifier: str,
    title: str = "",
    *,
    notes: str = "",
    names: tuple[str, ...] = (),
    tags: tuple[str, ...] = (),
    codes: tuple[str, ...] = (),
    text: str = "",
    organization: str = "",
    years: tuple[int, ...] = (),
    age: int | None = None,
    labels: frozenset[str] = PUBLIC,
) -> Document:
    """A document as short as a test wants it; `age` is days after START."""
    return Document(
        id=identifier,
        name=f"n-{identifier}",
        title=title,
        notes=notes,
        organization=organization,
        organization_names=names,
        tags=tags,
        codes=codes,
        text=text,
        years=years,
        created=None if age is None else START - timedelta(days=age),
        modified=None if age is None else START + timedelta(days=age),
        labels=labels,
    )


def found(index: SearchIndex, words: str) -> list[str]:
    """The ids for free words, best first."""
    return list(index.search(Query(words=words)).ids)


def test_an_absent_index_has_no_hits(index: SearchIndex) -> None:
    hits = index.search(Query(words="anggaran", facets=("tag",)))
    assert (hits.total, hits.ids, hits.facets) == (0, (), {"tag": ()})
    assert index.count() == 0


def test_every_searched_field_is_found(index: SearchIndex) -> None:
    index.update(
        [
            document("title", "Belanja"),
            document("notes", notes="belanja"),
            document("names", names=("Dinas Belanja",)),
            document("tags", tags=("belanja",)),
            document("text", text="belanja"),
            document("other", "Pendapatan"),
        ]
    )
    ids = found(index, "BELANJA")
    assert set(ids) == {"title", "notes", "names", "tags", "text"}
    assert ids[0] == "title"
    assert found(index, "n-other") == ["other"]


def test_what_an_abbreviation_stands_for_is_found_as_a_phrase(index: SearchIndex) -> None:
    index.update(
        [
            document("long", "Anggaran Dinas Kesehatan Jawa Timur"),
            document("short", "Anggaran Dinkes Jatim"),
            document("apart", "Kesehatan Timur oleh Dinas Jawa"),
        ]
    )
    assert set(found(index, "dinkes jatim")) == {"long", "short"}


def test_all_words_must_match_each_anywhere(index: SearchIndex) -> None:
    index.update(
        [
            document("both", "Anggaran 2023", names=("Dinas Kesehatan", "Dinkes")),
            document("one", "Anggaran 2023", names=("Dinas Pendidikan",)),
        ]
    )
    assert found(index, "anggaran dinkes") == ["both"]
    assert found(index, "anggaran tidakada") == []
    assert set(found(index, "anggaran 2023")) == {"both", "one"}


def test_long_searches_soften_only_when_nothing_has_all(index: SearchIndex) -> None:
    index.update([document("1", "jumlah sekolah dasar negeri"), document("2", "jumlah sekolah")])
    assert found(index, "jumlah sekolah dasar") == ["1"]
    assert found(index, "jumlah sekolah dasar swasta") == ["1"]
    assert found(index, "jumlah sekolah swasta") == ["2", "1"]
    assert found(index, "jumlah pasar swasta") == []


def test_softening_does_not_tell_what_others_may_see(index: SearchIndex) -> None:
    index.update(
        [
            document("1", "jumlah sekolah dasar"),
            document("2", "jumlah sekolah rahasia", labels=STAFF - PUBLIC),
        ]
    )
    assert found(index, "jumlah sekolah rahasia") == ["1"]
    assert index.search(Query(words="jumlah sekolah rahasia", labels=STAFF)).ids == ("2",)


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ('"jalan raya"', {"1"}),
        ('"raya jalan"', set()),
        ('"pendapatan dan belanja"', {"2"}),
        ('"pendapatan belanja"', set()),
        ('"Jalan"', {"1", "3"}),
        ('"jalan raya" rusak', {"1"}),
        ('"raya desa"', set()),
        ('"di jalan raya"', {"1"}),
    ],
)
def test_quoted_phrases(index: SearchIndex, typed: str, ids: set[str]) -> None:
    index.update(
        [
            document("1", "Jalan raya rusak"),
            document("2", "Pendapatan dan belanja daerah"),
            document("3", "Rusaknya jalan desa raya", tags=("raya", "desa")),
        ]
    )
    assert set(found(index, typed)) == ids


def test_prefixes(index: SearchIndex) -> None:
    index.update(
        [document("1", "Anggaran"), document("2", "anggota dewan"), document("3", "kode", codes=("5.12.03",))]
    )
    assert set(found(index, "angg*")) == {"1", "2"}
    assert found(index, "anggar*") == ["1"]
    assert found(index, "ANGGO* dewan") == ["2"]
    assert found(index, "5.1*") == ["3"]
    assert found(index, "xyz*") == []


def test_codes_are_found_by_their_beginnings(index: SearchIndex) -> None:
    index.update(
        [
            document("a", "Belanja", codes=("5.1.02.01.01.0001",)),
            document("b", "Modal", codes=("5.2.02.01",)),
            document("skpd", "Satpol PP", codes=("1.05.0.00.0.00.01.0000",)),
            document("title", "Rekening 5.1.02.99 saja"),
        ]
    )
    assert set(found(index, "5.1.02")) == {"a", "title"}
    assert set(found(index, "5.1.02.01.01.0001")) == {"a"}
    assert set(found(index, "5")) == {"a", "b", "title"}
    assert found(index, "1.05.0.00.0.00.01.0000") == ["skpd"]
    assert found(index, '"5.2.02"') == ["b"]
    assert found(index, "1.02") == []
    assert found(index, "5.1.0") == []


def test_the_word_itself_ranks_above_its_family(index: SearchIndex) -> None:
    index.update([document("family", "Penganggaran"), document("exact", "Anggaran"), document("x", "lain")])
    assert found(index, "anggaran") == ["exact", "family"]
    assert found(index, "penganggaran") == ["family", "exact"]


def test_labels_hide_from_hits_totals_facets_and_filters(index: SearchIndex) -> None:
    index.update(
        [
            document("open", "anggaran", tags=("umum",)),
            document("closed", "anggaran", tags=("umum", "rahasia"), labels=frozenset({"dinkes"})),
            document("nobody", "anggaran", labels=frozenset()),
        ]
    )
    for words in ("", "anggaran", "angg*", '"anggaran"'):
        seen = index.search(Query(words=words, facets=("tag",)))
        assert (seen.total, seen.ids, seen.facets) == (1, ("open",), {"tag": (("umum", 1),)})
    assert index.search(Query(filters={"tag": ["rahasia"]})).total == 0
    assert index.search(Query(filters={"id": ["closed"]})).total == 0
    assert index.search(Query(labels=frozenset())).total == 0
    staff = index.search(Query(labels=STAFF, facets=("tag",)))
    assert (staff.total, staff.facets) == (2, {"tag": (("umum", 2), ("rahasia", 1))})


def test_filters_widen_within_a_field_and_narrow_across(index: SearchIndex) -> None:
    index.update(
        [
            document("1", organization="dinkes", years=(2022, 2023)),
            document("2", organization="dinkes", years=(2021,)),
            document("3", organization="bappeda", years=(2023,)),
        ]
    )

    def ids(filters: dict[str, list[str]]) -> set[str]:
        return set(index.search(Query(filters=filters)).ids)

    assert ids({"year": ["2021", "2022"]}) == {"1", "2"}
    assert ids({"year": ["2023"], "organization": ["dinkes"]}) == {"1"}
    assert ids({"name": ["n-2", "n-3", "n-9"]}) == {"2", "3"}
    assert ids({"id": ["1"]}) == {"1"}
    assert ids({"organization": ["tidak-ada"]}) == set()
    assert ids({"organization": []}) == set()


def test_facets_count_what_else_could_be_chosen_when_asked(index: SearchIndex) -> None:
    index.update(
        [
            document("a", "Belanja", tags=("jalan",), years=(2023,)),
            document("b", "Belanja", tags=("jalan",), years=(2024,)),
            document("c", "Belanja", tags=("sawah",), years=(2023,)),
            document("d", "Pendapatan", tags=("pajak",), years=(2023,)),
        ]
    )
    asked = Query("belanja", {"tag": ("jalan",), "year": ("2023",)}, facets=("tag", "year", "organization"))
    narrow = index.search(asked)
    wide = index.search(replace(asked, alternatives=True))
    assert narrow.ids == wide.ids == ("a",)
    assert narrow.facets == {"tag": (("jalan", 1),), "year": (("2023", 1),), "organization": ()}
    assert wide.facets == {
        "tag": (("jalan", 1), ("sawah", 1)),
        "year": (("2023", 1), ("2024", 1)),
        "organization": (),
    }


def test_facets_count_all_hits_and_keep_the_most_frequent(index: SearchIndex) -> None:
    index.update([document(str(n), tags=("semua", f"t{n % 3}", f"u{n}", f"u{n}")) for n in range(7)])
    hits = index.search(Query(facets=("tag", "year"), facet_limit=4, limit=2))
    assert hits.facets == {"tag": (("semua", 7), ("t0", 3), ("t1", 2), ("t2", 2)), "year": ()}
    everything = index.search(Query(facets=("tag",), facet_limit=-1)).facets["tag"]
    assert len(everything) == 11
    assert everything[4:] == tuple((f"u{n}", 1) for n in range(7))
    assert index.search(Query(facets=("tag",), facet_limit=0)).facets == {"tag": ()}


def test_sorts(index: SearchIndex) -> None:
    index.update(
        [
            document("b", "Ázab", age=2),
            document("a", "zebra", age=1),
            document("c", "Beras", age=3),
            document("d", "ayam"),
        ]
    )

    def order(sort: str) -> str:
        return "".join(index.search(Query(sort=sort)).ids)

    assert order("modified") == order("modified desc") == "cbad"
    assert order("modified asc") == "abcd"
    assert order("created") == "abcd"
    assert order("created asc") == "cbad"
    assert order("name") == "abcd"
    assert order("name desc") == "dcba"
    assert order("title") == "dbca"
    assert order("title desc") == "acbd"
    assert order("relevance") == "cbad"


def test_pages_do_not_overlap_and_the_total_stays(index: SearchIndex) -> None:
    index.update([document(f"{n:03d}", "sama" if n % 2 else "sama saja", age=n % 5) for n in range(50)])
    for sort in ("relevance", "modified", "title"):
        pages = [index.search(Query(words="sama", sort=sort, offset=at, limit=7)) for at in range(0, 63, 7)]
        assert [page.total for page in pages] == [50] * 9
        ids = [identifier for page in pages for identifier in page.ids]
        assert ids == list(index.search(Query(words="sama", sort=sort, limit=100)).ids)
        assert len(set(ids)) == 50
    assert index.search(Query(limit=0)).ids == ()


@pytest.mark.parametrize(
    "query",
    [
        Query(sort="size"),
        Query(sort="modified downwards"),
        Query(sort=""),
        Query(filters={"title": ["x"]}),
        Query(facets=("title",)),
        Query(filters={"label": ["public"]}),
        Query(facets=("label",)),
    ],
)
def test_unknown_fields_are_refused(index: SearchIndex, query: Query) -> None:
    with pytest.raises(BadQuery):
        index.search(query)


@pytest.mark.parametrize(
    "typed", ["", "  ", "dan", "yang di", '"', '""', "*", "***", "!?", "\0", "-", '"dan"', "\ud800"]
)
def test_words_that_say_nothing_narrow_nothing(index: SearchIndex, typed: str) -> None:
    index.update([document("1", "a b c"), document("2", "lain")])
    assert index.search(Query(words=typed)).total == 2


@pytest.mark.parametrize(
    "typed",
    [
        'anggaran"',
        '"anggaran',
        'ang"garan',
        "anggaran\0",
        "(anggaran",
        "anggaran OR",
        "anggaran:",
        "+anggaran",
    ],
)
def test_unfinished_words_are_still_understood(index: SearchIndex, typed: str) -> None:
    index.update([document("1", "anggaran or garan ang"), document("2", "lain")])
    assert found(index, typed) == ["1"]


@pytest.mark.parametrize(
    "typed", ["a" * 10_000, "ka* " * 2_500, '"ka ' * 2_500, "1." * 5_000, "anggaran " * 1_200]
)
def test_ten_thousand_characters_are_answered(index: SearchIndex, typed: str) -> None:
    index.update([document("1", "kata anggaran", codes=("1.1.1",))])
    assert index.search(Query(words=typed, facets=FACETS)).total <= 1


@tries(150)
@given(
    words=st.text(alphabet=st.sampled_from("ab 5.*\"-/~\0:(){}[]^!&|+\\'’é٣\ud800\n_"), max_size=60)
    | st.text()
)
def test_whatever_is_typed_gives_an_answer(index: SearchIndex, words: str) -> None:
    if not index.count():
        index.update([document("1", "a b-a 5.5 ab", codes=("5.5.5",)), document("2", labels=frozenset())])
    hits = index.search(Query(words=words, facets=FACETS))
    assert hits.total == len(hits.ids) <= 1


def test_an_update_replaces_and_removes(index: SearchIndex) -> None:
    index.update([document("1", "lama", tags=("x",)), document("2", "lama"), document("3", "lama")])
    index.update([document("1", "baru", tags=("y",)), document("4", "baru")], removed=["2", "tidak-ada"])
    assert set(found(index, "baru")) == {"1", "4"}
    assert found(index, "lama") == ["3"]
    assert index.search(Query(facets=("tag",))).facets == {"tag": (("y", 1),)}
    assert index.count() == 3
    index.update([], removed=["1", "3", "4"])
    assert (index.count(), index.search(Query()).total) == (0, 0)


def test_many_small_updates_are_one_index(index: SearchIndex) -> None:
    for n in range(40):
        index.update([document(str(n % 25), f"nomor{n} anggaran", tags=(f"t{n % 4}",), age=n)])
    assert index.count() == 25
    hits = index.search(Query(words="anggaran", facets=("tag",), limit=100, sort="modified"))
    assert list(hits.ids) == [str(n % 25) for n in range(39, 14, -1)]
    assert dict(hits.facets["tag"]) == {f"t{k}": sum(n % 4 == k for n in range(15, 40)) for k in range(4)}
    assert found(index, "nomor39") == ["14"]
    assert found(index, "nomor3") == []


def test_a_rebuild_replaces_everything(index: SearchIndex, open_index: Callable[[], SearchIndex]) -> None:
    reader = open_index()
    index.update([document("1", "lama")])
    assert reader.count() == 1
    assert index.rebuild(document(str(n), "baru") for n in range(5)) == 5
    for each in (index, reader, open_index()):
        assert (each.count(), found(each, "lama")) == (5, [])
        assert each.search(Query(words="baru")).total == 5
    assert index.rebuild([]) == 0
    assert reader.search(Query()).total == 0


def test_a_failed_write_changes_nothing(index: SearchIndex) -> None:
    index.update([document("1", "lama")])

    def breaking() -> list[Document]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        index.rebuild(item for _ in range(1) for item in breaking())
    with pytest.raises(AttributeError):
        index.update([document("2", "baru"), document("3", None)])  # type: ignore[arg-type]  # that is the point
    assert found(index, "lama") == ["1"]
    index.update([document("2", "baru")])
    assert index.count() == 2


def test_many_threads_share_one_index(index: SearchIndex) -> None:
    index.rebuild(document(str(n), f"kata{n} sama", notes=f"kata{n} di sini") for n in range(500))
    wrong: list[int] = []

    def read(start: int) -> None:
        for turn in range(500):
            n = (start + turn) % 500
            if found(index, f"kata{n}") != [str(n)] or found(index, f'"kata{n} sama"') != [str(n)]:
                wrong.append(n)

    threads = [threading.Thread(target=read, args=(start,)) for start in (0, 120, 240, 360)]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # as many changes of thread as there can be
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.setswitchinterval(before)
    assert not wrong


def test_readers_see_whole_states_while_another_writes(
    index: SearchIndex, open_index: Callable[[], SearchIndex]
) -> None:
    index.update([document(str(n), "nol") for n in range(10)])
    stop = threading.Event()
    seen: list[tuple[int, int]] = []
    failures: list[BaseException] = []

    def read(reader: SearchIndex) -> None:
        try:
            while not stop.is_set():
                words = f"putaran{len(seen) % 7}"
                seen.append((reader.search(Query()).total, reader.search(Query(words=words)).total))
        except BaseException as failure:
            failures.append(failure)

    shared = open_index()
    threads = [threading.Thread(target=read, args=(each,)) for each in (index, shared, shared)]
    for thread in threads:
        thread.start()
    for turn in range(14):
        documents = [document(str(n), f"putaran{turn % 7} jalan") for n in range(10)]
        if turn % 5:
            index.update(documents)
        else:
            index.rebuild(documents)
        assert index.search(Query(words=f"putaran{turn % 7}")).total == 10
    stop.set()
    for thread in threads:
        thread.join(10)
    assert not failures
    assert {everything for everything, _ in seen} == {10}
    assert {some for _, some in seen} <= {0, 10}

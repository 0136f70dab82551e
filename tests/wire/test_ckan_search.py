"""CKAN's q, fq and sort as what the search port carries."""

import pytest

from catalog.errors import BadQuery
from catalog.wire.ckan_search import Wanted, read_search, read_sort


def filters(**values: set[str]) -> Wanted:
    """A search by filters alone."""
    return Wanted(filters={name: frozenset(wanted) for name, wanted in values.items()})


NOTHING = Wanted(nothing=True)


@pytest.mark.parametrize(
    ("q", "wanted"),
    [
        ("", Wanted()),
        ("*:*", Wanted()),
        ("*", Wanted()),
        ('""', Wanted()),
        ("anggaran dinas", Wanted(("anggaran dinas",))),
        ('"anggaran dinas" 5.1*', Wanted(('"anggaran dinas" 5.1*',))),
        ("berapa (anggaran?", Wanted(("berapa (anggaran?",))),
        ("a~2", Wanted(("a~2",))),
        ("title:anggaran", Wanted(("anggaran",))),
        ('text:(anggaran "dinas satu" keseh*)', Wanted(("anggaran", '"dinas satu"', "keseh*"))),
        ("organization:bappeda anggaran", Wanted(("anggaran",), {"organization": frozenset({"bappeda"})})),
        ("state:active", Wanted()),
        ("type:harvest", NOTHING),
        ("tidak_ada:x", NOTHING),
        ("tidak_ada:[1 TO 2]", NOTHING),
        ("-tidak_ada:x", Wanted()),
        ("vocab_tema:*", NOTHING),
    ],
)
def test_words_and_fields_of_q(q: str, wanted: Wanted) -> None:
    assert read_search(q, ()) == wanted


@pytest.mark.parametrize(
    ("fq", "wanted"),
    [
        ("organization:a", filters(organization={"a"})),
        ('groups:"dua kata"', filters(theme={"dua kata"})),
        ("tags:(a OR b)", filters(tag={"a", "b"})),
        ("organization:a OR organization:b", filters(organization={"a", "b"})),
        ("organization:a OR organization:b +groups:c", filters(organization={"a", "b"}, theme={"c"})),
        ("+license_id:cc-zero +year:2024", filters(license={"cc-zero"}, year={"2024"})),
        ("res_format:csv", filters(format={"CSV"})),
        ('(res_format:"csv" OR res_format:"CSV" OR distribution_format:"csv")', filters(format={"CSV"})),
        ("organization:(a OR b) organization:(b OR c)", filters(organization={"b"})),
        ("organization:a organization:b", NOTHING),
        ("tags:(a OR b) tags:a", filters(tag={"a"})),
        ("name:a OR *:*", Wanted()),
        ("organization:*", Wanted()),
        ("id:x AND tidak_ada:y", NOTHING),
    ],
)
def test_filters_of_fq(fq: str, wanted: Wanted) -> None:
    assert read_search("", [fq]) == wanted


def test_every_fq_narrows() -> None:
    found = read_search("a", ["tags:b", "groups:c"])
    assert found == Wanted(("a",), {"tag": frozenset({"b"}), "theme": frozenset({"c"})})


@pytest.mark.parametrize(
    ("q", "fq"),
    [
        ("a OR b", ""), ("a -b", ""), ("NOT a", ""), ("", "-organization:a"), ("", "tags:a tags:b"),
        ("", "organization:a OR tags:b"), ("", "tags:*"), ("", "organization:*a*"), ("text:*a*", ""),
        ("", "metadata_modified:[NOW-7DAYS TO *]"), ("", "notes:a"), ("", "extras_x:1"), ("title:a~1", ""),
        ("{!bool must=a}", ""), ("title:(", ""), ("", "tags:[a TO b]"), ("title:a OR tags:b", ""),
    ],
)  # fmt: skip
def test_what_the_port_cannot_carry_is_refused_in_words(q: str, fq: str) -> None:
    with pytest.raises(BadQuery) as refusal:
        read_search(q, [fq])
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    ("text", "by_relevance", "order"),
    [
        ("", False, "modified desc"),
        ("", True, "relevance"),
        ("rank", True, "relevance"),
        ("score desc, metadata_modified desc", True, "relevance desc"),
        ("score desc, metadata_modified desc", False, "modified desc"),
        ("name ASC", True, "name asc"),
        ("id asc", False, "name asc"),
        ("title_string desc", True, "title desc"),
        ("views_recent desc, metadata_created asc", True, "created asc"),
        ("views_recent desc", False, "modified desc"),
    ],
)
def test_sort(text: str, by_relevance: bool, order: str) -> None:
    assert read_sort(text, by_relevance) == order


@pytest.mark.parametrize("text", ["name", "name up", "name asc,", "name asc desc", ","])
def test_a_malformed_sort_is_refused(text: str) -> None:
    with pytest.raises(BadQuery):
        read_sort(text, by_relevance=False)

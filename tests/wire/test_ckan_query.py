"""The search syntax as a tree."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import BadQuery
from catalog.wire.ckan_query import MAX_DEPTH, MAX_LENGTH, All, Any, Node, Not, Range, Term, parse

A, B, C = Term("", "a"), Term("", "b"), Term("", "c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", All(())),
        ("a", A),
        ("a b", All((A, B))),
        ("a OR b c", All((Any((A, B)), C))),
        ("a AND b OR c", Any((All((A, B)), C))),
        ("a || b && c", Any((A, All((B, C))))),
        ("(a OR b) c", All((Any((A, B)), C))),
        ("+a -b", All((A, Not(B)))),
        ("NOT a !b", All((Not(A), Not(B)))),
        ('"a  b"', Term("", "a  b", phrase=True)),
        ("tags:a", Term("tags", "a")),
        ("tags: a", Term("tags", "a")),
        ('tags:"a b"', Term("tags", "a b", phrase=True)),
        ("tags:(a OR b)", Any((Term("tags", "a"), Term("tags", "b")))),
        ("tags:(a name:b)", All((Term("tags", "a"), Term("name", "b")))),
        ("+tags:a", Term("tags", "a")),
        ("-tags:(a b)", Not(All((Term("tags", "a"), Term("tags", "b"))))),
        ("*:*", Term("*", "*")),
        ("name:apbd-2024", Term("name", "apbd-2024")),
        ("a - b", All((A, Term("", "-"), B))),
        (r"a\:b", Term("", "a:b")),
        (r'"a\"b"', Term("", 'a"b', phrase=True)),
        (r"\OR", Term("", "OR")),
        ("or", Term("", "or")),
        ("a~2", Term("", "a", suffix="~2")),
        ('"a b"^3', Term("", "a b", phrase=True, suffix="^3")),
        ("metadata_modified:[NOW-7DAYS TO *]", Range("metadata_modified", "[NOW-7DAYS TO *]")),
    ],
)
def test_a_query_becomes_a_tree(text: str, tree: Node) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    "text",
    ["(a", "a)", '"a', "tags:", "a OR", "OR a", "a AND )", "x:[1 TO 2", "a ]", ": a", "^2", "(a)^2",
     "(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1), "NOT " * 1900 + "a",
        "a:" * 3900 + "a",
        "a" * (MAX_LENGTH + 1)],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(BadQuery):
        parse(text)


@given(st.text(alphabet='ab:*"()[]{}+-!~^\\ ORAND?', max_size=60))
def test_no_text_does_worse_than_a_refusal(text: str) -> None:
    with suppress(BadQuery):
        assert isinstance(parse(text), Node)

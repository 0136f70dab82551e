"""Parameters, however their client spells them."""

from typing import Any

import pytest

from catalog.errors import Invalid
from catalog.wire.ckan_params import (
    ById,
    DatastoreSearch,
    GroupList,
    OrganizationList,
    PackageSearch,
    Paging,
)
from catalog.wire.reading import load


@pytest.mark.parametrize(
    "spelled",
    [
        ["tags", "groups"],
        '["tags","groups"]',
        "['tags', 'groups']",
        "tags,groups",
        ["tags,groups"],
        " tags , groups",
    ],
)
def test_names_come_in_many_spellings(spelled: object) -> None:
    assert load(PackageSearch, {"facet.field": spelled}).facet_field == ("tags", "groups")


@pytest.mark.parametrize(
    ("value", "spellings"),
    [
        (True, [True, "TRUE", "True", "true", "1", 1, "yes", "on"]),
        (False, [False, "False", "false", "0", 0, "off"]),
    ],
)
def test_truth_comes_in_many_spellings(value: bool, spellings: list[object]) -> None:
    for spelled in spellings:
        assert load(OrganizationList, {"all_fields": spelled}).all_fields is value


def test_numbers_may_be_text_and_nothing_may_be_null_or_empty() -> None:
    assert load(Paging, {"limit": "32000", "offset": 5}) == Paging(limit=32000, offset=5)
    assert load(Paging, {"limit": None, "offset": ""}) == Paging()


def test_more_rows_than_one_answer_holds_are_not_given() -> None:
    assert load(PackageSearch, {"rows": "5000"}).rows == 1000


def test_a_second_name_does_where_the_first_is_absent() -> None:
    assert load(ById, {"name_or_id": "x"}).id == "x"
    assert load(ById, {"name_or_id": "x", "id": "y"}) == ById(id="y")
    assert load(DatastoreSearch, {"id": "x"}).resource_id == "x"
    assert load(GroupList, {"groups": "a,b", "order_by": "name"}).only == ("a", "b")


def test_unknown_names_are_told() -> None:
    assert load(ById, {"id": "x", "include_users": False, "z": 1}).unknown == {"include_users": False, "z": 1}


def test_objects_may_be_json_text() -> None:
    wanted = load(DatastoreSearch, {"resource_id": "x", "filters": '{"a": [1]}', "q": '{"a": "b"}'})
    assert (wanted.filters, wanted.q) == ({"a": [1]}, {"a": "b"})
    assert load(DatastoreSearch, {"resource_id": "x", "q": 5}).q == "5"


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        (ById, {}, "id"),
        (ById, {"id": ["a", "b"]}, "id"),
        (ById, {"id": {"a": 1}}, "id"),
        (ById, {"id": True}, "id"),
        (ById, {"id": "a\0b"}, "id"),
        (Paging, {"limit": "x"}, "limit"),
        (Paging, {"limit": -1}, "limit"),
        (Paging, {"limit": "9" * 30}, "limit"),
        (Paging, {"limit": "٣"}, "limit"),
        (Paging, {"limit": 1.5}, "limit"),
        (PackageSearch, {"facet.limit": "x"}, "facet.limit"),
        (PackageSearch, {"facet.field": "['tags'"}, "facet.field"),
        (PackageSearch, {"facet.field": [1]}, "facet.field"),
        (PackageSearch, {"facet": "maybe"}, "facet"),
        (PackageSearch, {"fq": [["a"]]}, "fq"),
        (DatastoreSearch, {"resource_id": "x", "filters": "abc"}, "filters"),
        (DatastoreSearch, {"resource_id": "x", "filters": [1]}, "filters"),
        (DatastoreSearch, {"resource_id": "x", "q": [1]}, "q"),
    ],
)
def test_wrong_values_are_refused_by_the_name_that_the_client_used(
    kind: Any, given: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        load(kind, given)
    assert list(refusal.value.fields) == [field]
    assert str(refusal.value).endswith(".")

"""Every action, by everybody, on datasets of every kind: an action that is not in this table fails."""

from collections.abc import Callable
from typing import Any

import pytest

from catalog import accounts, organizations
from catalog.access import SYSTEM, Role
from catalog.api.actions import ACTIONS
from tests.api.conftest import Served
from tests.api.writers import Writer

Statuses = tuple[int, ...]  # in the order of ACTORS
ACTORS = ("nobody", "stranger", "member", "produsen", "wali", "admin")
STATES = ("public", "private", "draft", "deleted")
OPEN: Statuses = (200,) * 6
_HIDDEN: Statuses = (404, 404, 200, 200, 200, 200)

# What a kind of action answers on a dataset in each state.
ON_DATASETS: dict[str, dict[str, Statuses]] = {
    "reads": {
        "public": OPEN,
        "private": _HIDDEN,
        "draft": _HIDDEN,
        "deleted": (410, 410, 200, 200, 200, 200),
    },
    "edits": {
        "public": (403, 403, 403, 200, 200, 200),
        "private": (403, 404, 403, 200, 200, 200),
        "draft": (403, 404, 403, 200, 200, 200),
        "deleted": (403, 410, 403, 200, 200, 200),
    },
    "withdraws": {
        "public": (403, 403, 403, 403, 200, 200),
        "private": (403, 404, 403, 403, 200, 200),
        "draft": (403, 404, 403, 200, 200, 200),  # one's own draft, which nobody else has seen
        "deleted": (403, 410, 403, 200, 200, 200),  # it is already gone
    },
    "moves": {
        "public": (403, 403, 403, 403, 403, 200),
        "private": (403, 404, 403, 403, 403, 200),
        "draft": (403, 404, 403, 403, 403, 200),
        "deleted": (403, 410, 403, 403, 403, 200),
    },
    "purges": {
        "public": (403, 403, 403, 403, 403, 200),
        "private": (403, 404, 403, 403, 403, 200),
        "draft": (403, 404, 403, 403, 403, 200),
        "deleted": (403, 410, 403, 403, 403, 200),
    },
    "reads resources": {
        "public": OPEN,
        "private": _HIDDEN,
        "draft": _HIDDEN,
        "deleted": (410, 410, 200, 200, 200, 200),
    },
    "reads published resources": {
        "public": OPEN,
        "private": _HIDDEN,
        "draft": (404,) * 6,
        "deleted": (410, 410, 200, 200, 200, 200),
    },
    "reads tables": {  # the links here have none
        "public": (404,) * 6,
        "private": (404,) * 6,
        "draft": (404,) * 6,
        "deleted": (410, 410, 404, 404, 404, 404),
    },
    "reads loads": dict.fromkeys(STATES, (404,) * 6),  # of links there are none
    "loads": {  # links have nothing to load
        "public": (403, 403, 403, 404, 404, 404),
        "private": (403, 404, 403, 404, 404, 404),
        "draft": (403, 404, 403, 404, 404, 404),
        "deleted": (403, 404, 403, 404, 404, 404),
    },
    "edits resources": {
        "public": (403, 403, 403, 200, 200, 200),
        "private": (403, 404, 403, 200, 200, 200),
        "draft": (403, 404, 403, 200, 200, 200),
        "deleted": (403, 404, 403, 200, 200, 200),
    },
}
Sent = Callable[[Any], dict[str, Any]]
BY_ID: Sent = lambda made: {"id": made["name"]}  # noqa: E731  # a table of them
RESOURCE: Sent = lambda made: {"id": made["resources"][0]["id"]}  # noqa: E731  # a table of them
BULK: Sent = lambda made: {"datasets": [made["id"]], "org_id": "bappeda"}  # noqa: E731  # a table of them
IN_GROUP: Sent = lambda made: {  # noqa: E731  # a table of them
    "id": "anggaran", "object": made["name"], "object_type": "package",
}  # fmt: skip
DATASET_ACTIONS: dict[str, tuple[str, Sent]] = {
    "package_show": ("reads", BY_ID),
    "package_activity_list": ("reads", BY_ID),
    "package_update": ("edits", BY_ID),
    "package_patch": ("edits", BY_ID),
    "package_revise": ("edits", lambda made: {"match": {"id": made["id"]}}),
    "package_resource_reorder": ("edits", lambda made: BY_ID(made) | {"order": []}),
    "resource_create": ("edits", lambda made: {"package_id": made["name"], "url": "http://b"}),
    "bulk_update_private": ("edits", BULK),
    "bulk_update_public": ("edits", BULK),
    "member_create": ("edits", IN_GROUP),
    "member_delete": ("edits", IN_GROUP),
    "package_delete": ("withdraws", BY_ID),
    "bulk_update_delete": ("withdraws", BULK),
    "package_owner_org_update": ("moves", lambda made: BY_ID(made) | {"organization_id": "dinas-kesehatan"}),
    "dataset_purge": ("purges", BY_ID),
    "resource_show": ("reads resources", RESOURCE),
    "resource_view_list": ("reads published resources", RESOURCE),
    "datapusher_status": ("reads loads", RESOURCE),
    "xloader_status": ("reads loads", RESOURCE),
    "datapusher_submit": ("loads", RESOURCE),
    "xloader_submit": ("loads", RESOURCE),
    "datastore_info": ("reads tables", RESOURCE),
    "datastore_search": ("reads tables", RESOURCE),
    "datastore_search_sql": ("reads tables", lambda made: {"sql": f'SELECT 1 FROM "{RESOURCE(made)["id"]}"'}),
    "resource_update": ("edits resources", RESOURCE),
    "resource_patch": ("edits resources", RESOURCE),
    "resource_delete": ("edits resources", RESOURCE),
}
_ADMIN: Statuses = (403, 403, 403, 403, 403, 200)
_NEW = {"name": "NEW", "owner_org": "bappeda"}
_MEMBER = {"id": "bappeda", "username": "tamu"}
# What else there is: the same for everybody, or by what somebody is in Bappeda.
OTHERS: dict[str, tuple[dict[str, Any], Statuses]] = {
    "api_token_create": ({"name": "uji"}, (403, 200, 200, 200, 200, 200)),
    "api_token_list": ({}, (404, 200, 200, 200, 200, 200)),
    "api_token_revoke": ({"jti": "tak-ada"}, (403, 404, 404, 404, 404, 404)),
    "activity_data_show": ({"id": "0"}, (404,) * 6),
    "activity_diff": ({"id": "0"}, (404,) * 6),
    "activity_show": ({"id": "0"}, (404,) * 6),
    "current_package_list_with_resources": ({}, OPEN),
    "dashboard_activity_list": ({}, OPEN),
    "format_autocomplete": ({"q": "c"}, OPEN),
    "group_autocomplete": ({"q": "a"}, OPEN),
    "organization_autocomplete": ({"q": "a"}, OPEN),
    "resource_view_show": ({"id": "x"}, (404,) * 6),
    "group_activity_list": ({"id": "anggaran"}, OPEN),
    "group_create": ({"name": "NEW"}, _ADMIN),
    "group_delete": ({"id": "FRESH-group"}, _ADMIN),
    "group_list": ({}, OPEN),
    "group_list_authz": ({}, OPEN),
    "group_member_create": ({**_MEMBER, "role": "editor"}, (403, 409, 409, 409, 409, 409)),
    "group_member_delete": (_MEMBER, (403, 409, 409, 409, 409, 409)),
    "group_package_show": ({"id": "anggaran"}, OPEN),
    "group_patch": ({"id": "anggaran"}, _ADMIN),
    "group_purge": ({"id": "FRESH-group"}, _ADMIN),
    "group_show": ({"id": "anggaran"}, OPEN),
    "group_update": ({"id": "anggaran"}, _ADMIN),
    "help_show": ({"name": "help_show"}, OPEN),
    "license_list": ({}, OPEN),
    "member_list": ({"id": "bappeda"}, OPEN),
    "member_roles_list": ({}, OPEN),
    "organization_activity_list": ({"id": "bappeda"}, OPEN),
    "organization_create": ({"name": "NEW"}, _ADMIN),
    "organization_delete": ({"id": "FRESH-organization"}, _ADMIN),
    "organization_list": ({}, OPEN),
    "organization_list_for_user": ({}, OPEN),
    "organization_member_create": ({**_MEMBER, "role": "editor"}, (403, 403, 403, 403, 200, 200)),
    "organization_member_delete": (
        {"id": "bappeda", "username": "tidak-ada"}, (403, 404, 404, 404, 404, 404),
    ),
    "organization_patch": ({"id": "bappeda"}, (403, 403, 403, 403, 200, 200)),
    "organization_purge": ({"id": "FRESH-organization"}, _ADMIN),
    "organization_show": ({"id": "bappeda"}, OPEN),
    "organization_update": ({"id": "bappeda"}, (403, 403, 403, 403, 200, 200)),
    "package_autocomplete": ({"q": "a"}, OPEN),
    "package_create": (_NEW, (403, 403, 403, 200, 200, 200)),
    "package_list": ({}, OPEN),
    "package_search": ({}, OPEN),
    "recently_changed_packages_activity_list": ({}, OPEN),
    "site_read": ({}, OPEN),
    "status_show": ({}, OPEN),
    "tag_autocomplete": ({}, OPEN),
    "tag_list": ({}, OPEN),
    "tag_search": ({}, OPEN),
    "vocabulary_list": ({}, OPEN),
    "vocabulary_show": ({"id": "x"}, (404,) * 6),
    "tag_show": ({"id": "anggaran"}, OPEN),
    "user_activity_list": ({"id": "admin"}, (404, 404, 404, 404, 404, 200)),
    "user_create": ({"name": "NEW", "email": "NEW@example.id"}, _ADMIN),
    "user_delete": ({"id": "tak-ada"}, (403, 403, 403, 403, 403, 404)),
    "user_invite": (
        {"email": "NEW@example.id", "group_id": "bappeda", "role": "editor"}, (403, 403, 403, 403, 200, 200),
    ),
    "user_list": ({}, OPEN),
    "user_patch": ({"id": "admin"}, (403, 404, 404, 404, 404, 200)),
    "user_show": ({"id": "admin"}, (404, 404, 404, 404, 404, 200)),
    "user_update": ({"id": "admin"}, (403, 404, 404, 404, 404, 200)),
}  # fmt: skip


@pytest.fixture(scope="module")
def actors(writable: Served, people: dict[str, Writer]) -> dict[str, Writer]:
    """Everybody in the table; a `member` sees what Bappeda has inside, and no more."""
    with writable.instance.work(SYSTEM, writing=True) as work:
        accounts.add_user(work, "tamu", "tamu@example.id")
        accounts.add_user(work, "member", "member@example.id")
        accounts.add_member(work, "member", organizations.get(work, "bappeda").id, Role.PEMBINA)
        token = accounts.create_token(work, "member")
    return people | {"member": Writer(writable.app, token)}


def make(actors: dict[str, Writer], name: str, state: str) -> Any:
    """A dataset of Bappeda with one link, in a state."""
    admin, links = actors["admin"], [{"url": "http://a"}]
    wanted = {"private": state == "private", "state": "draft" if state == "draft" else "active"}
    made = admin.do("package_create", name=name, owner_org="bappeda", resources=links, **wanted)
    if state == "deleted":
        admin.do("package_delete", id=name)
    return made


def test_every_action_is_in_the_table() -> None:
    assert not set(ACTIONS) ^ (set(DATASET_ACTIONS) | set(OTHERS))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", sorted(DATASET_ACTIONS))
def test_on_datasets(actors: dict[str, Writer], action: str, state: str) -> None:
    kind, sent = DATASET_ACTIONS[action]
    found = []
    made = make(actors, f"{action}-{state}", state)
    for place, name in enumerate(ACTORS):
        if ACTIONS[action].writes and 200 in found:  # what one has changed is not what the next should find
            made = make(actors, f"{action}-{state}-{place}", state)
        found.append(actors[name].ask(action, **sent(made)).status_code)
    assert tuple(found) == ON_DATASETS[kind][state]


@pytest.mark.parametrize("action", sorted(OTHERS))
def test_on_everything_else(actors: dict[str, Writer], action: str) -> None:
    sent, statuses = OTHERS[action]
    found = []
    for place, name in enumerate(ACTORS):
        given = {key: str(value).replace("NEW", f"{action}-{place}") for key, value in sent.items()}
        if str(sent.get("id", "")).startswith("FRESH-"):
            kind = sent["id"].removeprefix("FRESH-")
            given["id"] = actors["admin"].do(f"{kind}_create", name=f"{action}-{place}")["id"]
        found.append(actors[name].ask(action, **given).status_code)
    assert tuple(found) == statuses

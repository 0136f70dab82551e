"""The README's tables on writing through CKAN's API are so."""

import re
from pathlib import Path

import pytest

from catalog import accounts, organizations
from catalog.access import PROVINCE, SYSTEM, Role
from catalog.wire import ckan_people
from tests.api.conftest import Served
from tests.api.writers import Writer

README = (Path(__file__).resolve().parents[2] / "README.md").read_text()
SECTION = README.split("\n## Writing through CKAN's API\n", 1)[1].split("\n## ", 1)[0]
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in SECTION.splitlines() if "|" in line]
ROLES = [row for row in ROWS if row[1] in {role.value for role in Role}]
STATES = {row[0].strip("`"): row for row in ROWS[-4:]}


def test_every_role_that_can_be_given_is_told() -> None:
    assert {row[1] for row in ROLES} == {role.value for role in Role} - {"harvester"}
    for ckan, ours, _ in ROLES:
        word = ckan_people.capacity(Role(ours))
        assert ckan.startswith("sysadmin" if ours == "administrator" else word)


@pytest.mark.parametrize(("ckan", "ours", "answer"), ROLES)
def test_what_a_role_writes(
    writable: Served, people: dict[str, Writer], ckan: str, ours: str, answer: str
) -> None:
    name = f"peran-{ours.replace('_', '-')}"
    with writable.instance.work(SYSTEM, writing=True) as work:
        place = PROVINCE if ckan == "sysadmin" else organizations.get(work, "bappeda").id
        accounts.add_user(work, name, f"{name}@example.id")
        accounts.add_member(work, name, place, Role(ours))
        writer = Writer(writable.app, accounts.create_token(work, name))
    body = writer.ask("package_create", name=name, owner_org="bappeda").get_json()
    if "403" in answer:
        assert body["error"]["__type"] == "Authorization Error"
        return
    state = re.search(r"`state: (\w+)`", answer)
    assert state is not None
    assert body["result"]["state"] == state[1]
    public = people["nobody"].ask("package_show", id=name).status_code
    assert public == (200 if "published" in answer else 404)


def test_the_states_are_those_that_can_be_told(people: dict[str, Writer]) -> None:
    assert list(STATES) == ["active", "draft", "deleted", "purged"]
    wali, nobody = people["wali"], people["nobody"]
    wali.do("package_create", name="keadaan", owner_org="bappeda", state="draft")
    assert wali.do("package_show", id="keadaan")["state"] == "draft"
    assert wali.do("package_patch", id="keadaan", state="active")["state"] == "active"
    wali.do("package_delete", id="keadaan", reason="Ganda")
    assert wali.do("package_show", id="keadaan")["state"] == "deleted"
    told = nobody.refused("package_show", id="keadaan")
    assert (told["status"], "Ganda" in told["message"]) == (410, True)
    people["admin"].do("dataset_purge", id="keadaan")
    assert people["admin"].refused("package_show", id="keadaan")["status"] == 404

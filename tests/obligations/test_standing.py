"""How one duty stands: the states, one by one."""

from datetime import date

import pytest

from catalog.obligations import OTHER, PDF, TABLE, Duty, Item, State, stands

DUE = date(2025, 1, 31)
LINK = "https://dokumen.example.id/a"


def item(day: str, form: str = PDF, *urls: str) -> Item:
    """Something published on a day."""
    return Item("a", 1, "A", date.fromisoformat(day), form, urls)


@pytest.mark.parametrize(
    ("duty", "items", "day", "state", "days"),
    [
        (Duty(DUE), [], "2025-01-31", State.NOT_YET_DUE, 0),
        (Duty(DUE), [], "2025-01-21", State.NOT_YET_DUE, 10),
        (Duty(DUE), [], "2025-02-01", State.MISSING, 1),
        (Duty(DUE), [item("2025-01-31")], "2025-01-31", State.ON_TIME, 0),
        (Duty(DUE), [item("2025-02-01")], "2025-01-31", State.NOT_YET_DUE, 0),  # the future is not known
        (Duty(DUE), [item("2025-02-03")], "2025-03-01", State.LATE, 3),
        (Duty(DUE), [item("2025-02-03"), item("2025-01-05")], "2025-03-01", State.ON_TIME, 0),
        (Duty(None), [], "2025-03-01", State.NO_DATE, 0),
        (Duty(None, waiting=True), [], "2025-03-01", State.WAITING, 0),
        (Duty(None), [item("2025-02-03")], "2025-03-01", State.PUBLISHED, 0),
        (Duty(DUE, exempt="tidak punya"), [item("2025-01-05")], "2025-03-01", State.NOT_APPLICABLE, 0),
        (Duty(DUE, needs_table=True), [item("2025-01-05")], "2025-03-01", State.PDF_ONLY, 0),
        (
            Duty(DUE, needs_table=True),
            [item("2025-01-05"), item("2025-02-02", TABLE)],
            "2025-03-01",
            State.LATE,
            2,
        ),
    ],
)
def test_states(duty: Duty, items: list[Item], day: str, state: State, days: int) -> None:
    found = stands(duty, items, {}, date.fromisoformat(day))
    assert (found.state, found.days) == (state, days)


def test_a_link_is_dead_by_its_last_check_alone() -> None:
    only = [item("2025-01-05", OTHER, LINK)]
    checks = {LINK: [(date(2025, 2, 1), False), (date(2025, 2, 8), True), (date(2025, 2, 15), False)]}
    states = [stands(Duty(DUE), only, checks, date(2025, 2, day)).state for day in (0 + 1, 7, 8, 14, 15)]
    dead, fine = State.DEAD_LINK, State.ON_TIME
    assert states == [dead, dead, fine, fine, dead]
    assert stands(Duty(DUE), only, {}, date(2025, 2, 1)).state == fine  # nobody looked: nothing is said


def test_a_kept_file_stands_where_a_link_died() -> None:
    checks = {LINK: [(date(2025, 2, 1), False)]}
    both = [item("2025-01-05", OTHER, LINK), item("2025-02-10", PDF)]
    assert stands(Duty(DUE), both, checks, date(2025, 2, 5)).state == State.DEAD_LINK
    found = stands(Duty(DUE), both, checks, date(2025, 2, 10))
    assert (found.state, found.form) == (State.ON_TIME, PDF)  # it was there in time, and is there again


def test_the_form_shown_is_the_best_that_can_be_opened() -> None:
    items = [item("2025-01-05", PDF), item("2025-01-06", TABLE)]
    assert [stands(Duty(DUE), items, {}, date(2025, 1, day)).form for day in (5, 6)] == [PDF, TABLE]

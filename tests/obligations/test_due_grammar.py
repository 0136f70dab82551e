"""The written rules of due dates: what is read is what is written, and no date comes from nowhere."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import Invalid
from catalog.obligations import EVENTS, PERIOD, PERIODS, After, Dated, due_day, parse, span, written
from catalog.obligations.due import MOST_DAYS

DATED = st.builds(
    lambda offset, day: Dated(offset, day.month, day.day),
    st.integers(-9, 9),
    st.dates(date(2023, 1, 1), date(2023, 12, 31)),
)
AFTER = st.builds(After, st.integers(0, MOST_DAYS), st.sampled_from((PERIOD, *EVENTS)))
RULES = DATED | AFTER
YEARS = st.integers(2000, 2200)


@given(RULES)
def test_a_rule_is_read_as_it_was_written(rule: Dated | After) -> None:
    assert parse(str(rule)) == rule
    assert parse(f"  {str(rule).upper()} ") == rule


@given(st.text(max_size=40) | st.from_regex(r"y[-+0-9]{0,12}", fullmatch=True))
def test_any_text_is_a_rule_or_is_told_why_not(text: str) -> None:
    try:
        rule = parse(text)
    except Invalid as error:
        assert list(error.fields) == ["due"]  # noqa: PT017  # any text may be right as well
    else:
        assert parse(str(rule)) == rule


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "kosong"),
        ("2025-01-31", "Tulis Y"),
        ("Y-13-01", "Bulan 13"),
        ("Y-02-29", "paling akhir 28"),
        ("Y-04-31", "Hari 31"),
        ("30 hari setelah lebaran", "lebaran tidak dikenal"),
        ("1000 hari setelah apbd", "999"),
        ("akhir Januari", "akhir Januari"),
    ],
)
def test_what_is_wrong_is_said(text: str, told: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(text)
    assert told in str(refused.value.fields["due"][0])


@given(AFTER, YEARS, st.dictionaries(st.sampled_from(EVENTS), st.dates(date(2000, 1, 1), date(2200, 1, 1))))
def test_a_day_after_an_event_needs_the_event(rule: After, year: int, events: dict[str, date]) -> None:
    end = date(year, 6, 30)
    start = end if rule.event == PERIOD else events.get(rule.event)
    assert due_day(rule, year, end, events) == (start + timedelta(days=rule.days) if start else None)


@given(DATED, YEARS)
def test_a_dated_rule_is_that_day_of_every_year(rule: Dated, year: int) -> None:
    found = due_day(rule, year, date(year, 12, 31), {})
    assert found == date(year + rule.offset, rule.month, rule.day)


@given(YEARS)
def test_without_a_rule_there_is_no_day(year: int) -> None:
    assert due_day(None, year, date(year, 12, 31), dict.fromkeys(EVENTS, date(year, 1, 1))) is None


@given(YEARS, st.sampled_from(sorted(PERIODS)))
def test_the_periods_of_a_year_follow_each_other(year: int, periodicity: str) -> None:
    spans = [span(year, periodicity, number) for number in range(1, PERIODS[periodicity] + 1)]
    assert (spans[0][0], spans[-1][1]) == (date(year, 1, 1), date(year, 12, 31))
    for (_, end), (start, _) in pairwise(spans):
        assert start == end + timedelta(days=1)


def test_the_file_holds_the_known_lists() -> None:
    counts = {name: sum(one.list == name for one in written()) for name in ("tpad", "ipkd", "kip", "data")}
    assert counts == {"tpad": 12, "ipkd": 29, "kip": 11, "data": 6}
    assert len({one.id for one in written()}) == 58
    assert all(one.due is None for one in written() if one.list in ("ipkd", "kip"))  # prose is no date
    assert all(one.document or one.stage for one in written())

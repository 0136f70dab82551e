"""When new data are due, by the publisher's word for how often they come."""

from datetime import date

import pytest

from catalog.datasets.schedule import next_due


@pytest.mark.parametrize(
    ("frequency", "due"),
    [
        ("harian", date(2024, 5, 16)),
        ("mingguan", date(2024, 5, 22)),
        ("bulanan", date(2024, 6, 15)),
        ("triwulanan", date(2024, 8, 15)),
        ("semesteran", date(2024, 11, 15)),
        ("tahunan", date(2025, 5, 15)),
    ],
)
def test_each_frequency_has_its_length(frequency: str, due: date) -> None:
    assert next_due(frequency, date(2024, 5, 15)) == due


@pytest.mark.parametrize("frequency", ["", "sewaktu-waktu", "Tahunan"])
def test_a_word_without_a_length_says_nothing(frequency: str) -> None:
    assert next_due(frequency, date(2024, 5, 15)) is None


@pytest.mark.parametrize(
    ("frequency", "last", "due"),
    [
        ("bulanan", date(2024, 1, 31), date(2024, 2, 29)),
        ("bulanan", date(2023, 1, 31), date(2023, 2, 28)),
        ("triwulanan", date(2023, 11, 30), date(2024, 2, 29)),
        ("semesteran", date(2024, 8, 31), date(2025, 2, 28)),
        ("tahunan", date(2024, 2, 29), date(2025, 2, 28)),
        ("bulanan", date(2024, 11, 30), date(2024, 12, 30)),
        ("bulanan", date(2024, 12, 31), date(2025, 1, 31)),
        ("harian", date(2024, 2, 28), date(2024, 2, 29)),
        ("mingguan", date(2024, 12, 28), date(2025, 1, 4)),
    ],
)
def test_ends_of_months_and_years_are_days_that_exist(frequency: str, last: date, due: date) -> None:
    assert next_due(frequency, last) == due

"""Written figures: every style read back exactly, ambiguous ones refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.tabular.numbers import SUFFIXES, parse_figure, parse_number

exact = st.decimals(-(10**30), 10**30, places=2) | st.integers(-(10**40), 10**40).map(Decimal)


@pytest.mark.parametrize(
    ("text", "style", "value", "precision"),
    [
        ("1.234.567,89", "id", "1234567.89", "0.01"),
        ("1234567,89", "id", "1234567.89", "0.01"),
        ("1,234,567.89", "en", "1234567.89", "0.01"),
        ("1234567.89", "plain", "1234567.89", "0.01"),
        ("0,5", "id", "0.5", "0.1"),
        ("(1.000,00)", "id", "-1000.00", "0.01"),
        ("( 2.611.976.000,00 )", "id", "-2611976000", "0.01"),
        ("-5", "id", "-5", "1"),
        ("+5", "id", "5", "1"),
        ("(0,00)", "id", "0", "0.01"),
        ("Rp 5.000", "id", "5000", "1"),
        ("Rp5.000,-", "id", "5000", "1"),
        ("-Rp. 5.000", "id", "-5000", "1"),
        ("(Rp 5.000,00)", "id", "-5000", "0.01"),
        ("Rp -1", "id", "-1", "1"),
        ("9.533,44 M", "id", "9533440000000", "10000000"),
        ("0,01 M", "id", "10000000", "10000000"),
        ("-0,01M", "id", "-10000000", "10000000"),
        ("1,5 T", "id", "1500000000000", "100000000000"),
        ("2,25 jt", "id", "2250000", "10000"),
        ("2 Juta", "id", "2000000", "1000000"),
        ("750 rb.", "id", "750000", "1000"),
        ("1.5 miliar", "plain", "1500000000", "100000000"),
        ("1.5 T", "en", "1500000000000", "100000000000"),
        (" 12 ", "plain", "12", "1"),
        ("-" + "9" * 40 + ".25", "plain", "-" + "9" * 40 + ".25", "0.01"),
    ],
)
def test_figures_and_how_finely_they_are_written(text: str, style: str, value: str, precision: str) -> None:
    figure = parse_figure(text, style)
    assert figure == (Decimal(value), Decimal(precision))
    assert str(figure.value).startswith("-") == value.startswith("-")
    assert "E" not in f"{figure.value} {figure.precision}"
    assert parse_number(text, style) == figure.value


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("", "id"),
        ("-", "id"),
        ("1.234.567,89", "en"),
        ("1,234,567.89", "id"),
        ("1.5", "id"),
        ("1,5", "en"),
        ("1.23.456", "id"),
        ("1234.567", "id"),
        ("0.001", "id"),
        ("1.000,", "id"),
        (",5", "id"),
        ("1,000.5", "plain"),
        ("1,5 M", "en"),
        ("1.5 M", "en"),
        ("1,5 X", "id"),
        ("(5", "id"),
        ("5)", "id"),
        ("(-5)", "id"),
        ("--5", "id"),
        ("1 000", "id"),
        ("1e5", "plain"),
        ("NaN", "plain"),
        ("Infinity", "plain"),
        ("٣", "plain"),
        ("5%", "id"),
        ("Rp Rp 5", "id"),
        ("9" * 101, "plain"),
    ],
)
def test_what_is_ambiguous_or_wrong_says_what_was_expected(text: str, style: str) -> None:
    with pytest.raises(ValueError, match="is not a figure like 1"):
        parse_number(text, style)


@given(exact)
def test_every_style_is_read_back_exactly(value: Decimal) -> None:
    english = f"{value:,f}"
    assert parse_number(english, "en") == value
    assert parse_number(english.translate(str.maketrans(",.", ".,")), "id") == value
    assert parse_number(f"{value:f}", "plain") == value
    if value < 0:
        assert parse_number(f"({value:f})".replace("-", ""), "plain") == value


@given(st.integers(-(10**12), 10**12), st.integers(0, 3), st.sampled_from(sorted(SUFFIXES)))
def test_suffixes_scale_exactly(units: int, places: int, suffix: str) -> None:
    written = Decimal(units).scaleb(-places)
    figure = parse_figure(f"{written:f} {suffix}".replace(".", ","), "id")
    assert figure.value == units * 10 ** SUFFIXES[suffix] / Decimal(10**places)
    assert figure.precision == Decimal(10 ** SUFFIXES[suffix]) / 10**places
    assert figure.value % figure.precision == 0

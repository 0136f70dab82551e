"""Spellings of codes seen in the wild, each with the one that it is made into."""

import pytest

from catalog.budget import codes

NEW, OLD = "kepmendagri-050-5889", "permendagri-13-2006"


@pytest.mark.parametrize(
    ("scheme", "raw", "norm", "level"),
    [
        (NEW, "5.1.02.01.01.0001", "5.1.02.01.01.0001", 6),
        (NEW, "5.1.2.1.1.1", "5.1.02.01.01.0001", 6),
        (NEW, " 5.1.02. ", "5.1.02", 3),
        (NEW, "5 . 1 . 02", "5.1.02", 3),
        (NEW, "5.1.02.00.00.0000", "5.1.02", 3),
        (OLD, "5.2.2.", "5.2.2", 3),
        (OLD, "4.2.1.01.01", "4.2.1.01.01", 5),
        (OLD, "4.2.01.01.01", "4.2.1.01.01", 5),
        (OLD, "4.04.06.01", "4.4.6.01", 4),
        (OLD, "6 1 5", "6.1.5", 3),
        (OLD, "5.2.12", "5.2.12", 3),
        ("djpk-standar-jenis", "4101", "4.1.01", 3),
        ("djpk-standar-jenis", "41", "4.1", 2),
        ("djpk-standar-jenis", "4.1.01", "4.1.01", 3),
        # What the scheme cannot read keeps its text and is no code of any level.
        (NEW, ".04.000", ".04.000", 0),
        (NEW, "#N/A", "#N/A", 0),
        (NEW, "5.1.02.01.01.0001.0001", "5.1.02.01.01.0001.0001", 0),
        (NEW, "5102", "5102", 1),
        (NEW, "", "", 0),
        (NEW, "٥.1", "٥.1", 0),
    ],
)
def test_accounts(scheme: str, raw: str, norm: str, level: int) -> None:
    assert codes.account(raw, scheme) == codes.Code(norm, level)


@pytest.mark.parametrize(
    ("scheme", "raw", "norm", "level"),
    [
        (NEW, "2.07.02.2.01.0001", "2.07.02.2.01.0001", 6),
        (NEW, "1.01.02.1.01.01", "1.01.02.1.01.0001", 6),
        (NEW, "1.01.01.02.01", "1.01.01.2.01", 5),
        (NEW, "2.7.2", "2.07.02", 3),
        ("permendagri-90-2019", "1.01.02.1.01.01", "1.01.02.1.01.01", 6),
        (NEW, "X.XX.01", "X.XX.01", 0),
        (NEW, "CONTOH", "CONTOH", 0),
    ],
)
def test_activities(scheme: str, raw: str, norm: str, level: int) -> None:
    assert codes.activity(raw, scheme) == codes.Code(norm, level)


@pytest.mark.parametrize(
    ("raw", "norm"),
    [
        ("1.05.0.00.0.00.01.0000", "1.05.0.00.0.00.01.0000"),
        ("1.5.0.0.0.0.1.0", "1.05.0.00.0.00.01.0000"),
        ("1.01 . 1.01.02", "1.01.1.01.02"),
        ("1.20.020", "1.20.020"),
        ("1.20.020.", "1.20.020"),
        ("152339", "152339"),
        ("  Contoh-07 ", "CONTOH-07"),
        ("", ""),
    ],
)
def test_agencies(raw: str, norm: str) -> None:
    assert codes.organization(raw) == norm


@pytest.mark.parametrize(
    ("norm", "scheme", "direction"),
    [
        ("4.1.01", NEW, "pendapatan"),
        ("5", NEW, "belanja"),
        ("6.1.01", NEW, "pembiayaan_penerimaan"),
        ("6.2", NEW, "pembiayaan_pengeluaran"),
        ("6", NEW, ""),
        ("6.3", NEW, ""),
        ("1.1", NEW, ""),
        ("7.1", NEW, ""),
        ("6.1", "permendagri-64-2013", "belanja"),
        ("7.1.1", "permendagri-64-2013", "pembiayaan_penerimaan"),
    ],
)
def test_a_direction_needs_its_scheme(norm: str, scheme: str, direction: str) -> None:
    assert codes.direction(norm, scheme) == direction


def test_upper_accounts_have_the_names_of_their_nomenclature() -> None:
    assert (
        codes.account_name("5.1", NEW) == codes.account_name("5.1", "djpk-standar-jenis") == "Belanja Operasi"
    )
    assert codes.account_name("5.1", OLD) == ""
    assert codes.account_name("5.1.02", NEW) == ""

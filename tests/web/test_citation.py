"""A BibTeX entry holds any title without breaking the document that cites it."""

from datetime import UTC, datetime

import pytest

from catalog.datasets import DatasetVersion
from catalog.web.citation import bibtex

PUBLISHED = datetime(2024, 12, 31, 18, tzinfo=UTC)  # already the new year in Surabaya


def entry(title: str, publisher: str = "Dinas") -> str:
    version = DatasetVersion(name="uji", number=3, digest="ab" * 32, published_at=PUBLISHED)
    return bibtex(version, title, publisher, "Katalog", "https://data.example.id/dataset/uji/v/3")


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Gaji {pokok}", r"Gaji \{pokok\}"),
        ("Tanah & jalan", r"Tanah \& jalan"),
        ("Naik 5%", r"Naik 5\%"),
        (r"\input{x}", r"\textbackslash{}input\{x\}"),
        ("$a_b^c~#1", r"\$a\_b\textasciicircum{}c\textasciitilde{}\#1"),
        ("tutup}} buka", r"tutup\}\} buka"),
    ],
)
def test_marks_of_tex_are_escaped(title: str, written: str) -> None:
    assert f"  title     = {{{{{written}}}}},\n" in entry(title)
    assert f"  author    = {{{{{written}}}}},\n" in entry("Judul", title)


def test_the_day_is_that_of_the_province() -> None:
    text = entry("Judul")
    assert text.startswith("@misc{uji-v3,\n")
    assert "year      = {2025},\n  month     = jan,\n  version   = {3}," in text
    assert f"note      = {{sha256:{'ab' * 32}}}" in text

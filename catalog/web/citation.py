"""How a version of a dataset is cited, so that whoever follows the citation finds the same bytes."""

from catalog.datasets import DatasetVersion
from catalog.web.formats import WIB

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MARKS = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_MARKS |= {mark: f"\\{mark}" for mark in "{}&%$#_"}
_ESCAPES = str.maketrans(_MARKS)


def bibtex(version: DatasetVersion, title: str, publisher: str, site: str, address: str) -> str:
    """A BibTeX entry of a version that was published; `address` is the one that never changes."""
    assert version.published_at is not None
    day = version.published_at.astimezone(WIB)
    fields = {
        "author": f"{{{{{_escaped(publisher)}}}}}",
        "title": f"{{{{{_escaped(title)}}}}}",
        "year": f"{{{day.year}}}",
        "month": _MONTHS[day.month - 1],
        "version": f"{{{version.number}}}",
        "publisher": f"{{{_escaped(site)}}}",
        "url": f"{{{address}}}",
        "note": f"{{sha256:{version.digest}}}",
    }
    lines = ",\n".join(f"  {name:<9} = {value}" for name, value in fields.items())
    return f"@misc{{{version.name}-v{version.number},\n{lines}\n}}"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)

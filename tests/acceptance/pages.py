"""A page as a reader has it: its text, its links, its tables, its figures. The standard library reads it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_SILENT = ("script", "style", "svg")
_ROW_PARTS = ("td", "th")


@dataclass
class Page(HTMLParser):
    """`links` are (text, address); `tables` maps an id to rows of cell texts; `facts` label to value."""

    html: str
    links: list[tuple[str, str]] = field(default_factory=list)
    tables: dict[str, list[list[str]]] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._href: str | None = None
        self._silent = 0
        self._marks: dict[str, int] = {}  # where in the text an element began
        self._rows: list[list[str]] = []
        self._label = ""
        self.feed(self.html)
        self.close()
        self.text = " ".join(self.text.split())

    def address(self, text: str) -> str:
        """Where the link with this text leads; there has to be exactly one such address."""
        (found,) = {href for words, href in self.links if words == text}
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where an element begins."""
        values = dict(attrs)
        self._marks[tag] = len(self.text)
        if tag in _SILENT:
            self._silent += 1
        elif tag == "a":
            self._href = values.get("href")
        elif tag == "table":
            self._rows = self.tables.setdefault(values.get("id") or str(len(self.tables)), [])
        elif tag == "tr":
            self._rows.append([])
        if tag not in ("span", "code", "a", "b", "data"):
            self.text += " "

    def handle_endtag(self, tag: str) -> None:
        """Take an element's text."""
        words = " ".join(self.text[self._marks.get(tag, 0) :].split())
        if tag in _SILENT:
            self._silent -= 1
        elif tag == "a" and self._href is not None:
            self.links.append((words, self._href))
            self._href = None
        elif tag in _ROW_PARTS and self._rows:
            self._rows[-1].append(words)
        elif tag == "dt":
            self._label = words
        elif tag == "dd":
            self.facts.setdefault(self._label, words)
        if tag not in ("span", "code", "a", "b", "data"):
            self.text += " "

    def handle_data(self, data: str) -> None:
        """Text, unless it is for machines."""
        if not self._silent:
            self.text += data

"""The search syntax that CKAN's clients send, read into a tree: a scanner and a recursive parser.

From loosest to tightest: clauses side by side (all must hold), OR, AND, then one clause with + - NOT ! before
it. So `organization:a OR organization:b` narrows as it reads, also without brackets and beside other clauses.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.errors import BadQuery
from catalog.text import Message

MAX_LENGTH = 8_000  # characters
MAX_DEPTH = 50  # of brackets, fields and signs within each other
_CLOSING = {"[": "]}", "{": "]}"}
_ENDS = frozenset('()"[]{}:^~')  # what ends a word, besides white space
_OPERATORS = {"AND": "and", "OR": "or", "NOT": "not", "&&": "and", "||": "or", "!": "not"}


@dataclass(frozen=True)
class Term:
    """A word or a quoted phrase, in a field or (field "") anywhere; `suffix` is ~2 or ^3 as written."""

    field: str
    text: str
    phrase: bool = False
    suffix: str = ""


@dataclass(frozen=True)
class Range:
    """`[a TO b]` or `{a TO b}`, as it was written."""

    field: str
    text: str


@dataclass(frozen=True)
class All:
    """Every part must hold; no part at all is everything."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Any:
    """Some part must hold."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Not:
    """The part must not hold."""

    part: "Node"


Node = Term | Range | All | Any | Not


@dataclass(frozen=True)
class _Token:
    kind: str  # word quoted field range suffix ( ) + - and or not end
    text: str = ""


def parse(text: str) -> Node:
    """The tree of a query; raises BadQuery naming what cannot be read."""
    if len(text) > MAX_LENGTH:
        raise BadQuery(
            Message("Pencarian terlalu panjang: paling banyak %(limit)s huruf.", {"limit": MAX_LENGTH})
        )
    return _Parser([*_scan(text), _Token("end")]).whole()


def _scan(text: str) -> Iterator[_Token]:
    place = 0
    while place < len(text):
        char = text[place]
        start = place
        if char.isspace():
            place += 1
        elif char in "()":
            place += 1
            yield _Token(char)
        elif char == '"':
            content, place = _quoted(text, place)
            yield _Token("quoted", content)
        elif char in _CLOSING:
            place = _find(text, place, _CLOSING[char]) + 1
            yield _Token("range", text[start:place])
        elif char in "~^":
            place = _word_end(text, place + 1)
            yield _Token("suffix", text[start:place])
        elif char in "+-!" and _begins_clause(text, place):
            place += 1
            yield _Token(_OPERATORS.get(char, char))
        elif char in _ENDS:
            raise BadQuery(
                Message("Tanda %(mark)s berdiri di tempat yang tidak dapat dibaca.", {"mark": char})
            )
        else:
            place = _word_end(text, place)
            word = text[start:place]
            if place < len(text) and text[place] == ":":
                place += 1
                yield _Token("field", _plain(word))
            else:
                yield _Token(_OPERATORS.get(word, "word"), _plain(word))


def _begins_clause(text: str, place: int) -> bool:
    before = text[place - 1 : place]
    return (not before or before.isspace() or before == "(") and bool(text[place + 1 : place + 2].strip())


def _word_end(text: str, place: int) -> int:
    while place < len(text) and not text[place].isspace() and text[place] not in _ENDS:
        place += 2 if text[place] == "\\" else 1
    return min(place, len(text))


def _quoted(text: str, place: int) -> tuple[str, int]:
    end = place + 1
    while end < len(text) and text[end] != '"':
        end += 2 if text[end] == "\\" else 1
    if end >= len(text):
        raise BadQuery(Message("Tanda kutip tidak ditutup."))
    return _plain(text[place + 1 : end]), end + 1


def _find(text: str, place: int, marks: str) -> int:
    for end in range(place, len(text)):
        if text[end] in marks:
            return end
    raise BadQuery(Message("Kurung %(mark)s tidak ditutup.", {"mark": text[place]}))


def _plain(text: str) -> str:
    if "\\" not in text:
        return text
    kept, escaped = [], False
    for char in text:
        if char == "\\" and not escaped:
            escaped = True
        else:
            kept.append(char)
            escaped = False
    return "".join(kept)


class _Parser:
    """One method for each rule of the grammar; the field of a bracket holds for what is in it."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.place = 0
        self.depth = 0

    @property
    def kind(self) -> str:
        return self.tokens[self.place].kind

    def take(self) -> _Token:
        token = self.tokens[self.place]
        self.place += 1
        return token

    def whole(self) -> Node:
        node = self.clauses("")
        if self.kind != "end":
            raise BadQuery(Message("Kurung tutup tanpa pasangan."))
        return node

    def clauses(self, field: str) -> Node:
        parts = []
        while self.kind not in ("end", ")"):
            parts.append(self.either(field))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def either(self, field: str) -> Node:
        parts = [self.both(field)]
        while self.kind == "or":
            self.take()
            parts.append(self.both(field))
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def both(self, field: str) -> Node:
        parts = [self.clause(field)]
        while self.kind == "and":
            self.take()
            parts.append(self.clause(field))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def clause(self, field: str) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise BadQuery(Message("Terlalu banyak kurung dan tanda di dalam satu sama lain."))
        node = self.one(field)
        self.depth -= 1
        return node

    def one(self, field: str) -> Node:
        token = self.take()
        match token.kind:
            case "+":
                return self.clause(field)
            case "-" | "not":
                return Not(self.clause(field))
            case "field":
                return self.clause(token.text)
            case "(":
                return self.bracket(field)
            case "range":
                return Range(field, token.text)
            case "word" | "quoted":
                suffix = self.take().text if self.kind == "suffix" else ""
                return Term(field, token.text, token.kind == "quoted", suffix)
            case "end":
                raise BadQuery(Message("Pencarian berakhir sebelum lengkap."))
            case _:
                raise BadQuery(
                    Message("Bagian %(text)s tidak dapat dibaca.", {"text": token.text or token.kind})
                )

    def bracket(self, field: str) -> Node:
        node = self.clauses(field)
        if self.take().kind != ")":
            raise BadQuery(Message("Kurung buka tidak ditutup."))
        if self.kind == "suffix":
            raise BadQuery(
                Message("Tanda %(mark)s sesudah kurung belum didukung.", {"mark": self.take().text})
            )
        return node

"""Words to look for in a table: plain ones, or an expression in the form of PostgreSQL's to_tsquery."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias, Union

from catalog.errors import BadQuery
from catalog.tabular.columns import ROW_NUMBER, Cell, Column
from catalog.tabular.engine import quote
from catalog.text import Message

PART, WORD, PREFIX = "part", "word", "prefix"
_MAX_TERMS = 32  # as many as a search takes; each is looked for in every text of a row
_MAX_TOKENS = 4 * _MAX_TERMS
_MAX_DEPTH = 10
_TOKEN = re.compile(r"\s*(?:([&|!()])|('(?:[^']|'')+'|[^\s&|!()':]+)(:\*)?(?=[\s&|!()]|$))")
_FIGURE = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,6})?")
_NO_LETTERS = re.compile("[ -@\\[-`{-~]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EDGE = r"[^\pL\pN]"  # beside a whole word, in the engine's regular expressions
_ONE = "0.0607927"  # what PostgreSQL's ts_rank gives a word that a text has once: 0.1 / (pi^2 / 6)


@dataclass(frozen=True)
class Term:
    """A word: `part` of a text, in either case, a whole `word` of it, or the `prefix` of one."""

    text: str
    how: str = PART


@dataclass(frozen=True)
class Joined:
    """Parts of which all must hold (AND) or one (OR)."""

    operator: str
    parts: tuple["Wanted", ...]


@dataclass(frozen=True)
class Without:
    """Holds where its part does not."""

    part: "Wanted"


Wanted: TypeAlias = Union[Term, Joined, Without]  # noqa: UP007  # `|` cannot name what is not defined yet


@dataclass(frozen=True)
class Search:
    """Words that a row must have, in any of its columns or in the one that is named.

    A text is searched; a number or a date must equal the word.
    """

    wanted: Wanted
    column: str = ""


def plain_words(text: str) -> Joined:
    """Every word of a text, as parts; raises BadQuery for too many, and for a broken letter."""
    return Joined("AND", tuple(map(Term, _few(_sound(text).split(maxsplit=_MAX_TERMS)))))


def expression(text: str) -> Wanted:
    """What `a & (b | !c) & d:*` means; a text in quotes is one word. Raises BadQuery."""
    tokens = _few(list(_tokens(_sound(text))), _MAX_TOKENS)
    wanted = _joined(tokens, text, 0)
    if tokens:
        raise _unreadable(text)
    return wanted


def search_sql(search: Search, columns: Sequence[Column], params: list[object]) -> str:
    """The condition on the columns that are searched; its parameters are added to `params`."""
    return _sql(search.wanted, _searched(search, columns), params)


def contains_sql(name: str, text: str, params: list[object]) -> str:
    """Whether a text holds another in either case; its parameters are added to `params`.

    What has no letters is looked for first, since to write a text small costs more than to search it.
    """
    sure = max(_NO_LETTERS.findall(text), key=len, default="")
    if sure == text:
        params.append(text)
        return f"contains({name}, ?)"
    small = f"contains(lower({name}), lower(?))"
    params += [sure, text] if len(sure) > 1 else [text]
    return f"(contains({name}, ?) AND {small})" if len(sure) > 1 else small


def rank_name(place: int) -> str:
    """What to sort by, so that rows come in the order in which they fit the search at this place, from 0."""
    return f"_rank_{place}"


def is_rank(name: str) -> bool:
    """Whether a name to sort by is such a one; no column can be called so."""
    return name.startswith("_rank_")


def rank_sql(search: Search, columns: Sequence[Column], params: list[object]) -> str:
    """How well a row fits, from 0 to 1: for one word PostgreSQL's ts_rank (32), for more the mean of theirs.

    Words that must be absent do not count.
    """
    terms, searched = list(_terms(search.wanted)), _searched(search, columns)
    scores = [_score(term, searched, params) for term in terms]
    mean = f"{_ONE} * ({' + '.join(scores) or '0'}) / {len(terms) or 1}"
    return f"CAST(1 - 1 / (1 + {mean}) AS DECIMAL(9,7))"


def _searched(search: Search, columns: Sequence[Column]) -> list[Column]:
    return [
        one for one in columns if (one.name == search.column if search.column else one.name != ROW_NUMBER)
    ]


def _sound(text: str) -> str:
    try:
        text.encode()  # a lone surrogate, which JSON can carry, raises UnicodeEncodeError: a ValueError
    except ValueError:
        raise BadQuery(Message("Kata yang dicari berisi huruf yang rusak.")) from None
    return text


def _few(words: list[str], most: int = _MAX_TERMS) -> list[str]:
    if len(words) > most:
        raise BadQuery(Message("Paling banyak %(limit)s saringan.", {"limit": most}))
    return words


def _tokens(text: str) -> Iterator[str]:
    place, end = 0, len(text.rstrip())
    while place < end:
        found = _TOKEN.match(text, place)
        if not found:
            raise _unreadable(text)
        yield found[0].strip()
        place = found.end()


def _joined(tokens: list[str], text: str, depth: int, operator: str = "|") -> Wanted:
    """Parts with `|` between them, each of them parts with `&`."""
    parts = [_part(tokens, text, depth, operator)]
    while tokens and tokens[0] == operator:
        tokens.pop(0)
        parts.append(_part(tokens, text, depth, operator))
    return parts[0] if len(parts) == 1 else Joined({"|": "OR", "&": "AND"}[operator], tuple(parts))


def _part(tokens: list[str], text: str, depth: int, operator: str) -> Wanted:
    if operator == "|":
        return _joined(tokens, text, depth, "&")
    if not tokens or depth > _MAX_DEPTH:
        raise _unreadable(text)
    match tokens.pop(0):
        case "!":
            return Without(_part(tokens, text, depth + 1, operator))
        case "(":
            inner = _joined(tokens, text, depth + 1)
            if not tokens or tokens.pop(0) != ")":
                raise _unreadable(text)
            return inner
        case "&" | "|" | ")":
            raise _unreadable(text)
        case word:
            bare = word.removesuffix(":*")
            if bare.startswith("'"):
                bare = bare[1:-1].replace("''", "'")
            return Term(bare, PREFIX if word.endswith(":*") else WORD)


def _unreadable(text: str) -> BadQuery:
    return BadQuery(
        Message(
            "Pencarian %(text)s tidak dapat dibaca. Tulis kata dengan &, |, !, dan kurung di antaranya, "
            "seperti jalan & (desa | kota) & !provinsi; kata:* mencari awal kata.",
            {"text": text[:100]},
        )
    )


def _sql(wanted: Wanted, columns: Sequence[Column], params: list[object]) -> str:
    match wanted:
        case Term():
            tests = [test for column in columns if (test := _test(wanted, column, params))]
            return f"({' OR '.join(tests) or 'false'})"
        case Without():
            return f"(NOT coalesce({_sql(wanted.part, columns, params)}, false))"
        case Joined():
            parts = (_sql(part, columns, params) for part in wanted.parts)
            return f"({f' {wanted.operator} '.join(parts) or 'true'})"


def _test(term: Term, column: Column, params: list[object]) -> str:
    """Whether a column has a word, NULL where it has no value; empty when it cannot."""
    name = quote(column.name)
    if column.type == "text" and term.how == PART:
        return contains_sql(name, term.text, params)
    value = _pattern(term) if column.type == "text" else _value(term.text, column)
    if value is None:
        return ""
    params.append(value)
    return f"regexp_matches({name}, ?)" if column.type == "text" else f"{name} = ?"


def _pattern(term: Term) -> str:
    end = "" if term.how == PREFIX else f"(?:$|{_EDGE})"
    return f"(?i)(?:^|{_EDGE}){re.escape(term.text)}{end}"


def _value(text: str, column: Column) -> Cell:
    if column.type in ("integer", "decimal") and _FIGURE.fullmatch(text):
        return Decimal(text)
    try:
        return date.fromisoformat(text) if column.type == "date" and _DATE.fullmatch(text) else None
    except ValueError:
        return None


def _terms(wanted: Wanted) -> Iterator[Term]:
    match wanted:
        case Term():
            yield wanted
        case Joined():
            for part in wanted.parts:
                yield from _terms(part)


def _score(term: Term, columns: Sequence[Column], params: list[object]) -> str:
    """The sum of 1/i² over the places where a row has a word, which ends at pi²/6."""
    counts = [count for column in columns if (count := _count(term, column, params))]
    count = " + ".join(counts) or "0"
    score = "CASE n WHEN 0 THEN 0 WHEN 1 THEN 1 WHEN 2 THEN 1.25 ELSE 1.6449341 - 1 / (n + 0.5) END"
    return f"(SELECT {score} FROM (SELECT {count} AS n))"


def _count(term: Term, column: Column, params: list[object]) -> str:
    if column.type != "text":
        test = _test(term, column, params)
        return f"coalesce(CAST({test} AS INTEGER), 0)" if test else ""
    pattern = f"(?i){re.escape(term.text)}" if term.how == PART else _pattern(term)
    params.append(pattern)
    return f"coalesce(len(regexp_extract_all({quote(column.name)}, ?)), 0)"

"""The fiscal terms in plain words: the glossary, and the terms that the present page explains at hand."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from flask import Flask, g, render_template

from catalog.paths import DATA
from catalog.web.language import SOURCE, locale_code

# What a column says before the thing that it is about: "Kode SKPD" and "Nama SKPD" both need "SKPD".
_BEFORE = re.compile(r"^(kode|nama|nomor|uraian)\s+")


@dataclass(frozen=True)
class Term:
    """A term in one language; `words` are its other spellings, in Indonesian."""

    key: str
    name: str
    text: str
    words: tuple[str, ...]


def register(app: Flask) -> None:
    """Offer the terms to templates: `glossary_term(key)` notes one, `noted_terms()` has those of the page."""
    app.jinja_env.globals.update(
        glossary_term=glossary_term, noted_terms=noted_terms, term_named=term_named, term_key=term_key
    )


def glossary() -> str:
    """Every term with its meaning."""
    return render_template("glossary.html", terms=terms(locale_code()).values())


@cache
def terms(locale: str) -> Mapping[str, Term]:
    """All terms by key in `id` or `en`, in the order of the glossary."""
    written = tomllib.loads((DATA / "glossary.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            key: Term(key, one[locale]["name"], one[locale]["text"], tuple(one.get("words", ())))
            for key, one in written.items()
        }
    )


def glossary_term(key: str) -> Term:
    """A term in the language of the page, which then has its explanation; an unknown key is a KeyError."""
    found = terms(locale_code())[key]
    _noted()[key] = found
    return found


def noted_terms() -> list[Term]:
    """The terms that the page has used so far, each once."""
    return list(_noted().values())


def term_named(text: str) -> str:
    """The key of the term that a heading names (`Pagu`, `Kode SKPD`); empty where it names none."""
    wanted = text.casefold().strip()
    return _keys().get(wanted) or _keys().get(_BEFORE.sub("", wanted), "")


def term_key(name: str) -> str:
    """The key of the term for a stage, a direction or a level of the budget, by its name in the program."""
    return name.replace("_", "-")


def _noted() -> dict[str, Term]:
    noted: dict[str, Term] = g.setdefault("noted_terms", {})
    return noted


@cache
def _keys() -> Mapping[str, str]:
    return {name.casefold(): one.key for one in terms(SOURCE).values() for name in (one.name, *one.words)}

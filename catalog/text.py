"""Words: translatable messages, slugs, and Indonesian number forms. Knows no other room."""

import gettext as stdlib_gettext
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from catalog.paths import TRANSLATIONS

LOCALES = ("id", "en")  # Indonesian is the language of the source text, so it needs no catalogue
_NO_PARAMS: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True)
class Message:
    """Indonesian source text with %(name)s places; translated where it is shown, not where it is raised."""

    template: str
    params: Mapping[str, object] = field(default_factory=lambda: _NO_PARAMS)

    def __str__(self) -> str:
        return self.in_locale("id")

    def in_locale(self, locale: str) -> str:
        """The text in `id` or `en`, messages among its parameters too; untranslated text stays Indonesian."""
        template = translation(locale).gettext(self.template)
        params = {
            name: value.in_locale(locale) if isinstance(value, Message) else value
            for name, value in self.params.items()
        }
        return template % params if params else template


@cache
def translation(locale: str) -> stdlib_gettext.NullTranslations:
    """The gettext catalogue of a locale, read once per process."""
    return stdlib_gettext.translation("messages", str(TRANSLATIONS), [locale], fallback=True)


def slugify(text: str, limit: int = 100) -> str:
    """A CKAN-compatible name: lower-case ASCII letters, digits and hyphens, at most `limit` characters."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")[:limit].rstrip("-")


def squeeze(text: str) -> str:
    """The text with runs of white space made one blank, and none at the ends."""
    return " ".join(text.split())


def group_digits(amount: int | Decimal, locale: str = "id") -> str:
    """An exact amount with thousands marks: 1.234.567,89 in `id`, 1,234,567.89 in `en`; no rounding."""
    plain = f"{amount:,f}" if isinstance(amount, Decimal) else f"{amount:,}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain if locale == "en" else plain.translate(str.maketrans(",.", ".,"))

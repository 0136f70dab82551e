"""A table of a TOML file, read key by key; what is wrong is noted under the key's full name, not raised."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import TypeVar

from catalog.text import Message

Problems = dict[str, list[Message]]
_T = TypeVar("_T")


class Section:
    """Values by key, each checked for its type; after reading, `finish` refuses the keys nobody asked for."""

    def __init__(self, values: Mapping[str, object], where: str, problems: Problems) -> None:
        self._values = values
        self._asked: dict[str, None] = {}
        self._problems = problems
        self.where = where

    def wrong(self, key: str, message: Message) -> None:
        """Note a problem with a key of this section."""
        name = self._full(key)
        told = Message("%(key)s: %(problem)s", {"key": name, "problem": message})
        self._problems.setdefault(name, []).append(told)

    def has(self, key: str) -> bool:
        """Whether the key is there; it counts as known."""
        self._asked[key] = None
        return key in self._values

    def text(self, key: str, default: str | None = None, among: Collection[str] | None = None) -> str:
        """A text, required when there is no default, and one of `among` when these are given."""
        value = self._typed(key, str, default, Message("harus teks di antara tanda kutip"))
        if among is not None and value and value not in among:
            self.wrong(key, _not_among(value, among))
        return value

    def texts(self, key: str, among: Collection[str] | None = None) -> tuple[str, ...]:
        """A list of texts, empty when it is not there."""
        empty: list[object] = []
        values = self._typed(key, list, empty, Message('harus daftar teks, misalnya ["apbd", "belanja"]'))
        texts = tuple(value for value in values if isinstance(value, str))
        if len(texts) < len(values):
            self.wrong(key, Message('harus daftar teks, misalnya ["apbd", "belanja"]'))
        for text in texts:
            if among is not None and text not in among:
                self.wrong(key, _not_among(text, among))
        return texts

    def years(self, key: str) -> tuple[int, ...]:
        """A list of years, empty when it is not there."""
        empty: list[object] = []
        values = self._typed(key, list, empty, Message("harus daftar tahun, misalnya [2024, 2025]"))
        years = tuple(value for value in values if type(value) is int and 1900 <= value <= 2999)
        if len(years) < len(values) or len(set(years)) < len(years):
            self.wrong(key, Message("harus daftar tahun yang berbeda-beda, misalnya [2024, 2025]"))
        return years

    def number(self, key: str, default: int, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        value = self._typed(key, int, default, Message("harus bilangan bulat"))
        if not low <= value <= high:
            self.wrong(key, Message("harus antara %(low)s dan %(high)s", {"low": low, "high": high}))
        return value

    def share(self, key: str, default: float) -> float:
        """A share, from 0 to 1."""
        value = self._typed(key, float, default, Message("harus pecahan antara 0,0 dan 1,0, misalnya 0.2"))
        if not 0 <= value <= 1:
            self.wrong(key, Message("harus pecahan antara 0,0 dan 1,0, misalnya 0.2"))
        return value

    def flag(self, key: str) -> bool:
        """true or false; false when it is not there."""
        return self._typed(key, bool, False, Message("harus true atau false"))

    def section(self, key: str) -> "Section":
        """A table in this one, empty when it is not there."""
        empty: dict[str, object] = {}
        values = self._typed(
            key, dict, empty, Message("harus bagian tersendiri, seperti [%(key)s]", {"key": key})
        )
        return Section(values, self._full(key), self._problems)

    def children(self) -> dict[str, "Section"]:
        """Every table in this one, by its name."""
        return {name: self.section(name) for name in self._values}

    def sections(self, key: str) -> list["Section"]:
        """The tables of a list, each written [[key]]."""
        empty: list[object] = []
        values = self._typed(
            key, list, empty, Message("ditulis sebagai [[%(key)s]]", {"key": self._full(key)})
        )
        found = []
        for number, value in enumerate(values, 1):
            if isinstance(value, dict):
                found.append(Section(value, f"{self._full(key)}[{number}]", self._problems))
            else:
                self.wrong(key, Message("ditulis sebagai [[%(key)s]]", {"key": self._full(key)}))
        return found

    def entries(self) -> dict[str, tuple[str, ...]]:
        """All of this section as key -> list of texts."""
        return {key: self.texts(key) for key in self._values}

    def words(self) -> dict[str, str]:
        """All of this section as key -> text."""
        return {key: self.text(key) for key in self._values}

    def finish(self) -> None:
        """Note the keys that mean nothing here, with the nearest that do."""
        for key in self._values:
            if key not in self._asked:
                self.wrong(key, _unknown(key, self._asked))

    def _full(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def _typed(self, key: str, kind: type[_T], default: _T | None, problem: Message) -> _T:
        self._asked[key] = None
        value = self._values.get(key, default)
        if value is None:
            self.wrong(key, Message("harus diisi"))
        elif type(value) is kind:
            return value
        else:
            self.wrong(key, problem)
        return kind() if default is None else default


def _not_among(value: str, among: Collection[str]) -> Message:
    near = get_close_matches(value, among, 1)
    if near:
        return Message(
            "%(value)s tidak dikenal; mungkin maksudnya %(near)s. Yang boleh: %(among)s",
            {"value": value, "near": near[0], "among": ", ".join(among)},
        )
    return Message(
        "%(value)s tidak dikenal. Yang boleh: %(among)s", {"value": value, "among": ", ".join(among)}
    )


def _unknown(key: str, known: Collection[str]) -> Message:
    near = get_close_matches(key, known, 1)
    if near:
        return Message("kunci ini tidak dikenal; mungkin maksudnya %(near)s", {"near": near[0]})
    return Message("kunci ini tidak dikenal. Yang boleh: %(known)s", {"known": ", ".join(known)})

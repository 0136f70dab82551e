"""What harvesters yield and are given; the engine alone writes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from catalog.budget import FiguresDraft, Finding
from catalog.datasets import DatasetDraft
from catalog.harvest.spec import Spec
from catalog.tabular import Cell, Column


@dataclass(frozen=True)
class Planned:
    """A dataset that a source offers: `remote_id` is its identity at the source for ever."""

    remote_id: str
    title: str


@dataclass(frozen=True)
class Raw:
    """One archived response: its address at the source, and the untouched bytes in the file store."""

    address: str
    sha256: str
    size: int
    media_type: str
    path: Path


@dataclass(frozen=True)
class TableDraft:
    """One table of a record; rows are read once, in order, and fit the columns."""

    key: str
    name: str
    description: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]
    originals: tuple[Raw, ...]


@dataclass(frozen=True)
class Record:
    """A dataset ready to be checked and written.

    `draft.resources` is empty, the engine fills it from `tables`. `inspect` runs the spec's checks over the
    stored tables (key -> Parquet path) and gives findings.
    """

    draft: DatasetDraft
    tables: tuple[TableDraft, ...]
    figures: tuple[FiguresDraft, ...]
    inspect: Callable[[dict[str, Path]], list[Finding]]


class Fetch(Protocol):
    """Fetches one address through net.py, archives the bytes, asks conditionally where it can.

    A file: address is allowed below a source whose own `url` is file:, and is read from disk.
    """

    def __call__(self, address: str) -> Raw:
        """Raises Refused or Unreadable with the reason."""


class Harvester(Protocol):
    """A kind of source, found by entry point `lumbung.harvesters`; yields, never writes."""

    @property
    def kind(self) -> str:
        """The word for it in specs and commands."""

    @property
    def title(self) -> str:
        """The kind as people call it."""

    @property
    def default_spec(self) -> str:
        """TOML; a source's own text replaces its keys: `parse_spec(text, harvester.default_spec)`."""

    def gather(self, spec: Spec) -> Iterator[Planned]:
        """The datasets that the source offers, by its spec."""

    def fetch(self, spec: Spec, planned: Planned, fetch: Fetch) -> list[Raw]:
        """Every response that this dataset is made from, in a fixed order."""

    def read(self, spec: Spec, planned: Planned, raws: Sequence[Raw]) -> Record:
        """The record in these responses; raises Unreadable for what they cannot be."""

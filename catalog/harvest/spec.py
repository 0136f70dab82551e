"""What a source is, as its mapping spec says it; `catalog.harvest.spec_text` reads it from TOML.

Texts of a dataset, a table or an address may hold places: {tahun}, {tahap}, {nama_tahap}, {pemerintah}, and in an
address {page}.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.budget import Government


@dataclass(frozen=True)
class Publisher:
    """The organization that answers for the datasets."""

    slug: str
    title: str


@dataclass(frozen=True)
class ColumnSpec:
    """One allowed column: where its cells come from, and what they are.

    `sources` are the field names that the source may use for it, best first; names with @ are made by the
    reader (@berkas, and by layouts @kode, @nama, @induk, @baris, @kode_pemda, @nama_pemda, @nilai). `multiplier`
    turns the source's unit into `unit`. `lookup` takes the cell from the row of another table of the dataset that
    has the same `lookup_key`. `region` turns a name of a kabupaten or kota into its "code" or official "name".
    `fills` is one of LINE_FIELDS.
    """

    name: str
    type: str
    title: str
    sources: tuple[str, ...]
    description: str = ""
    unit: str = ""
    scale: int = 2
    optional: bool = False
    number: str = "id"
    multiplier: int = 1
    lookup: str = ""
    lookup_key: str = ""
    region: str = ""
    fills: str = ""


@dataclass(frozen=True)
class TableSpec:
    """One table of a dataset: its address below the source's, the form of the bytes, its columns.

    `format` is json, json-pages, csv or xlsx; `layout` is rows, wide (a column for each government) or report
    (accounts in a known order, `outline` gives code -> names). `key` names the columns that tell rows apart.
    """

    key: str
    name: str
    address: str
    format: str
    columns: tuple[ColumnSpec, ...]
    description: str = ""
    layout: str = "rows"
    records: str = ""
    sheet: str = ""
    header_row: int = 1
    outline: tuple[tuple[str, tuple[str, ...]], ...] = ()
    publish_original: bool = False


@dataclass(frozen=True)
class FiguresSpec:
    """Which column of which table is budget, of which stage; `governments` names that table's columns for them."""

    table: str
    stage: str
    amount: str
    account_scheme: str = ""
    program_scheme: str = ""
    precision: int = 1
    leaf_column: str = ""
    leaf_values: tuple[str, ...] = ()
    government_code: str = ""
    government_name: str = ""
    government_scheme: str = ""


@dataclass(frozen=True)
class CheckSpec:
    """A check over stored tables: `kind` is children-sum, agreement or missing.

    children-sum: each row of `table` against the sum of the rows of `against` whose `parent_key` equals its `key`,
    those whose first key column is in `minus` subtracted. agreement: `table` against `against`, both summed by
    `key`. missing: rows of `table` without `amount`. Gaps that steps of `precision` rupiah explain are `rounded`.
    """

    kind: str
    table: str
    amount: str
    key: tuple[str, ...]
    title: str = ""
    against: str = ""
    against_amount: str = ""
    parent_key: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    where: tuple[tuple[str, str], ...] = ()
    precision: int = 0


@dataclass(frozen=True)
class DatasetSpec:
    """One dataset for each of `years` and each of `stages` (stage -> its name; empty: one a year)."""

    id: str
    title: str
    years: tuple[int, ...]
    tables: tuple[TableSpec, ...]
    stages: Mapping[str, str]
    notes: str = ""
    license_id: str = "cc-by-4.0"
    frequency: str = ""
    tags: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    figures: tuple[FiguresSpec, ...] = ()
    checks: tuple[CheckSpec, ...] = ()


@dataclass(frozen=True)
class Spec:
    """A source. `digest` is the SHA-256 of the text it was read from; `max_loss` is the share (0 to 1) of rows that
    a table may lose in one run before it is held. `url` is http(s), or file: for a folder on this machine."""

    kind: str
    title: str
    url: str
    publisher: Publisher
    government: Government
    sample: bool
    max_loss: float
    datasets: tuple[DatasetSpec, ...]
    digest: str

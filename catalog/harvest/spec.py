"""What a source is, as its mapping spec says it; `catalog.harvest.spec_text` reads it from TOML.

Texts of a dataset, a table or an address may hold places in braces: PLACES, and in an address also {page}.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from catalog.budget import Government

PLACES = ("tahun", "tahap", "nama_tahap", "pemerintah")


@dataclass(frozen=True)
class Publisher:
    """The organization that answers for the datasets."""

    slug: str
    title: str


@dataclass(frozen=True)
class ColumnSpec:
    """One allowed column: where its cells come from, and what they are.

    `sources` are the field names that the source may use for it, best first; those with @ are made by the
    reader: @berkas (the file's name without its ending), in layout wide @kode @nama @induk @baris @kode_pemda
    @nama_pemda @nilai, in layout report @kode @nama @induk @baris @rekening. `multiplier` turns the source's
    unit into `unit`; `number` is how the source writes figures (plain, id or en). `lookup` takes the cell
    from the row of another table of the dataset that has the same `lookup_key`. `region` turns the name of a
    kabupaten or kota into its "code" or official "name". `fills` is one of LINE_FIELDS or empty.
    """

    name: str
    type: str
    title: str
    sources: tuple[str, ...]
    description: str = ""
    unit: str = ""
    scale: int = 2
    optional: bool = False
    number: str = "plain"
    multiplier: int = 1
    lookup: str = ""
    lookup_key: str = ""
    region: str = ""
    fills: str = ""


@dataclass(frozen=True)
class Account:
    """An account of an outline: its official name and others that sources use; its code, if it has one."""

    names: tuple[str, ...]
    code: str


@dataclass(frozen=True)
class TableSpec:
    """One table of a dataset: its address below the source's, the form of the bytes, its columns.

    `format` is json-pages, json, csv or xlsx; `records` is the dotted path to a JSON file's list. `layout` is
    rows, wide (a row for each account, a column for each government: their codes in the header row, their
    names in the next) or report (accounts in a known order: `outline` has the place of each, such as 4.1.2,
    and 4.1 is above it); in both the account is in the first column. The original bytes are offered to the
    public only with `publish_original`.
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
    outline: Mapping[str, Account] = field(default_factory=dict)
    publish_original: bool = False


@dataclass(frozen=True)
class FiguresSpec:
    """Which column of which table is budget, and of which stage ({tahap}: that of the dataset).

    `government_code` and `government_name` are the columns of a table over many governments, whose codes are
    from `government_scheme`; empty where the table is about the source's own government.
    """

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
    """A check over stored tables: `kind` is children-sum, agreement or missing-amount.

    children-sum: `amount` of each row of `table` against the sum over the rows of `against` whose
    `parent_key` equals its `key`; those of them whose own last key column is in `minus` are subtracted.
    agreement: `amount` of `table` against that of `against` by `key`. missing-amount: the rows of `table`
    whose `amount` is empty. `where` keeps only the rows of `table` with these values. Gaps that steps of
    `precision` rupiah explain are found as `rounded`; `title` is the column that names a row to people.
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
    """A source. `url` is http(s), or file: for a folder of this machine; `max_loss` is the share (0 to 1) of
    a table's rows that one run may lose before it is held; `digest` is the SHA-256 of the texts it was read
    from.
    """

    kind: str
    title: str
    url: str
    publisher: Publisher
    government: Government
    sample: bool
    max_loss: float
    datasets: tuple[DatasetSpec, ...]
    digest: str

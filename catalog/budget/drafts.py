"""What a caller hands to the budget layer: which table holds figures, and what its columns mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from catalog.tabular import Column

STAGES = ("rkpd", "kua_ppas", "rapbd", "apbd", "pergeseran", "perubahan", "realisasi", "audited")

# Fields of a budget line that a table's column can fill; the amount has a key of its own.
LINE_FIELDS = (
    "government_code",
    "organization_code",
    "organization_name",
    "sub_unit_code",
    "sub_unit_name",
    "urusan_code",
    "program_code",
    "program_name",
    "kegiatan_code",
    "kegiatan_name",
    "sub_kegiatan_code",
    "sub_kegiatan_name",
    "rekening_code",
    "rekening_name",
    "sumber_dana",
    "komponen",
    "region_code",
    "location",
    "output",
    "target",
    "target_unit",
    "description",
)


@dataclass(frozen=True)
class Government:
    """A government, and the list that its code is from: kemendagri (35 is Jawa Timur), bps, djpk or klpd."""

    code: str
    scheme: str
    name: str

    @property
    def key(self) -> str:
        """What queries and addresses call it: `kemendagri:35`."""
        return f"{self.scheme}:{self.code}"


@dataclass(frozen=True)
class FiguresDraft:
    """One stage of one fiscal year in one table of a dataset.

    `fields` maps LINE_FIELDS to columns of the table, `amount` names the column with exact rupiah; a table
    without `rekening_code` is spending. `precision` is the smallest step that the source can show: 1, or
    10,000,000 where it gives hundredths of a miliar. A table over many governments has `government_code`
    among its `fields` and names them all in `governments`; else that has one. Rows are leaves where
    `leaf_column` holds one of `leaf_values`; all rows are when `leaf_column` is empty. Account codes need an
    `account_scheme` of ACCOUNT_SCHEMES, codes of program, kegiatan and sub kegiatan a `program_scheme` of
    PROGRAM_SCHEMES.
    """

    table: str
    stage: str
    fiscal_year: int
    amount: str
    fields: Mapping[str, str]
    governments: tuple[Government, ...]
    account_scheme: str = ""
    program_scheme: str = ""
    precision: int = 1
    sequence: int = 0
    sample: bool = False
    leaf_column: str = ""
    leaf_values: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Finding:
    """Something a check found and nobody mended: `subject` is the source's own identifier of the thing.

    `expected` and `actual` are exact rupiah as text-safe decimals; `kind` is a stable slug such as
    `children-sum`, `no-counterpart`, `rounded`, `not-agreeing`.
    """

    kind: str
    table: str
    subject: str
    title: str
    expected: str
    actual: str
    gap: str


@dataclass(frozen=True)
class StoredTable:
    """A table as it was stored: `sha256` of its Parquet, `source_sha256` of the original bytes behind it."""

    resource_id: str
    sha256: str
    source_sha256: str
    columns: tuple[Column, ...]

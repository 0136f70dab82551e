"""Budget lines: a stored table read as figures, its codes in one spelling, as Parquet in the file store."""

from collections.abc import Callable, Iterable
from pathlib import Path

from catalog.budget import codes
from catalog.budget.drafts import LINE_FIELDS, FiguresDraft, StoredTable
from catalog.storage import FileStore
from catalog.tabular import Cell, Column, Loaded, Lookup, ask, derive

# The parts of a line's key, coarse to fine, as columns of the lines.
PARTS = (
    "organization",
    "sub_unit",
    "program",
    "kegiatan",
    "sub_kegiatan",
    "rekening",
    "sumber_dana",
    "komponen",
)
ACTIVITY_FIELDS = ("program_code", "kegiatan_code", "sub_kegiatan_code")
_KEPT = ("region_code", "location", "output", "target", "target_unit", "description")

# A line's identity is what it is about, never its stage: the same line has the same id from plan to spending.
# chr(31) is the ASCII unit separator, which no code or name holds. True duplicates are told apart by order,
# which is found apart from the wide rows, since those would all be in memory at once.
_LINES = """
    WITH coded AS (
        SELECT r.*, g.scheme, o.norm AS organization, o.slug AS organization_slug, u.norm AS sub_unit,
            coalesce(nullif(s.program, ''), nullif(k.program, ''), p.norm) AS program,
            coalesce(nullif(s.kegiatan, ''), k.norm) AS kegiatan,
            s.norm AS sub_kegiatan, a.norm AS rekening, a.level AS account_level, a.direction AS of_account,
            a.computed
        FROM ({rows}) r
        JOIN governments g ON g.code = r.government_code
        JOIN organizations o ON o.raw = r.organization_code AND o.title = r.organization_name
        JOIN units u ON u.raw = r.sub_unit_code
        JOIN programs p ON p.raw = r.program_code
        JOIN kegiatans k ON k.raw = r.kegiatan_code
        JOIN sub_kegiatans s ON s.raw = r.sub_kegiatan_code
        JOIN accounts a ON a.raw = r.rekening_code
    ), keyed AS (
        SELECT *, left(sha256(concat_ws(chr(31), scheme, government_code, '{draft.fiscal_year}',
            '{draft.account_scheme}', '{draft.program_scheme}', organization, sub_unit,
            coalesce(nullif(sub_kegiatan, ''), nullif(kegiatan, ''), program), rekening,
            lower(sumber_dana), lower(komponen))), 24) AS key
        FROM coded
    ), ordered AS (
        SELECT _id, row_number() OVER (PARTITION BY key ORDER BY _id) AS ordinal FROM keyed
    ), numbered AS (
        SELECT keyed.*, ordinal FROM keyed JOIN ordered USING (_id)
    )
    SELECT _id, key || CASE WHEN ordinal > 1 THEN '-' || ordinal ELSE '' END AS line_id, government_code,
        CASE WHEN is_leaf AND NOT computed THEN 'leaf' ELSE 'subtotal' END AS kind,
        CASE WHEN rekening <> '' THEN of_account WHEN {spending} OR program <> '' THEN 'belanja' ELSE '' END
            AS direction,
        organization, organization_code AS organization_raw, organization_name, organization_slug,
        sub_unit, sub_unit_code AS sub_unit_raw, sub_unit_name, urusan_code AS urusan,
        program, program_code AS program_raw, program_name,
        kegiatan, kegiatan_code AS kegiatan_raw, kegiatan_name,
        sub_kegiatan, sub_kegiatan_code AS sub_kegiatan_raw, sub_kegiatan_name,
        rekening, rekening_code AS rekening_raw, rekening_name, account_level,
        sumber_dana, komponen, {kept}, amount
    FROM numbered
    ORDER BY government_code, organization, sub_kegiatan, rekening, _id
"""


def build(
    store: FileStore, draft: FiguresDraft, table: StoredTable, resolve: Callable[[str, str], str]
) -> Loaded:
    """Store the lines of a checked draft; `resolve` gives the catalogue's slug for an agency's code and name.

    Each line keeps the source's row number (`_id`), raw codes beside those in one spelling, and its amount.
    """
    path = store.path(table.sha256)
    sql = _LINES.format(
        draft=draft,
        rows=_rows(draft, table),
        spending="rekening_code" not in draft.fields,
        kept=", ".join(_KEPT),
    )
    activity = _texts("raw", "norm", "program", "kegiatan")
    account = (*_texts("raw", "norm", "direction"), Column("level", "integer"), Column("computed", "boolean"))
    lookups = {
        "governments": Lookup(
            _texts("code", "scheme"), [(one.code, one.scheme) for one in draft.governments]
        ),
        "leaf_values": Lookup(_texts("value"), [(value,) for value in draft.leaf_values]),
        "organizations": Lookup(_texts("raw", "title", "norm", "slug"), _agencies(draft, path, resolve)),
        "units": Lookup(_texts("raw", "norm"), _units(draft, path)),
        "programs": Lookup(activity, _activities(draft, path, "program_code")),
        "kegiatans": Lookup(activity, _activities(draft, path, "kegiatan_code")),
        "sub_kegiatans": Lookup(activity, _activities(draft, path, "sub_kegiatan_code")),
        "accounts": Lookup(account, _accounts(draft, path)),
    }
    return derive(store, sql, {"source": path}, lookups)


def field(draft: FiguresDraft, name: str) -> str:
    """A LINE_FIELDS field as SQL over the draft's table: text without outer blanks, empty where none is."""
    column = draft.fields.get(name)
    return f"""coalesce(trim(CAST("{column}" AS VARCHAR)), '')""" if column else "''"


def _rows(draft: FiguresDraft, table: StoredTable) -> str:
    amount = next(column for column in table.columns if column.name == draft.amount)
    scale = amount.scale if amount.type == "decimal" else 0
    leaf = (
        f'CAST("{draft.leaf_column}" AS VARCHAR) IN (SELECT value FROM leaf_values)'
        if draft.leaf_column
        else "true"
    )
    government = (
        field(draft, "government_code")
        if "government_code" in draft.fields
        else "(SELECT code FROM governments)"
    )
    fields = [
        f"nullif({field(draft, name)}, '') AS {name}" if name in _KEPT else f"{field(draft, name)} AS {name}"
        for name in LINE_FIELDS
        if name != "government_code"
    ]
    return f"""
        SELECT _id, {government} AS government_code, {", ".join(fields)}, {leaf} AS is_leaf,
            CAST("{draft.amount}" AS DECIMAL(24, {scale})) AS amount
        FROM source WHERE "{draft.amount}" IS NOT NULL
    """


def _agencies(
    draft: FiguresDraft, path: Path, resolve: Callable[[str, str], str]
) -> Iterable[tuple[Cell, ...]]:
    code, name = field(draft, "organization_code"), field(draft, "organization_name")
    for raw, title in ask(f"SELECT DISTINCT {code}, {name} FROM source ORDER BY ALL", {"source": path}):
        # Where the source gives no codes, the whole name is the only identity there is.
        yield str(raw), str(title), codes.organization(str(raw or title)), resolve(str(raw), str(title))


def _units(draft: FiguresDraft, path: Path) -> Iterable[tuple[Cell, ...]]:
    for raw in _distinct(draft, path, "sub_unit_code"):
        yield raw, codes.organization(raw)


def _activities(draft: FiguresDraft, path: Path, name: str) -> Iterable[tuple[Cell, ...]]:
    for raw in _distinct(draft, path, name):
        read = codes.activity(raw, draft.program_scheme) if raw else codes.Code("", 0)
        depths = (codes.PROGRAM_DEPTH, codes.kegiatan_depth(draft.program_scheme))
        above = [codes.prefix(read.norm, depth) if read.level >= depth else "" for depth in depths]
        yield raw, read.norm, *above


def _accounts(draft: FiguresDraft, path: Path) -> Iterable[tuple[Cell, ...]]:
    for raw in _distinct(draft, path, "rekening_code"):
        read = codes.account(raw, draft.account_scheme) if raw else codes.Code("", 0)
        direction = codes.direction(read.norm, draft.account_scheme) if read.level else ""
        yield raw, read.norm, direction, read.level, codes.computed(read.norm)


def _distinct(draft: FiguresDraft, path: Path, name: str) -> list[str]:
    rows = ask(f"SELECT {field(draft, name)} FROM source UNION SELECT '' ORDER BY ALL", {"source": path})
    return [str(row[0]) for row in rows]


def _texts(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "text") for name in names)

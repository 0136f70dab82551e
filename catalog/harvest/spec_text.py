"""Reading a mapping spec from TOML; what is wrong is said key by key, in words for the operator."""

import hashlib
import re
import tomllib

from catalog.budget import LINE_FIELDS, Government
from catalog.errors import Invalid
from catalog.harvest.spec import Account, ColumnSpec, Publisher, Spec, TableSpec
from catalog.harvest.spec_dataset import GOVERNMENT_SCHEMES, Shared, read_dataset
from catalog.harvest.spec_section import Problems, Section
from catalog.text import Message, slugify

_UNITS = {
    "rupiah": 1,
    "ribu rupiah": 10**3,
    "juta rupiah": 10**6,
    "miliar rupiah": 10**9,
    "triliun rupiah": 10**12,
}
_TYPES = ("text", "integer", "decimal", "date", "boolean")
_COLUMN_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")  # of a stored table; checks put it into SQL


def parse_spec(text: str, default: str = "") -> Spec:
    """The spec in a TOML text; where it has no `dataset`, the keys that it lacks are those of `default`.

    Raises Invalid with every wrong key, what is wrong with it, and what is allowed.
    """
    values = _toml(text)
    if "dataset" not in values:
        values = _toml(default) | values
    problems: Problems = {}
    spec = _spec(Section(values, "", problems), hashlib.sha256(f"{default}\0{text}".encode()).hexdigest())
    if problems:
        raise Invalid(problems)
    return spec


def _toml(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid(
            {"spec": [Message("Berkas spec bukan TOML yang benar: %(error)s", {"error": str(error)})]}
        ) from error


def _spec(top: Section, digest: str) -> Spec:
    shared = Shared(
        years=top.years("years"),
        columns={name: _columns(each) for name, each in top.section("columns").children().items()},
        outlines={name: _outline(each) for name, each in top.section("outline").children().items()},
    )
    spec = Spec(
        kind=top.text("kind"),
        title=top.text("title"),
        url=_url(top),
        publisher=_publisher(top.section("publisher")),
        government=_government(top.section("government")),
        sample=top.flag("sample"),
        max_loss=top.share("max_loss", 0.2),
        datasets=tuple(read_dataset(each, shared) for each in top.sections("dataset")),
        digest=digest,
    )
    if not spec.datasets:
        top.wrong("dataset", Message("harus ada paling sedikit satu bagian [[dataset]]"))
    if not spec.url.startswith("file:") and any("*" in table.address for table in _tables(spec)):
        top.wrong("url", Message("harus file:// bila address sebuah tabel memuat *"))
    top.finish()
    return spec


def _tables(spec: Spec) -> list[TableSpec]:
    return [table for dataset in spec.datasets for table in dataset.tables]


def _url(top: Section) -> str:
    url = top.text("url")
    if url and not re.match(r"(https?|file)://", url):
        top.wrong("url", Message("harus diawali http://, https:// atau file://"))
    return url.rstrip("/")


def _publisher(section: Section) -> Publisher:
    publisher = Publisher(section.text("slug"), section.text("title"))
    if publisher.slug != slugify(publisher.slug):
        section.wrong("slug", Message("hanya boleh berisi huruf kecil, angka dan tanda hubung"))
    section.finish()
    return publisher


def _government(section: Section) -> Government:
    government = Government(
        section.text("code"), section.text("scheme", among=GOVERNMENT_SCHEMES), section.text("name")
    )
    section.finish()
    return government


def _outline(section: Section) -> dict[str, Account]:
    accounts = {}
    for place, each in section.children().items():
        accounts[place] = Account(each.texts("names"), each.text("code", ""))
        if not accounts[place].names:
            each.wrong("names", Message("harus diisi"))
        each.finish()
    return accounts


def _columns(section: Section) -> tuple[ColumnSpec, ...]:
    return tuple(_column(name, each) for name, each in section.children().items())


def _column(name: str, section: Section) -> ColumnSpec:
    source_unit = section.text("source_unit", "", _UNITS)
    column = ColumnSpec(
        name=name,
        type=section.text("type", "text", _TYPES),
        title=section.text("title"),
        sources=section.texts("from") or (name,),
        description=section.text("description", ""),
        unit="rupiah" if source_unit else section.text("unit", ""),
        scale=section.number("scale", 2, 0, 12),
        optional=section.flag("optional"),
        number=section.text("number", "plain", ("plain", "id", "en")),
        multiplier=_UNITS.get(source_unit, 1),
        lookup=section.text("lookup", ""),
        lookup_key=section.text("lookup_key", ""),
        region=section.text("region", "", ("code", "name")),
        fills=section.text("fills", "", LINE_FIELDS),
    )
    if bool(column.lookup) != bool(column.lookup_key):
        section.wrong("lookup", Message("lookup (tabel) dan lookup_key (kolom) harus diisi keduanya"))
    if not _COLUMN_NAME.fullmatch(name):
        section.wrong(
            "title", Message("nama kolom %(name)s harus huruf kecil, angka, garis bawah", {"name": name})
        )
    section.finish()
    return column

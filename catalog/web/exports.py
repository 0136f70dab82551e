"""Tables to take home: which rows, in which form, and where each file comes from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Flask, Response, current_app, request, url_for

from catalog.datasets import Dataset, DatasetVersion, Resource, license_of
from catalog.errors import Later, NotFound
from catalog.tabular import Column, Criteria
from catalog.tabular.export import FORMS, Export, require_writable
from catalog.tabular.made_files import Growing, Made, find_made, open_made
from catalog.text import Message, slugify
from catalog.web import table_query
from catalog.web.formats import WIB
from catalog.web.request import words_asked
from catalog.web.sending import Shipment, one_range, send
from catalog.web.wording import SAMPLE, full_title
from catalog.work import Instance, Work

FOLDER = "exports"  # of the instance; may be emptied at any time
_PATIENCE = 1.0  # seconds until what is not finished begins to flow
_WHOLE_PATIENCE = 60.0  # for who cannot use what flows: a part, or HTTP without chunks
_LATER = 15  # seconds
_TITLES = {
    "csv": (Message("CSV"), Message("Untuk program dan lembar kerja: koma, titik desimal, UTF-8.")),
    "xlsx": (
        Message("Excel (XLSX)"),
        Message(
            "Angka tetap angka, kode tetap teks, tanggal tetap tanggal; lembar kedua menyebut sumbernya."
        ),
    ),
    "id.csv": (
        Message("CSV untuk Excel berbahasa Indonesia"),
        Message(
            "Titik koma dan koma desimal. Teks yang akan dibaca sebagai rumus, angka, atau tanggal "
            "didahului satu tanda petik (')."
        ),
    ),
    "json": (Message("JSON"), Message("Satu larik berisi objek.")),
    "ndjson": (Message("NDJSON"), Message("Satu objek tiap baris.")),
    "parquet": (
        Message("Parquet"),
        Message("Paling kecil, jenis kolomnya ikut; untuk DuckDB, Python, dan R."),
    ),
}


@dataclass(frozen=True)
class Offer:
    """A form in which the rows of a page can be had; size and SHA-256 are known once it has been made."""

    title: Message
    about: Message
    href: str
    made: Made | None


def register(app: Flask) -> None:
    """Offer `export_offers` to templates."""
    app.jinja_env.globals["export_offers"] = offers


def offers(dataset: Dataset, resource: Resource, present: bool, query: str) -> list[Offer]:
    """Every form of a table's rows that the present address asks for."""
    instance: Instance = current_app.extensions["lumbung"]
    folder, path = instance.settings.instance / FOLDER, instance.store.path(resource.table_sha256)
    columns, notes = _columns(resource), _notes(instance.settings.site_url, dataset, resource)
    wanted = table_query.criteria(columns)
    return [
        Offer(
            title,
            about,
            table_address(dataset, resource, present, form) + query,
            find_made(folder, Export(form, path, columns, wanted, notes)),
        )
        for form, (title, about) in _TITLES.items()
    ]


def table_address(dataset: Dataset, resource: Resource, present: bool, form: str) -> str:
    """Where a table can be had in a form: as it is now, or in this version for good."""
    owner, rid = dataset.id, resource.resource_id
    if present:
        return url_for("table_file", dataset=owner, resource=rid, form=form)
    number = resource.version.number
    return url_for("table_file_version", dataset=owner, number=number, resource=rid, form=form)


def send_table(work: Work, dataset: Dataset, resource: Resource, form: str) -> Response:
    """The rows that the address asks for, in a form: at once when they are few, else as they are written."""
    if not resource.table_sha256:
        raise NotFound(Message("Berkas %(name)s tidak ditemukan.", {"name": resource.name}))
    columns = _columns(resource)
    export = Export(
        form,
        work.store.path(resource.table_sha256),
        columns,
        table_query.criteria(columns),
        _notes(work.settings.site_url, dataset, resource),
    )
    return send_export(work, export, _filename(resource, form, export.criteria), resource.table_rows or 0)


def send_export(work: Work, export: Export, filename: str, rows: int) -> Response:
    """An export of a table with so many rows: with its length and digest when it is finished soon."""
    require_writable(export, rows)
    shipment = Shipment(filename, FORMS[export.form], export.name)
    folder = work.settings.instance / FOLDER
    if request.method == "HEAD" or request.if_none_match.contains(export.name):
        made: Made | Growing | None = find_made(folder, export)
    else:
        whole = one_range() or request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0"
        made = open_made(folder, export, rows, _WHOLE_PATIENCE if whole else _PATIENCE)
    if isinstance(made, Made):
        return send(made.path, made.sha256, shipment)
    return _flowing(made, shipment)


def _flowing(growing: Growing | None, shipment: Shipment) -> Response:
    """The bytes of a file that is still being written; nothing but its tag is known beforehand."""
    if growing and request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
        growing.close()  # its end could not be told from a broken line
        raise Later(Message("Unduhan ini masih disiapkan. Coba lagi sebentar lagi."), _LATER)
    # Passed through, since the response would otherwise gather it all to tell its length.
    chunks: Iterator[bytes] = growing or iter(())
    response = Response(chunks, mimetype=shipment.media_type, direct_passthrough=True)
    response.headers.set("Content-Disposition", "attachment", filename=shipment.name)
    response.set_etag(shipment.etag)
    response.cache_control.no_cache = True
    response.headers["Accept-Ranges"] = "bytes"
    if growing is None:
        response.make_conditional(request)
    return response


def _columns(resource: Resource) -> tuple[Column, ...]:
    return tuple(Column(**column) for column in resource.columns)


def _filename(resource: Resource, form: str, criteria: Criteria) -> str:
    stem = slugify(resource.name or resource.key) or "tabel"
    sample = f"{SAMPLE.replace(' ', '-')}-" if resource.version.sample else ""
    part = "_saringan" if criteria.filters or criteria.words else ""
    return f"{sample}{stem}_v{resource.version.number}{part}.{form}"


def _notes(site_url: str, dataset: Dataset, resource: Resource) -> tuple[tuple[str, str], ...]:
    """Where rows come from, for whoever finds the file later without its page."""
    version, terms = resource.version, license_of(resource.version.license_id)
    address = url_for(
        "web.resource_version", name=dataset.name, number=version.number, rid=resource.resource_id
    )
    notes = [
        ("Kumpulan data", full_title(version)),
        ("Tabel", resource.name or resource.key),
        ("Penerbit", dataset.organization.title),
        ("Versi", f"{version.number}{_published(version)}"),
        ("Saringan", _filter_words(_columns(resource))),
        ("Alamat", f"{site_url}{address}{table_query.table_query()}"),
        ("Lisensi", f"{terms.title} {terms.uri}".strip()),
        ("SHA-256 tabel", resource.table_sha256),
        ("SHA-256 berkas asli", resource.sha256),
    ]
    sample = [(SAMPLE, "Angka peraga, bukan data nyata.")] if version.sample else []
    return tuple((name, value) for name, value in (*sample, *notes) if value)


def _published(version: DatasetVersion) -> str:
    return f", {version.published_at.astimezone(WIB).date()}" if version.published_at else ""


def _filter_words(columns: Sequence[Column]) -> str:
    titles = {column.name: column.title or column.name for column in columns}
    words = [f"“{text}”"] if (text := words_asked()) else []
    for one in table_query.conditions():
        operator = str(table_query.OPERATORS[one.operator][1])
        words.append(f"{titles.get(one.column, one.column)} {operator} {one.value}".strip())
    return "; ".join(words) or "semua baris"

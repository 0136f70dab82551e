"""Bytes: the original files as they were received, and the typed tables as CSV."""

import base64
import hashlib

import orjson
from flask import Response, redirect, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from catalog import datasets, tabular
from catalog.datasets import Dataset, DatasetVersion, Resource
from catalog.errors import NotFound
from catalog.tabular import Column
from catalog.text import Message, slugify
from catalog.web import table_query
from catalog.web.links import web_address
from catalog.web.request import request_work
from catalog.wire import datapackage as wire_datapackage
from catalog.work import Work

_FOR_EVER = 365 * 24 * 3600
_NO_NAME = str.maketrans(dict.fromkeys([*map(chr, range(32)), *'\x7f/\\"'], "_"))


def download(dataset: str, resource: str, filename: str) -> AnyResponse:  # noqa: ARG001  # a name for people
    """The original bytes of a resource in the published version."""
    with request_work() as work:
        return _send(work, published_resource(work, dataset, resource)[1], 0)


def download_version(dataset: str, number: int, resource: str, filename: str) -> AnyResponse:  # noqa: ARG001  # a name for people
    """The original bytes of a resource in a numbered version: this address keeps its bytes for ever."""
    with request_work() as work:
        return _send(work, versioned_resource(work, dataset, number, resource)[1], _FOR_EVER)


def table_csv(dataset: str, resource: str) -> AnyResponse:
    """The typed table as CSV, filtered and sorted as the page that links here."""
    with request_work() as work:
        return _csv(work, published_resource(work, dataset, resource)[1])


def table_csv_version(dataset: str, number: int, resource: str) -> AnyResponse:
    """The typed table of a numbered version as CSV, likewise."""
    with request_work() as work:
        return _csv(work, versioned_resource(work, dataset, number, resource)[1])


def datapackage(name: str) -> AnyResponse:
    """The published version as a Frictionless Data Package."""
    with request_work() as work:
        found = datasets.get(work, name)
        return _package(work, found, found.published)


def datapackage_version(name: str, number: int) -> AnyResponse:
    """A numbered version as a Frictionless Data Package."""
    with request_work() as work:
        found = datasets.get(work, name)
        return _package(work, found, datasets.version(work, found, number))


def published_resource(work: Work, dataset: str, resource: str) -> tuple[Dataset, Resource]:
    """A resource in the published version of the dataset of this name or id; raises NotFound."""
    owner, found = datasets.resource(work, resource)
    if dataset not in (owner.id, owner.name):
        raise _missing(resource)
    return owner, found


def versioned_resource(work: Work, dataset: str, number: int, resource: str) -> tuple[Dataset, Resource]:
    """A resource as it stands in a numbered version; raises NotFound."""
    owner = datasets.get(work, dataset)
    for one in datasets.version(work, owner, number).resources:
        if one.resource_id == resource:
            return owner, one
    raise _missing(resource)


def _send(work: Work, resource: Resource, max_age: int) -> AnyResponse:
    if resource.sha256:
        if not work.store.has(resource.sha256):
            raise _missing(resource.filename or resource.key)
        response = send_file(
            work.store.path(resource.sha256),
            mimetype=resource.media_type or "application/octet-stream",
            as_attachment=True,
            download_name=(resource.filename or resource.key).translate(_NO_NAME),
            etag=resource.sha256,
            last_modified=resource.last_modified,
            max_age=max_age,
            conditional=True,
        )
        digest = base64.b64encode(bytes.fromhex(resource.sha256)).decode()
        response.headers["Repr-Digest"] = f"sha-256=:{digest}:"
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response
    if web_address(resource.url):
        return redirect(resource.url)
    return _csv(work, resource)


def _csv(work: Work, resource: Resource) -> Response:
    if not resource.table_sha256:
        raise _missing(resource.name)
    columns = [Column(**column) for column in resource.columns]
    wanted = table_query.criteria(columns)
    # The chunks come from the stored file alone, so they flow after this request's transaction has ended.
    chunks = tabular.export_csv(work.store.path(resource.table_sha256), columns, wanted)
    # Passed through, since the response would otherwise gather them all to tell their length.
    response = Response(chunks, mimetype="text/csv", direct_passthrough=True)
    name = slugify(resource.name or resource.key) or "tabel"
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.csv")
    asked = hashlib.sha256(f"{resource.table_sha256} {wanted}".encode()).hexdigest()
    response.set_etag(asked)
    response.cache_control.no_cache = True
    response.make_conditional(request)
    return response


def _package(work: Work, found: Dataset, version: DatasetVersion | None) -> Response:
    if version is None:
        raise _missing("datapackage.json")
    if not any(one.table_sha256 or one.sha256 for one in version.resources):
        raise _missing("datapackage.json")  # a package of links alone would hold nothing
    shape = wire_datapackage.package(found, version, work.settings.site_url)
    response = Response(orjson.dumps(shape, option=orjson.OPT_INDENT_2), mimetype="application/json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _missing(name: str) -> NotFound:
    return NotFound(Message("Berkas %(name)s tidak ditemukan.", {"name": name}))

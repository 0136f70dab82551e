"""Bytes: the original files as they were received, and the typed tables in several forms."""

import orjson
from flask import Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from catalog import datasets
from catalog.datasets import Dataset, DatasetVersion, Resource
from catalog.errors import NotFound
from catalog.tabular import has_subtotals
from catalog.text import Message
from catalog.web.exports import send_table
from catalog.web.links import web_address
from catalog.web.request import request_work
from catalog.web.sending import Shipment, send
from catalog.wire import datapackage as wire_datapackage
from catalog.work import Work

_FOR_EVER = 365 * 24 * 3600
_NO_NAME = str.maketrans(dict.fromkeys([*map(chr, range(32)), *'\x7f/\\"'], "_"))


def download(dataset: str, resource: str, filename: str) -> AnyResponse:  # noqa: ARG001  # a name for people
    """The original bytes of a resource in the published version."""
    with request_work() as work:
        return _send(work, *published_resource(work, dataset, resource), 0)


def download_version(dataset: str, number: int, resource: str, filename: str) -> AnyResponse:  # noqa: ARG001  # a name for people
    """The original bytes of a resource in a numbered version: this address keeps its bytes for ever."""
    with request_work() as work:
        return _send(work, *versioned_resource(work, dataset, number, resource), _FOR_EVER)


def table_file(dataset: str, resource: str, form: str) -> AnyResponse:
    """The typed table in a form, filtered and sorted as the page that links here."""
    with request_work() as work:
        return send_table(work, *answering_resource(work, dataset, resource), form)


def table_file_version(dataset: str, number: int, resource: str, form: str) -> AnyResponse:
    """The typed table of a numbered version, likewise."""
    with request_work() as work:
        return send_table(work, *versioned_resource(work, dataset, number, resource), form)


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


def answering_resource(work: Work, dataset: str, resource: str) -> tuple[Dataset, Resource]:
    """The same as it stands in the version whose table answers: an earlier one while its own is made."""
    owner, found = published_resource(work, dataset, resource)
    return owner, datasets.table_of(work, owner, found)


def versioned_resource(work: Work, dataset: str, number: int, resource: str) -> tuple[Dataset, Resource]:
    """A resource as it stands in a numbered version; raises NotFound."""
    owner = datasets.get(work, dataset)
    for one in datasets.version(work, owner, number).resources:
        if one.resource_id == resource:
            return owner, one
    raise _missing(resource)


def _send(work: Work, owner: Dataset, resource: Resource, max_age: int) -> AnyResponse:
    if resource.sha256:
        if not work.store.has(resource.sha256):
            raise _missing(resource.filename or resource.key)
        name = (resource.filename or resource.key).translate(_NO_NAME)
        media_type = resource.media_type or "application/octet-stream"
        shipment = Shipment(name, media_type, resource.sha256, max_age, resource.last_modified)
        return send(work.store.path(resource.sha256), resource.sha256, shipment)
    if web_address(resource.url):
        return redirect(resource.url)
    return send_table(work, owner, resource, "csv")


def _package(work: Work, found: Dataset, version: DatasetVersion | None) -> Response:
    if version is None:
        raise _missing("datapackage.json")
    if not any(one.table_sha256 or one.sha256 for one in version.resources):
        raise _missing("datapackage.json")  # a package of links alone would hold nothing
    tables = {one.table_sha256 for one in version.resources if one.table_sha256}
    marked = {sha256 for sha256 in tables if has_subtotals(work.store.path(sha256))}
    shape = wire_datapackage.package(found, version, work.settings.site_url, marked)
    response = Response(orjson.dumps(shape, option=orjson.OPT_INDENT_2), mimetype="application/json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _missing(name: str) -> NotFound:
    return NotFound(Message("Berkas %(name)s tidak ditemukan.", {"name": name}))

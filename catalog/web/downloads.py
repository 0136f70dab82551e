"""Bytes: the original files as they were received, and the typed tables as CSV."""

import base64

from flask import Response, redirect, send_file
from werkzeug.wrappers import Response as AnyResponse

from catalog import datasets, tabular
from catalog.datasets import Dataset, Resource
from catalog.errors import NotFound
from catalog.tabular import Column
from catalog.text import Message
from catalog.web.request import request_work, table_criteria
from catalog.work import Work

_FOR_EVER = 365 * 24 * 3600


def download(dataset: str, resource: str, filename: str) -> AnyResponse:
    """The original bytes of a resource in the published version."""
    with request_work() as work:
        owner, found = datasets.resource(work, resource)
        if dataset not in (owner.id, owner.name):
            raise _missing(filename)
        return _send(work, found, 0)


def download_version(dataset: str, number: int, resource: str, filename: str) -> AnyResponse:
    """The original bytes of a resource in a numbered version: this address keeps its bytes for ever."""
    with request_work() as work:
        owner = datasets.get(work, dataset)
        return _send(work, _in_version(work, owner, number, resource), _FOR_EVER)


def table_csv(dataset: str, resource: str) -> AnyResponse:
    """The typed table as CSV, filtered and sorted as the page that links here."""
    with request_work() as work:
        owner, found = datasets.resource(work, resource)
        if dataset not in (owner.id, owner.name):
            raise _missing(resource)
        return _csv(work, found)


def _in_version(work: Work, dataset: Dataset, number: int, resource: str) -> Resource:
    for one in datasets.version(work, dataset, number).resources:
        if one.resource_id == resource:
            return one
    raise _missing(resource)


def _send(work: Work, resource: Resource, max_age: int) -> AnyResponse:
    if resource.sha256:
        response = send_file(
            work.store.path(resource.sha256),
            mimetype=resource.media_type or "application/octet-stream",
            as_attachment=True,
            download_name=resource.filename,
            etag=resource.sha256,
            last_modified=resource.last_modified,
            max_age=max_age,
            conditional=True,
        )
        digest = base64.b64encode(bytes.fromhex(resource.sha256)).decode()
        response.headers["Repr-Digest"] = f"sha-256=:{digest}:"
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response
    if resource.url:
        return redirect(resource.url)
    return _csv(work, resource)


def _csv(work: Work, resource: Resource) -> Response:
    if not resource.table_sha256:
        raise _missing(resource.name)
    columns = [Column(**column) for column in resource.columns]
    criteria = table_criteria([column.name for column in columns])
    chunks = tabular.export_csv(work.store.path(resource.table_sha256), columns, criteria)
    headers = {
        "Content-Disposition": f'attachment; filename="{resource.key}.csv"',
        "ETag": f'"{resource.table_sha256}-csv"',
    }
    return Response(chunks, mimetype="text/csv", headers=headers)


def _missing(name: str) -> NotFound:
    return NotFound(Message("Berkas %(name)s tidak ditemukan.", {"name": name}))

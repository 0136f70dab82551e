"""What comes before an action that writes: who asks, whether now, and the file that is sent."""

from io import SEEK_END
from typing import Any

from flask import Request
from werkzeug.datastructures import FileStorage

from catalog import accounts
from catalog.api.errors import BadRequest
from catalog.api.parameters import read_parameters
from catalog.datasets import FileDraft
from catalog.errors import Invalid, NotAuthorized
from catalog.mode import Mode, closed, read_mode
from catalog.text import Message, group_digits
from catalog.work import Instance

_FORM = 2**20  # bytes of a multipart body besides its file
_LONGEST_NAME = 200  # characters of a file's name


def read(instance: Instance, request: Request, token: str) -> dict[str, Any]:
    """The parameters of an action that writes; a file among them is stored first, outside of the transaction.

    Raises BadRequest, Closed, NotAuthorized for nobody, and Invalid for a file that is too large.
    """
    if request.method != "POST":
        raise BadRequest(Message("Aksi ini menulis, jadi hanya menerima POST."))
    now = read_mode(instance.settings.instance)
    if now.mode is not Mode.OPEN:
        raise closed(now, instance.clock())
    with instance.work() as work:
        if not token or not accounts.actor_for_token(work, token).name:
            raise NotAuthorized(Message("Aksi ini perlu token API yang berlaku."))
    if request.mimetype != "multipart/form-data":
        return read_parameters(request)
    most = instance.settings.max_upload_bytes
    if (request.content_length or 0) > most + _FORM:
        raise _too_large("upload", most)
    request.max_content_length = most + _FORM
    try:
        files = {name: _store(instance, one, most) for name, one in request.files.items() if one.filename}
        return read_parameters(request) | files
    finally:
        for one in request.files.values():
            one.close()


def _store(instance: Instance, sent: FileStorage, most: int) -> FileDraft:
    """The file in the store, under its own name without folders."""
    name = (sent.filename or "").replace("\\", "/").rpartition("/")[2]
    name = "".join(one if one.isprintable() else "_" for one in name).strip(". ")[-_LONGEST_NAME:]
    size = sent.stream.seek(0, SEEK_END)
    sent.stream.seek(0)
    if size > most:
        raise _too_large(sent.name or "upload", most)
    stored = instance.store.put(sent.stream)
    return FileDraft(name or "berkas", stored.sha256, stored.size)


def _too_large(field: str, most: int) -> Invalid:
    return Invalid({field: [Message("Berkas lebih besar dari %(most)s bita.", {"most": group_digits(most)})]})

"""What a request asks, wherever its client put it: query string, JSON, form, JSON as a form's only key."""

import re
from typing import Any
from urllib.parse import parse_qs

import orjson
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Request

from catalog.api.errors import BadRequest
from catalog.text import Message

_MAX_FIELDS = 1000
_MAX_BYTES = 2**20  # of parameters; files come as multipart, within the site's own limit
_FORM_ENDING = re.compile(rb"\}=1?$")  # of a form whose only key is JSON, sent without escapes


def read_parameters(request: Request) -> dict[str, Any]:
    """The parameters by name; what the body says wins over the query string.

    A repeated name gives a list. The content type decides nothing on its own: clients send JSON as a form,
    and forms as nothing at all. Raises BadRequest.
    """
    parameters = _single(request.args)
    if request.method == "POST":
        parameters |= _from_body(request)
    return parameters


def _from_body(request: Request) -> dict[str, Any]:
    if request.mimetype == "multipart/form-data":
        return _single(request.form)
    body = _text_of(request).strip()
    if not body:
        return {}
    if "json" not in request.mimetype and not body.startswith((b"{", b"[", b'"')):
        return _from_form(body)
    return _from_json(_FORM_ENDING.sub(b"}", body))


def _text_of(request: Request) -> bytes:
    if (request.content_length or 0) > _MAX_BYTES:
        raise RequestEntityTooLarge
    return request.get_data()


def _from_form(body: bytes) -> dict[str, Any]:
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    except ValueError:
        raise BadRequest(Message("Formulir yang dikirim tidak dapat dibaca.")) from None
    only = next(iter(fields)) if len(fields) == 1 else ""
    if only.startswith("{") and fields[only] in (["1"], [""]):
        return _from_json(only.encode())
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}


def _from_json(text: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise BadRequest(Message("JSON yang dikirim tidak dapat dibaca.")) from None
    if not isinstance(value, dict):
        raise BadRequest(Message("JSON yang dikirim harus berupa objek.")) from None
    return value


def _single(values: MultiDict[str, str]) -> dict[str, Any]:
    return {name: found[0] if len(found) == 1 else found for name, found in values.lists()}

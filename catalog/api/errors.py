"""Refusals as CKAN's clients read them: a status and an error object with `__type` and always a `message`."""

from collections.abc import Mapping

from catalog import errors
from catalog.text import Message

Answer = tuple[int, dict[str, object]]


class BadRequest(errors.LumbungError):
    """A request that names no action, or whose body holds no parameters."""


_KINDS: tuple[tuple[type[errors.LumbungError], int, str], ...] = (
    (errors.Withdrawn, 410, "Not Found Error"),  # the kind that clients know
    (errors.NotFound, 404, "Not Found Error"),
    (errors.NotAuthorized, 403, "Authorization Error"),
    (errors.Invalid, 409, "Validation Error"),
    (errors.BadQuery, 400, "Search Query Error"),
    (errors.Busy, 503, "Service Unavailable"),
    (errors.TooMany, 429, "Too Many Requests"),
    (errors.Later, 503, "Service Unavailable"),
    (errors.LumbungError, 400, "Bad Request"),
)
_STATUSES = {
    404: ("Not Found Error", Message("Alamat API ini tidak ada.")),
    405: ("Method Not Allowed", Message("Alamat ini hanya menerima GET dan POST.")),
    413: ("Request Entity Too Large", Message("Isi permintaan terlalu besar.")),
}
_UNKNOWN_STATUS = ("Bad Request", Message("Permintaan ini tidak dapat dibaca."))
_CRASH = Message("Ada kesalahan di server. Sebutkan nomor jejak ini kepada pengelola.")


def refusal(error: errors.LumbungError, locale: str) -> Answer:
    """The answer to what a rule raised; a wrong parameter also stands under its own name."""
    status, kind = next((status, kind) for known, status, kind in _KINDS if isinstance(error, known))
    fields: dict[str, object] = {}
    if isinstance(error, errors.Withdrawn):
        fields["withdrawn"] = error.at.isoformat()
    if isinstance(error, errors.Invalid):
        fields = _by_field(error.fields, locale)
        fields |= {name: [_by_field(one, locale) for one in things] for name, things in error.rows.items()}
    return status, {**fields, "__type": kind, "message": error.message.in_locale(locale)}


def _by_field(fields: Mapping[str, list[Message]], locale: str) -> dict[str, object]:
    return {name: [message.in_locale(locale) for message in messages] for name, messages in fields.items()}


def status_refusal(status: int, locale: str) -> Answer:
    """The answer where no rule was reached: wrong address, method or size."""
    kind, message = _STATUSES.get(status, _UNKNOWN_STATUS)
    return status, {"__type": kind, "message": message.in_locale(locale)}


def crash(trace: str, locale: str) -> Answer:
    """The answer when we failed; what went wrong is for the log alone, where `trace` finds it."""
    return 500, {"__type": "Internal Server Error", "message": _CRASH.in_locale(locale), "trace": trace}

"""Errors are pages too: what happened, what to do, and for our own faults a number to quote."""

import secrets
from datetime import datetime
from http import HTTPStatus

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from catalog.errors import Busy, Later, LumbungError, NotAuthorized, NotFound, TooMany, Withdrawn
from catalog.text import Message
from catalog.web.language import localized

_FALLBACK = HTTPStatus.BAD_REQUEST
_STATUS_OF: dict[type[LumbungError], HTTPStatus] = {
    Withdrawn: HTTPStatus.GONE,
    NotFound: HTTPStatus.NOT_FOUND,
    NotAuthorized: HTTPStatus.FORBIDDEN,
    Busy: HTTPStatus.CONFLICT,
    TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    Later: HTTPStatus.SERVICE_UNAVAILABLE,
}
_TITLES = {
    400: Message("Permintaan ini tidak dapat dipahami"),
    403: Message("Anda tidak berwenang membuka halaman ini"),
    404: Message("Halaman tidak ditemukan"),
    405: Message("Alamat ini tidak menerima permintaan semacam itu"),
    409: Message("Pekerjaan yang sama sedang berjalan"),
    410: Message("Data ini sudah ditarik"),
    413: Message("Kiriman terlalu besar"),
    429: Message("Terlalu banyak permintaan"),
    500: Message("Ada yang salah di pihak kami"),
    503: Message("Untuk sementara belum dapat dilayani"),
}
_ADVICE = {
    400: Message("Periksa alamat atau isian Anda, lalu coba lagi."),
    403: Message("Masuk dengan akun yang berwenang, atau hubungi pengelola."),
    404: Message("Alamatnya mungkin salah ketik, atau halamannya sudah dipindahkan. Coba cari di bawah ini."),
    405: Message("Kembali ke halaman sebelumnya dan gunakan tombol yang tersedia."),
    409: Message("Tunggu sampai selesai, lalu coba lagi."),
    410: Message("Penerbitnya menarik data ini dari umum."),
    413: Message("Kirim berkas yang lebih kecil, atau bagi menjadi beberapa berkas."),
    429: Message("Tunggu sebentar, lalu coba lagi."),
    503: Message("Coba lagi nanti."),
    500: Message(
        "Coba lagi sebentar lagi. Bila tetap gagal, sebutkan nomor jejak di bawah ini kepada pengelola."
    ),
}


def register(app: Flask) -> None:
    """Show errors as pages. Handlers of a blueprint of its own, such as the API's, come first."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(LumbungError, _refusal)
    app.register_error_handler(Exception, _fault)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < _FALLBACK:
        return error.get_response()  # redirects and answers that are complete already
    page = _page(error.code)
    headers = [(name, value) for name, value in error.get_headers() if name == "Allow"]
    return page, error.code, headers


def _refusal(error: LumbungError) -> ResponseReturnValue:
    status = next((code for kind, code in _STATUS_OF.items() if isinstance(error, kind)), _FALLBACK)
    headers = {"Retry-After": str(error.seconds)} if isinstance(error, Later) else {}
    return (
        _page(status, error.message, withdrawn=error.at if isinstance(error, Withdrawn) else None),
        status,
        headers,
    )


def _fault(error: Exception) -> ResponseReturnValue:
    trace = secrets.token_hex(4)
    current_app.logger.error("trace %s: %s %s", trace, request.method, request.path, exc_info=error)
    page = _page(HTTPStatus.INTERNAL_SERVER_ERROR, trace=trace)
    return page, HTTPStatus.INTERNAL_SERVER_ERROR


def _page(
    code: int, reason: Message | None = None, trace: str = "", withdrawn: datetime | None = None
) -> str:
    known = code if code in _TITLES else (_FALLBACK if code < HTTPStatus.INTERNAL_SERVER_ERROR else 500)
    return render_template(
        "error.html",
        code=int(code),
        title=localized(_TITLES[known]),
        advice=localized(reason or _ADVICE[known]),
        trace=trace,
        withdrawn=withdrawn,
    )

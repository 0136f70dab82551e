"""Errors are pages too: what happened, what to do, and for our own faults a number to quote."""

import secrets
from http import HTTPStatus

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from catalog.errors import Busy, LumbungError, NotAuthorized, NotFound
from catalog.text import Message
from catalog.web.language import localized

_FALLBACK = HTTPStatus.BAD_REQUEST
_STATUS_OF: dict[type[LumbungError], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    NotAuthorized: HTTPStatus.FORBIDDEN,
    Busy: HTTPStatus.CONFLICT,
}
_TITLES = {
    400: Message("Permintaan ini tidak dapat dipahami"),
    403: Message("Anda tidak berwenang membuka halaman ini"),
    404: Message("Halaman tidak ditemukan"),
    405: Message("Alamat ini tidak menerima permintaan semacam itu"),
    409: Message("Pekerjaan yang sama sedang berjalan"),
    413: Message("Kiriman terlalu besar"),
    500: Message("Ada yang salah di pihak kami"),
}
_ADVICE = {
    400: Message("Periksa alamat atau isian Anda, lalu coba lagi."),
    403: Message("Masuk dengan akun yang berwenang, atau hubungi pengelola."),
    404: Message("Alamatnya mungkin salah ketik, atau halamannya sudah dipindahkan. Coba cari di bawah ini."),
    405: Message("Kembali ke halaman sebelumnya dan gunakan tombol yang tersedia."),
    409: Message("Tunggu sampai selesai, lalu coba lagi."),
    413: Message("Kirim berkas yang lebih kecil, atau bagi menjadi beberapa berkas."),
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
    return _page(status, reason=error.message), status


def _fault(error: Exception) -> ResponseReturnValue:
    trace = secrets.token_hex(4)
    current_app.logger.error("trace %s: %s %s", trace, request.method, request.path, exc_info=error)
    return _page(HTTPStatus.INTERNAL_SERVER_ERROR, trace=trace), HTTPStatus.INTERNAL_SERVER_ERROR


def _page(code: int, reason: Message | None = None, trace: str = "") -> str:
    known = code if code in _TITLES else (_FALLBACK if code < HTTPStatus.INTERNAL_SERVER_ERROR else 500)
    return render_template(
        "error.html",
        code=int(code),
        title=localized(_TITLES[known]),
        advice=localized(reason or _ADVICE[known]),
        trace=trace,
    )

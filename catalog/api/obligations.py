"""The board of obligations for programs: `/api/v1/obligations?year=2025&organization=&list=&date=`."""

from datetime import date

import orjson
from flask import Response, current_app, request

from catalog import obligations
from catalog.errors import BadQuery
from catalog.obligations import LISTS
from catalog.text import Message
from catalog.wire.obligation_rows import as_object
from catalog.work import Instance

_LONGEST_YEAR = 4


def obligation_list() -> Response:
    """Every duty of a fiscal year, or one organization's (`pemerintah-daerah` is the government), on a day.

    Without a year or a date: today's.
    """
    instance: Instance = current_app.extensions["lumbung"]
    with instance.work() as work:
        today = obligations.today(work)
        day, asked = _day(today), request.args.get("organization", "")
        board = obligations.board(obligations.facts(work, _year(today.year)), day)
        owner = obligations.owner_id(work, asked) if asked else None
        score, wanted = obligations.score(board), _list()
        content = {
            "year": board.year,
            "date": day.isoformat(),
            "sample": board.sample,
            "official_score": {"published": score.published, "all": score.all},
            "obligations": [
                as_object(one, work.settings.site_url)
                for one in board.cells
                if owner in (None, one.owner.id) and wanted in ("", one.obligation.list)
            ],
        }
    return Response(orjson.dumps(content), content_type="application/json;charset=utf-8")


def _year(otherwise: int) -> int:
    text = request.args.get("year", "")
    if text and not (text.isascii() and text.isdigit() and len(text) == _LONGEST_YEAR):
        raise BadQuery(Message("year harus tahun empat angka, misalnya 2025."))
    return int(text or otherwise)


def _day(otherwise: date) -> date:
    text = request.args.get("date", "")
    try:
        return date.fromisoformat(text) if text else otherwise
    except ValueError:
        raise BadQuery(Message("date harus berbentuk tahun-bulan-hari, misalnya 2025-12-31.")) from None


def _list() -> str:
    text = request.args.get("list", "")
    if text and text not in LISTS:
        raise BadQuery(Message("list harus salah satu dari %(known)s.", {"known": ", ".join(LISTS)}))
    return text

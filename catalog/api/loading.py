"""How a table is made, for programs: `/api/v1/resource/<id>/loading`, to ask, to retry, to cancel."""

import orjson
from flask import Response, request

from catalog import datasets
from catalog.datasets import Loading
from catalog.errors import NotFound
from catalog.text import LOCALES, Message
from catalog.work import Work


def loading_answer(work: Work, resource_id: str) -> Response:
    """State, percentage, log and counts of what was found, of the newest version that the asker may see."""
    state = datasets.loading(work, resource_id)
    if state is None:
        raise NotFound(Message("Tidak ada tabel yang sedang atau pernah disiapkan untuk sumber daya ini."))
    locale = request.accept_languages.best_match(LOCALES, default="id")
    content = _shape(resource_id, state, locale)
    return Response(orjson.dumps(content), content_type="application/json;charset=utf-8")


def _shape(resource_id: str, state: Loading, locale: str) -> dict[str, object]:
    return {
        "resource_id": resource_id,
        "version": state.number,
        "job": state.job_id,
        "state": state.state,
        "percent": state.percent,
        "problem": state.problem.in_locale(locale) if state.problem else None,
        "created": state.created.isoformat(),
        "finished": state.finished.isoformat() if state.finished else None,
        "problems_that_stop": state.stops,
        "problems_that_need_a_reason": state.reasons,
        "log": [{"at": at.isoformat(), "text": message.in_locale(locale)} for at, message in state.notes],
    }

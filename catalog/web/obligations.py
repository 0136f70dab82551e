"""The public board of obligations: of a year, of one that owes, of one document; as sheet and calendar."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import Response, render_template, request, url_for

from catalog import obligations, tabular
from catalog.access import Action, may
from catalog.errors import NotFound
from catalog.obligations import FIRST_YEAR, LAST_YEAR, LISTS, Board, Cell, Facts, Owner, Summary
from catalog.storage import FileStore
from catalog.tabular import Criteria
from catalog.tabular.export import FORMS, Export
from catalog.text import Message
from catalog.web import obligation_words as words
from catalog.web.request import request_work
from catalog.web.wording import SAMPLE
from catalog.wire.obligation_calendar import calendar
from catalog.wire.obligation_rows import COLUMNS, as_row
from catalog.work import Work

_YEARS_SHOWN = 5
_CALENDAR_YEARS = (-1, 0, 1)  # fiscal years around the present one


@dataclass(frozen=True)
class Line:
    """One owner with what it owes; `cells` are in the order of the columns."""

    owner: Owner
    cells: tuple[Cell, ...]
    summary: Summary


def obligation_board(year: int = 0) -> str:
    """Everybody's documents of a list in a year (the present one), on a day (today)."""
    with request_work() as work:
        board = _board(work, year)
        chosen = _list()
        lines = list(_lines(board, chosen))
        return render_template(
            "obligations/board.html",
            board=board,
            chosen=chosen,
            government=lines[0],
            lines=lines[1:],
            summary=obligations.summary([cell for line in lines for cell in line.cells]),
            score=obligations.score(board),
            years=_years(work, board.year),
            today=obligations.today(work),
            words=words,
        )


def obligation_owner(year: int, owner: str) -> str:
    """What one SKPD, or the government, owes in a year, with basis and evidence."""
    with request_work() as work:
        board = _board(work, year)
        found = _owner(board, owner)
        cells = board.of(found.id)
        return render_template(
            "obligations/owner.html",
            board=board,
            owner=found,
            parts=[(name, part) for name in LISTS if (part := board.of(found.id, name))],
            summary=obligations.summary(cells),
            years=_years(work, year),
            today=obligations.today(work),
            words=words,
        )


def obligation_document(year: int, obligation: str) -> str:
    """One document: basis, who owes it, by when, what fulfils it, and how it stands everywhere."""
    with request_work() as work:
        facts = _facts(work, year)
        board = obligations.board(facts, _day(work))
        found = next((one for one in facts.obligations if one.id == obligation), None)
        if found is None:
            raise NotFound(Message("Kewajiban %(id)s tidak ditemukan.", {"id": obligation}))
        cells = [one for one in board.cells if one.obligation.id == obligation]
        return render_template(
            "obligations/document.html",
            board=board,
            obligation=found,
            decided=facts.decided.get(found.id),
            may_decide=may(work.actor, Action.DECIDE_OBLIGATIONS),
            cells=cells,
            summary=obligations.summary(cells),
            years=_years(work, year),
            today=obligations.today(work),
            words=words,
        )


def obligation_sheet(year: int, form: str) -> Response:
    """The whole board of a year as a sheet for the yearly assessment."""
    with request_work() as work, tempfile.TemporaryDirectory() as folder:
        board = _board(work, year)
        store = FileStore(Path(folder))
        rows = (as_row(board, cell, work.settings.site_url) for cell in board.cells)
        path = store.path(tabular.load(store, COLUMNS, rows).sha256)
        target = Path(folder) / "sheet"
        target.touch()
        Export(form, path, COLUMNS, Criteria(), _notes(work, board)).write(target)
        response = Response(target.read_bytes(), mimetype=FORMS[form])
    sample = f"{SAMPLE.replace(' ', '-')}-" if board.sample else ""
    name = f"{sample}kewajiban-{board.year}-per-{board.day}.{form}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def obligation_calendar(owner: str = "") -> Response:
    """Due dates of three fiscal years: of all documents once each, or of one that owes them."""
    with request_work() as work:
        today = obligations.today(work)
        boards = [obligations.board(_facts(work, today.year + offset), today) for offset in _CALENDAR_YEARS]
        title = _owner(boards[0], owner).title if owner else work.settings.site_title
        dated = [
            (board.year, cell)
            for board in boards
            for cell in (_owed(board, owner) if owner else _once(board))
        ]
        body = calendar(f"Kewajiban · {title}", dated, work.settings.site_url, today)
    response = Response(body, mimetype="text/calendar")
    response.headers.set(
        "Content-Disposition", "inline", filename=f"kewajiban{'-' + owner if owner else ''}.ics"
    )
    return response


def _facts(work: Work, year: int) -> Facts:
    return obligations.facts(work, year or obligations.today(work).year)


def _board(work: Work, year: int) -> Board:
    return obligations.board(_facts(work, year), _day(work))


def _day(work: Work) -> date:
    """The day that the address asks for; nonsense is today."""
    try:
        return date.fromisoformat(request.args.get("tanggal", ""))
    except ValueError:
        return obligations.today(work)


def _list() -> str:
    asked = request.args.get("daftar", "")
    return asked if asked in LISTS else LISTS[0]


def _years(work: Work, chosen: int) -> list[int]:
    """The years to go to: the last ones, the next, and the one that is shown."""
    last = obligations.today(work).year + 1
    shown = {chosen, *range(last - _YEARS_SHOWN, last + 1)}
    return sorted((year for year in shown if FIRST_YEAR <= year <= LAST_YEAR), reverse=True)


def _lines(board: Board, chosen: str) -> Iterator[Line]:
    """The government first, then SKPDs by name."""
    owners = {one.owner.id: one.owner for one in board.cells}
    for owner in owners.values():
        cells = board.of(owner.id, chosen)
        yield Line(owner, cells, obligations.summary(cells))


def _owner(board: Board, name: str) -> Owner:
    found = next((one.owner for one in board.cells if one.owner.name == name), None)
    if found is None:
        raise NotFound(Message("%(name)s tidak punya kewajiban di papan ini.", {"name": name}))
    return found


def _owed(board: Board, owner: str) -> Sequence[Cell]:
    return board.of(_owner(board, owner).id)


def _once(board: Board) -> Iterator[Cell]:
    """A cell for each document and period: the government's, else that of the first SKPD that has to."""
    seen: set[tuple[str, int]] = set()
    for cell in board.cells:
        key = (cell.obligation.id, cell.period)
        if key not in seen and not cell.exempt:
            seen.add(key)
            yield cell


def _notes(work: Work, board: Board) -> tuple[tuple[str, str], ...]:
    score = obligations.score(board)
    address = url_for("web.obligation_board", year=board.year, tanggal=board.day)
    official = f"{score.published} dari {score.all} dokumen TPAD"
    return (
        *([(SAMPLE, "Berkas peraga, bukan dokumen nyata.")] if board.sample else []),
        ("Papan kewajiban", f"Tahun anggaran {board.year}, keadaan {board.day}"),
        ("Akses publik informasi keuangan daerah", official),
        ("Alamat", f"{work.settings.site_url}{address}"),
    )

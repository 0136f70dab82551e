"""What must hold before a harvested dataset takes the place of the public one."""

from collections.abc import Collection, Sequence

from catalog.datasets import DatasetVersion, Resource
from catalog.errors import LumbungError
from catalog.harvest.records import TableDraft
from catalog.tabular import Loaded
from catalog.text import Message


class Held(LumbungError):
    """What came is readable but not believed: the last good version stays public."""


def require_believable(
    tables: Sequence[tuple[TableDraft, Loaded]],
    public: DatasetVersion | None,
    max_loss: float,
    same_spec: bool,
) -> None:
    """Raise Held for an empty table, lost rows (a share over `max_loss`), and lost tables or columns.

    Tables and columns may go when the spec changed: then a person meant it.
    """
    for draft, loaded in tables:
        if loaded.rows == 0:
            raise Held(
                Message(
                    "Tabel %(table)s kosong. Versi terakhir yang baik tetap tampil.", {"table": draft.name}
                )
            )
    new = {draft.key: (draft, loaded) for draft, loaded in tables}
    for old in public.resources if public else ():
        if not old.table_rows:
            continue
        if old.key in new:
            draft, loaded = new[old.key]
            _require_rows(draft.name, old.table_rows, loaded.rows, max_loss)
        if same_spec:
            _require_columns(old, new[old.key][0] if old.key in new else None)


def _require_columns(old: Resource, new: TableDraft | None) -> None:
    if new is None:
        raise Held(
            Message(
                "Tabel %(table)s tidak ada lagi. Versi terakhir yang baik tetap tampil.", {"table": old.name}
            )
        )
    gone = {column["name"] for column in old.columns} - {column.name for column in new.columns}
    if gone:
        raise Held(
            Message(
                "Tabel %(table)s kehilangan kolom %(columns)s. Versi terakhir yang baik tetap tampil.",
                {"table": new.name, "columns": ", ".join(sorted(gone))},
            )
        )


def _require_rows(name: str, before: int, now: int, max_loss: float) -> None:
    if now < before * (1 - max_loss):
        raise Held(
            Message(
                "Tabel %(table)s menyusut dari %(before)s menjadi %(now)s baris,"
                " lebih dari batas %(share)s%%. Versi terakhir yang baik tetap tampil.",
                {"table": name, "before": before, "now": now, "share": round(max_loss * 100)},
            )
        )


def require_offered(planned: Collection[str], known: Collection[str], max_loss: float) -> None:
    """Raise Held when a source offers nothing, or has lost more datasets than the share `max_loss`.

    One dataset may always go, unless it was all there is.
    """
    if not planned:
        raise Held(Message("Sumber tidak menawarkan satu dataset pun. Yang sudah terbit tetap tampil."))
    gone = len(set(known) - set(planned))
    if gone > max(1, len(known) * max_loss) or (known and gone == len(known)):
        raise Held(
            Message(
                "Sumber tidak lagi menawarkan %(gone)s dari %(known)s dataset, lebih dari batas %(share)s%%."
                " Yang sudah terbit tetap tampil.",
                {"gone": gone, "known": len(known), "share": round(max_loss * 100)},
            )
        )

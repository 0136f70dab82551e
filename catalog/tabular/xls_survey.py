"""A look inside an XLS file before calamine opens it: what would it become in memory?

As in XLSX, a sheet is spread out between its corners, and a shared text copied into every cell that names it.
"""

import struct
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import olefile

from catalog.errors import Unreadable
from catalog.tabular.raw import Limits
from catalog.text import Message

_MOST_BYTES = 64 * 10**6  # 65,536 rows of 256 columns seldom take more
_STREAMS = ("Workbook", "Book")
_BEGIN, _SHARED, _CONTINUE, _CORNERS, _LABEL, _LOCKED = 0x809, 0xFC, 0x3C, 0x200, 0xFD, 0x2F
_CELLS = frozenset({0x06, 0xBD, 0xBE, 0xD6, _LABEL, 0x201, 0x203, 0x204, 0x205, 0x27E})
_MANY = frozenset({0xBD, 0xBE})  # records of several cells; the last column is at their end
# olefile raises OSError for broken files; IndexError and the others come from records that are cut.
_BROKEN = (OSError, struct.error, IndexError, ValueError, TypeError)


def require_sound_xls(path: Path, limits: Limits) -> None:
    """Raise Unreadable unless the workbook, spread out as cells, stays within the limits."""
    if path.stat().st_size > _MOST_BYTES:
        raise _too_large()
    try:
        with olefile.OleFileIO(path) as container:
            if container.exists("EncryptedPackage"):
                raise _locked()
            name = next(name for name in _STREAMS if container.exists(name))
            stream = container.openstream(name).read()
        _require_small(stream, limits)
    except StopIteration:
        raise Unreadable(Message("Berkas ini bukan buku kerja Excel.")) from None
    except _BROKEN as error:
        raise Unreadable(Message("Berkas ini bukan XLS yang utuh: mungkin terpotong atau rusak.")) from error


def _require_small(stream: bytes, limits: Limits) -> None:
    height = width = last = 0
    uses: Counter[int] = Counter()
    shared: list[bytes] = []
    for kind, body in _records(stream):
        if kind == _LOCKED:
            raise _locked()
        if kind == _BEGIN:
            height = width = 0
        elif kind == _SHARED or (kind == _CONTINUE and last == _SHARED):
            shared.append(body)
            kind = _SHARED
        elif kind == _CORNERS or kind in _CELLS:
            bottom, right = _corner(kind, body)
            height, width = max(height, bottom), max(width, right)
            if kind == _LABEL:
                uses[struct.unpack_from("<I", body, 6)[0]] += 1
        if height * width > limits.cells:
            raise _too_large()
        last = kind
    lengths = list(_lengths(shared)) if shared else []
    if sum(lengths[index] * count for index, count in uses.items()) > limits.unzipped_bytes:
        raise _too_large()


def _corner(kind: int, body: bytes) -> tuple[int, int]:
    """How many rows and columns a sheet has at least."""
    if kind == _CORNERS:
        _, bottom, _, right = struct.unpack_from("<IIHH" if len(body) >= 12 else "<HHHH", body)
        return bottom, right
    row, column = struct.unpack_from("<HH", body)
    if kind in _MANY:
        (column,) = struct.unpack_from("<H", body, len(body) - 2)
    return row + 1, column + 1


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        yield kind, stream[place + 4 : place + 4 + size]
        place += 4 + size


def _lengths(segments: list[bytes]) -> Iterator[int]:
    """The characters of each shared text; one that goes on in the next segment says its width anew there."""
    (count,) = struct.unpack_from("<I", segments[0], 4)
    segment, place = 0, 8
    for _ in range(count):
        while place >= len(segments[segment]):
            segment, place = segment + 1, place - len(segments[segment])
        length, flags = struct.unpack_from("<HB", segments[segment], place)
        place += 3
        extra = 0
        if flags & 8:
            extra += 4 * int(struct.unpack_from("<H", segments[segment], place)[0])
            place += 2
        if flags & 4:
            extra += int(struct.unpack_from("<I", segments[segment], place)[0])
            place += 4
        left = length
        while left:
            wide = 1 + (flags & 1)
            here = min(left, (len(segments[segment]) - place) // wide)
            left, place = left - here, place + here * wide
            if left:
                segment += 1
                flags, place = segments[segment][0], 1
        yield length
        place += extra
        while place > len(segments[segment]):
            segment, place = segment + 1, place - len(segments[segment])


def _too_large() -> Unreadable:
    return Unreadable(Message("Berkas XLS terlalu besar bila dibuka: melewati batas isi atau jumlah sel."))


def _locked() -> Unreadable:
    return Unreadable(Message("Berkas terkunci sandi. Simpan tanpa sandi, lalu unggah lagi."))

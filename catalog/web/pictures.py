"""Cards as pictures, for links that are shared: drawn here, with the typeface of the pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from threading import Lock

from PIL import Image, ImageDraw, ImageFont

from catalog.paths import STATIC
from catalog.text import squeeze
from catalog.web.assets import load_manifest
from catalog.web.cards import Card
from catalog.web.wording import SAMPLE

SHAPES = {"lebar": (1200, 630), "persegi": (1080, 1080)}
_MARGIN = 72
_LEADING = 1.2  # line height, of the size of its letters
_BAND, _INK, _SOFT, _GRAIN = "#123d2b", "#f6f2e4", "#c9d8cc", "#e2ae4a"
_TITLE, _TITLE_TOP = 56, 128
_FIGURE_SIZES = (104, 80, 60, 40)  # a figure is never cut, so a long one is written smaller
_LONGEST = 400  # characters of a text that are looked at: more fit on no picture
_COLOURS = 64  # with their shades; enough for flat colours, and a third of the bytes
_KEPT = 64  # pictures, a few dozen kilobytes each
_drawing = Lock()  # one picture at a time: bounded memory, and letters are no matter for two threads at once


@dataclass(frozen=True)
class Line:
    """One line of a picture; `left`, `top` and `size` in pixels, `weight` as of the typeface."""

    text: str
    left: int
    top: int
    size: int
    weight: int
    colour: str


@lru_cache(_KEPT)
def draw(card: Card, shape: str, site: str) -> bytes:
    """The card as a PNG in one of SHAPES; `site` is the name that stands on top."""
    width, height = SHAPES[shape]
    with _drawing:
        picture = Image.new("RGB", (width, height), _BAND)
        pen = ImageDraw.Draw(picture)
        pen.rectangle((0, height - 14, width, height), fill=_GRAIN)
        for line in lay_out(card, shape, site):
            font = _font(line.size, line.weight)
            if line.text == SAMPLE:
                right = line.left + font.getlength(SAMPLE) + 12
                pen.rectangle((line.left - 12, line.top - 8, right, line.top + 42), _GRAIN)
            pen.text((line.left, line.top), line.text, line.colour, font)
        file = BytesIO()
        picture.quantize(_COLOURS).save(file, "PNG", optimize=True)
    return file.getvalue()


def lay_out(card: Card, shape: str, site: str) -> list[Line]:
    """Where each text stands: site and title from the top, figure, source and version to the bottom."""
    width, height = SHAPES[shape]
    room = width - 2 * _MARGIN
    mark = Line(SAMPLE, width - _MARGIN - round(_font(30, 800).getlength(SAMPLE)), 60, 30, 800, _BAND)
    marks = [mark] if card.sample else []
    top = _stack(60, [(site, 32, 600, _SOFT)], (mark.left - 112) if marks else room)
    sizes = (one for one in _FIGURE_SIZES if _font(one, 800).getlength(card.number) <= room)
    size = next(sizes, _FIGURE_SIZES[-1])
    foot = [(card.about, 36, 500, _SOFT), (card.number, size, 800, _GRAIN), (card.exact, 38, 600, _INK)]
    foot = [*(foot if card.number else []), (card.source, 32, 600, _INK), (card.version, 32, 400, _SOFT)]
    foot = [one for one in foot if one[0]]
    start = height - 54 - sum(round(size * _LEADING) for _text, size, _weight, _colour in foot)
    lines = max(1, (start - 24 - _TITLE_TOP) // round(_TITLE * _LEADING))
    title = [(text, _TITLE, 700, _INK) for text in wrap(card.title, _TITLE, 700, room, lines)]
    return [*top, *marks, *_stack(_TITLE_TOP, title, room), *_stack(start, foot, room)]


def wrap(text: str, size: int, weight: int, room: int, lines: int) -> list[str]:
    """The text in at most so many lines of so many pixels; what does not fit is cut with an ellipsis."""
    rest = squeeze(text)[:_LONGEST]
    found: list[str] = []
    while rest and len(found) < lines - 1:
        head = _fitting(rest, size, weight, room)
        at = len(head) if len(head) == len(rest) else head.rfind(" ") + 1 or len(head)
        found.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*found, cut(rest, size, weight, room)] if rest else found


def cut(text: str, size: int, weight: int, room: int) -> str:
    """The text if it fits in so many pixels, else its beginning with an ellipsis."""
    whole = squeeze(text)[:_LONGEST]
    head = _fitting(whole, size, weight, room)
    if head == whole:
        return whole
    return f"{_fitting(whole, size, weight, room - round(_font(size, weight).getlength('…'))).rstrip()}…"


def _fitting(text: str, size: int, weight: int, room: int) -> str:
    """The longest beginning that fits, at least one character."""
    font, shortest, longest = _font(size, weight), 1, len(text)
    while shortest < longest:
        middle = (shortest + longest + 1) // 2
        if font.getlength(text[:middle]) <= room:
            shortest = middle
        else:
            longest = middle - 1
    return text[:shortest]


def _stack(top: int, texts: Sequence[tuple[str, int, int, str]], room: int) -> list[Line]:
    lines = []
    for text, size, weight, colour in texts:
        lines.append(Line(cut(text, size, weight, room), _MARGIN, top, size, weight, colour))
        top += round(size * _LEADING)
    return lines


@lru_cache
def _font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(BytesIO(_typeface()), size, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([weight])
    return font


@lru_cache
def _typeface() -> bytes:
    return load_manifest(STATIC / "vendor")["figtree.woff2"].path.read_bytes()

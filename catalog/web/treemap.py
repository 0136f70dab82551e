"""Rectangles whose areas are to one another as the amounts that they stand for."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from squarify import squarify

WIDTH, HEIGHT = 100, 100  # percent of whatever size the picture has
_SHAPE = 16 / 9  # the width against the height for which rectangles come out near to squares
_WIDE, _TALL = 9.0, 9.0  # percent, for a name to be read in it
_NARROW = 20.0  # percent of a wide picture: what is wider can be read on a phone too


@dataclass(frozen=True)
class Tile:
    """A rectangle in percent of the picture; `room` is how much text fits: none, some (on a desk), or all."""

    x: float
    y: float
    width: float
    height: float
    room: str


def tiles(amounts: Sequence[Decimal]) -> list[Tile]:
    """The tile of each amount, which are positive and descending; together they fill the picture."""
    whole = sum(amounts, Decimal(0))
    area = HEIGHT * _SHAPE * HEIGHT
    sizes = [float(amount / whole) * area for amount in amounts] if whole else []
    return [_tile(one) for one in squarify(sizes, 0, 0, HEIGHT * _SHAPE, HEIGHT)]


def _tile(one: dict[str, float]) -> Tile:
    width, height = one["dx"] / _SHAPE, one["dy"]
    room = "none" if width < _WIDE or height < _TALL else "some" if width < _NARROW else "all"
    return Tile(round(one["x"] / _SHAPE, 3), round(one["y"], 3), round(width, 3), round(height, 3), room)

"""package_revise: a dataset in CKAN's shape, with parts taken out and parts put in by their paths.

A path is `resources__2__name`: keys of objects, places in lists (from the end when negative) or the beginning
of an id there, and `*` for all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.errors import Invalid
from catalog.text import Message
from catalog.wire.reading import Params, json_object, names, param

Path = Sequence[str]
_MARK = "__"
_DEEPEST = 20  # steps of a path
_SHORTEST = 4  # characters of an id that name a thing in a list


@dataclass(frozen=True, kw_only=True)
class Revision(Params):
    """What package_revise takes; `unknown` has the parts addressed as `update__...` and `match__...`."""

    match: Mapping[str, Any] = param(json_object, None)
    filter: tuple[str, ...] = param(names, ())
    update: Mapping[str, Any] = param(json_object, None)
    include: tuple[str, ...] = param(names, ())


def matched(wanted: Revision) -> dict[str, Any]:
    """What the dataset has to be like, by path."""
    return dict(wanted.match or {}) | _addressed(wanted, "match")


def mismatches(shape: Mapping[str, Any], wanted: Revision) -> list[str]:
    """The paths at which a dataset is not what was expected."""
    return [name for name, value in matched(wanted).items() if _value(shape, name.split(_MARK)) != value]


def revised(shape: dict[str, Any], wanted: Revision) -> dict[str, Any]:
    """The dataset without what is filtered out, with what is updated; raises Invalid for a wrong path."""
    for sign in (one for one in wanted.filter if one[:1] not in ("+", "-")):
        raise Invalid({"filter": [Message("%(path)s harus diawali + atau -.", {"path": sign[:100]})]})
    taken = [one[1:].split(_MARK) for one in wanted.filter if one.startswith("-")]
    kept = [one[1:].split(_MARK) for one in wanted.filter if one.startswith("+")]
    result = _without(shape, taken, kept)
    _merge(result, dict(wanted.update or {}))
    for path, value in _addressed(wanted, "update").items():
        _put(result, path.split(_MARK), value, path)
    return result  # type: ignore[no-any-return]  # an object stays one


def included(answer: dict[str, Any], wanted: Revision) -> dict[str, Any]:
    """The parts of the answer that were asked for; all of it when none was."""
    if not wanted.include:
        return answer
    return _without(answer, [["*"]], [path.split(_MARK) for path in wanted.include])  # type: ignore[no-any-return]  # an object stays one


def _addressed(wanted: Revision, what: str) -> dict[str, Any]:
    begin = what + _MARK
    return {
        name.removeprefix(begin): value for name, value in wanted.unknown.items() if name.startswith(begin)
    }


def _without(node: Any, taken: Sequence[Path], kept: Sequence[Path]) -> Any:
    """A copy without the parts that a path in `taken` ends at, but for those that one in `kept` leads to."""
    if not isinstance(node, dict | list):
        return node
    pairs = list(node.items()) if isinstance(node, dict) else list(enumerate(node))
    left = []
    for key, child in pairs:
        gone, held = (_below(paths, node, key, child) for paths in (taken, kept))
        if [] in held or not ([] in gone or gone):
            left.append((key, child))
        elif [] not in gone:
            left.append((key, _without(child, gone, held)))
        elif held:
            left.append((key, _without(child, [["*"]], held)))
    return dict(left) if isinstance(node, dict) else [child for _, child in left]


def _below(paths: Sequence[Path], node: Any, key: Any, child: Any) -> list[list[str]]:
    return [list(path[1:]) for path in paths if path and _names(path[0], node, key, child)]


def _names(word: str, node: Any, key: Any, child: Any) -> bool:
    if word == "*":
        return True
    if isinstance(node, dict):
        return bool(word == key)
    if word.lstrip("-").isdigit() and len(word) < _SHORTEST:
        return int(word) in (key, key - len(node))
    return isinstance(child, dict) and len(word) >= _SHORTEST and str(child.get("id", "")).startswith(word)


def _value(node: Any, path: Path) -> Any:
    for word in path:
        pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        node = next((child for key, child in pairs if _names(word, node, key, child)), None)
    return node


def _put(node: Any, path: Path, value: Any, whole: str) -> None:
    """Put a value at a path: into what is there, or after it with `extend`."""
    word, rest = path[0], path[1:]
    if len(path) > _DEEPEST:
        raise Invalid(
            {f"update{_MARK}{whole}"[:200]: [Message("Terlalu banyak lapisan di dalam nilai ini.")]}
        )
    if isinstance(node, list) and word == "extend" and not rest:
        node.extend(value if isinstance(value, list) else [value])
        return
    if isinstance(node, dict) and (not rest or word not in node):
        _merge(node, _nested(path, value))
        return
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    found = next(((key, child) for key, child in pairs if _names(word, node, key, child)), None)
    if found is None:
        raise Invalid({f"update{_MARK}{whole}"[:200]: [Message("Bagian ini tidak ada.")]})
    if rest:
        _put(found[1], rest, value, whole)
    elif isinstance(found[1], dict) and isinstance(value, dict):
        _merge(found[1], value)
    else:
        node[found[0]] = value


def _nested(path: Path, value: Any) -> dict[str, Any]:
    for word in reversed(path):
        value = {word: value}
    return value  # type: ignore[no-any-return]  # there is at least one word


def _merge(node: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Objects go into objects, lists into lists place by place; all else is replaced."""
    for key, value in more.items():
        old = node.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            _merge(old, value)
        elif isinstance(old, list) and isinstance(value, list):
            _merge_list(old, value)
        else:
            node[key] = value


def _merge_list(old: list[Any], more: list[Any]) -> None:
    for place, value in enumerate(more):
        if place >= len(old):
            old.append(value)
        elif isinstance(old[place], dict) and isinstance(value, dict):
            _merge(old[place], value)
        else:
            old[place] = value

"""The built front-end files: their hashed addresses, and answers that are cached for ever."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, request, url_for

from catalog.paths import STATIC

_CODINGS = {"br": "br", "zst": "zstd", "gz": "gzip"}  # file ending -> content coding, best first


class AssetsMissing(RuntimeError):
    """The front-end files have not been built."""


@dataclass(frozen=True)
class Asset:
    """One built file; `encodings` are the endings of the compressed copies beside it."""

    path: Path
    content_type: str
    encodings: tuple[str, ...]

    def copy(self, ending: str | None) -> Path:
        """The compressed copy with this ending; without one, the file itself."""
        return self.path.with_name(f"{self.path.name}.{ending}") if ending else self.path


def load_manifest(folder: Path) -> dict[str, Asset]:
    """The built files by the name that templates use, e.g. `site.css`."""
    try:
        entries = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise AssetsMissing("The front-end files are not built: run `make assets` first.") from error
    return {
        name: Asset(folder / entry["file"], entry["type"], tuple(entry["encodings"]))
        for name, entry in entries.items()
    }


def register(app: Flask) -> None:
    """Serve the built files under `/static/`, and give templates `asset(name)`, the address of one.

    They are read once, so a site that runs while they are built anew goes on with its own.
    """
    manifest = load_manifest(STATIC / "vendor")
    by_file = {entry.path.name: entry for entry in manifest.values()}
    copies = (entry.copy(ending) for entry in manifest.values() for ending in (None, *entry.encodings))
    contents = {path: path.read_bytes() for path in copies}

    def static(filename: str) -> Response:
        if filename not in by_file:
            abort(404)
        return _send(by_file[filename], contents)

    app.add_url_rule("/static/<filename>", view_func=static)
    app.jinja_env.globals["asset"] = lambda name: url_for("static", filename=manifest[name].path.name)


def _send(asset: Asset, contents: Mapping[Path, bytes]) -> Response:
    accepted = request.accept_encodings
    ending = next((e for e in asset.encodings if accepted.quality(_CODINGS[e]) > 0), None)
    path = asset.copy(ending)
    response = Response(contents[path], content_type=asset.content_type)
    if ending:
        response.content_encoding = _CODINGS[ending]
    response.vary.add("Accept-Encoding")
    response.cache_control.public = True
    response.cache_control.max_age = 365 * 24 * 3600
    response.cache_control.immutable = True
    response.set_etag(path.name)
    response.make_conditional(request)
    return response

"""Names of file formats, and what a file's name says of its format."""

import mimetypes
from pathlib import PurePosixPath
from urllib.parse import urlsplit

# fmt: off
_KNOWN = frozenset({
    "7z", "accdb", "api", "atom", "csv", "db", "dbf", "doc", "docx", "dta", "geojson", "gif", "gml",
    "gpkg", "gz", "html", "ics", "jpeg", "jpg", "json", "jsonl", "jsonld", "kml", "kmz", "md", "mdb",
    "mp3", "mp4", "n3", "ndjson", "odp", "ods", "odt", "parquet", "pdf", "png", "ppt", "pptx", "rar",
    "rdf", "rss", "rtf", "sav", "shp", "sparql", "sql", "sqlite", "svg", "tif", "tiff", "tsv", "ttl",
    "txt", "wcs", "webp", "wfs", "wms", "wmts", "xls", "xlsm", "xlsx", "xml", "yaml", "yml", "zip",
})
# fmt: on
_SAME = {"jpeg": "jpg", "htm": "html", "yml": "yaml", "tif": "tiff"}
_SPELLED = {"geojson": "GeoJSON"}  # the others are written in capitals


def format_name(text: str) -> str:
    """A format as it is filed: known ones in one spelling; any other as it was given."""
    known = text.lower()
    return _SPELLED.get(known, known.upper()) if known in _KNOWN else text


def guess_format(address: str) -> str:
    """The format that the name of a file or the path of an address ends in; empty when it is none we know."""
    ending = _SAME.get(_ending(address), _ending(address))
    return format_name(ending) if ending in _KNOWN else ""


def guess_media_type(address: str) -> str:
    """The media type that the name of a file or the path of an address tells; empty for an unknown one."""
    return mimetypes.guess_type(f"x.{_ending(address)}")[0] or ""


def _ending(address: str) -> str:
    try:
        path = urlsplit(address).path
    except ValueError:
        return ""
    return PurePosixPath(path).suffix.lower().lstrip(".")

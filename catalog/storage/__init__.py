"""Files by content: put bytes once, get them back by their SHA-256 for ever."""

from catalog.storage.files import FileStore, Stored

__all__ = ["FileStore", "Stored"]

"""The one place where Whoosh and Sastrawi are imported, because importing them needs care.

Both were written before Python 3.12 and hold string escapes that newer Pythons warn about while compiling
them. The warnings say nothing about their work, so these kinds, and only during this import, are silenced.
"""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", SyntaxWarning)
    warnings.simplefilter("ignore", DeprecationWarning)
    from Sastrawi.Stemmer.Stemmer import Stemmer
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory
    from whoosh.codec.whoosh3 import LENGTHS_COLUMN
    from whoosh.columns import VarBytesColumn
    from whoosh.fields import COLUMN, ID, FieldType, Schema
    from whoosh.filedb.filestore import FileStorage
    from whoosh.formats import Format
    from whoosh.index import TOC, EmptyIndexError, FileIndex
    from whoosh.reading import SegmentReader
    from whoosh.util.numeric import byte_to_length
    from whoosh.writing import MERGE_SMALL, SegmentWriter

__all__ = [
    "COLUMN",
    "ID",
    "LENGTHS_COLUMN",
    "MERGE_SMALL",
    "TOC",
    "EmptyIndexError",
    "FieldType",
    "FileIndex",
    "FileStorage",
    "Format",
    "Schema",
    "SegmentReader",
    "SegmentWriter",
    "Stemmer",
    "StemmerFactory",
    "VarBytesColumn",
    "byte_to_length",
]

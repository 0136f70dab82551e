"""Lumbung: the open data catalog of a provincial government."""

__version__ = "0.1.0"

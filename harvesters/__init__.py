"""Kinds of sources, each found by its entry point: they plan, fetch and read, and never write."""

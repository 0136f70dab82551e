"""The shapes agreed with the outside: CKAN's parameters in, its objects out, its search syntax read.

The only room that knows marshmallow. A module stands for a shape, because names inside are the outside's. The
shape of data packages, `catalog.wire.datapackage`, is imported by itself: frictionless behind it is heavy.
"""

from catalog.wire import ckan_datastore, ckan_params, ckan_search, ckan_shapes, reading, schema_org

__all__ = ["ckan_datastore", "ckan_params", "ckan_search", "ckan_shapes", "reading", "schema_org"]

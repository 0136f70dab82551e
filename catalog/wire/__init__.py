"""The shapes agreed with the outside: CKAN's parameters in, its objects out, its search syntax read.

The only room that knows marshmallow. A module stands for a shape, because names inside are the outside's.
"""

from catalog.wire import ckan_datastore, ckan_params, ckan_search, ckan_shapes

__all__ = ["ckan_datastore", "ckan_params", "ckan_search", "ckan_shapes"]

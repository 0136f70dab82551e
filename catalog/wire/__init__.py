"""The shapes agreed with the outside: CKAN's parameters in, its objects out, its search syntax read.

The only room that knows marshmallow. Callers import the module of the shape they speak, such as
`catalog.wire.ckan_shapes`, because the names in them are CKAN's and would clash here.
"""

__all__: list[str] = []

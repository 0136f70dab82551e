"""Single sign-on by OpenID Connect: the operator's own provider says who somebody is."""

from catalog.oidc.client import SignOnFailed
from catalog.oidc.flow import Identity, Started, begin, finish

__all__ = ["Identity", "SignOnFailed", "Started", "begin", "finish"]

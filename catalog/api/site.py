"""CKAN's actions on the site as a whole."""

from catalog.datasets import LICENSES
from catalog.wire import ckan_shapes
from catalog.wire.reading import Params
from catalog.work import Work

CKAN_VERSION = "2.12.0"  # the release whose API this is; clients read its digits to decide what they may send


def status_show(work: Work, _wanted: Params) -> object:
    """The site's title, address and language, and the CKAN release whose API it speaks."""
    settings = work.settings
    return {
        "site_title": settings.site_title,
        "site_description": settings.site_description,
        "site_url": settings.site_url,
        "error_emails_to": settings.contact_email,
        "locale_default": "id",
        "extensions": ["datastore"],
        "ckan_version": CKAN_VERSION,
    }


def site_read(_work: Work, _wanted: Params) -> object:
    """True: the site can be read by anybody."""
    return True


def license_list(_work: Work, _wanted: Params) -> object:
    """The licences that a dataset can have."""
    return [ckan_shapes.license_shape(one) for one in LICENSES.values()]

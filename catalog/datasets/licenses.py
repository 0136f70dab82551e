"""The licences a dataset can have, with CKAN's identifiers where it has one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class License:
    """`open` follows the Open Definition; `uri` is what DCAT and schema.org point to."""

    id: str
    title: str
    uri: str
    open: bool


_ALL = (
    License(
        "cc-by-4.0", "Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/", True
    ),
    License(
        "cc-by-sa-4.0",
        "Creative Commons Attribution-ShareAlike 4.0",
        "https://creativecommons.org/licenses/by-sa/4.0/",
        True,
    ),
    License(
        "cc-zero", "Creative Commons CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/", True
    ),
    License(
        "odc-by", "Open Data Commons Attribution 1.0", "https://opendatacommons.org/licenses/by/1-0/", True
    ),
    License(
        "odc-odbl",
        "Open Data Commons Open Database 1.0",
        "https://opendatacommons.org/licenses/odbl/1-0/",
        True,
    ),
    License(
        "odc-pddl",
        "Open Data Commons Public Domain Dedication 1.0",
        "https://opendatacommons.org/licenses/pddl/1-0/",
        True,
    ),
    License("cc-by", "Creative Commons Attribution", "https://opendefinition.org/licenses/cc-by/", True),
    License(
        "cc-by-sa",
        "Creative Commons Attribution-ShareAlike",
        "https://opendefinition.org/licenses/cc-by-sa/",
        True,
    ),
    License("cc-nc", "Creative Commons NonCommercial", "", False),
    License("other-pd", "Domain publik (lainnya)", "", True),
    License("other-open", "Terbuka (lainnya)", "", True),
    License("other-closed", "Tidak terbuka", "", False),
    License("notspecified", "Lisensi tidak disebutkan", "", False),
)
LICENSES = {one.id: one for one in _ALL}


def license_of(identifier: str) -> License:
    """The licence of this identifier; one that only others know is a name alone, and not open."""
    unnamed = LICENSES["notspecified"].title
    return LICENSES.get(identifier) or License(identifier, identifier or unnamed, "", False)

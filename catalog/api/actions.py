"""The table of actions: what each is called, the function that answers it, the parameters it takes."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from catalog.api import datastore, groups, organizations, packages, site, tags
from catalog.errors import NotFound
from catalog.text import Message
from catalog.wire import ckan_params as params
from catalog.wire.reading import Params
from catalog.work import Work


@dataclass(frozen=True)
class Action:
    """A function of the work and its loaded parameters; its docstring is the help that clients get."""

    answer: Callable[[Work, Any], object]
    takes: type[Params]


def help_show(_work: Work, wanted: params.ByName) -> object:
    """The description of an action.

    name: the action's name.
    """
    if wanted.name not in ACTIONS:
        raise NotFound(Message("Aksi %(name)s tidak ada.", {"name": wanted.name}))
    return inspect.getdoc(ACTIONS[wanted.name].answer)


ACTIONS = {
    "current_package_list_with_resources": Action(
        packages.current_package_list_with_resources, params.Paging
    ),
    "datastore_info": Action(datastore.datastore_info, params.DatastoreInfo),
    "datastore_search": Action(datastore.datastore_search, params.DatastoreSearch),
    "datastore_search_sql": Action(datastore.datastore_search_sql, params.DatastoreSearchSql),
    "group_list": Action(groups.group_list, params.GroupList),
    "group_package_show": Action(groups.group_package_show, params.GroupPackages),
    "group_show": Action(groups.group_show, params.OrganizationShow),
    "help_show": Action(help_show, params.ByName),
    "license_list": Action(site.license_list, Params),
    "organization_list": Action(organizations.organization_list, params.OrganizationList),
    "organization_show": Action(organizations.organization_show, params.OrganizationShow),
    "package_autocomplete": Action(packages.package_autocomplete, params.Autocomplete),
    "package_list": Action(packages.package_list, params.Paging),
    "package_search": Action(packages.package_search, params.PackageSearch),
    "package_show": Action(packages.package_show, params.ById),
    "resource_show": Action(packages.resource_show, params.ById),
    "resource_view_list": Action(packages.resource_view_list, params.ById),
    "site_read": Action(site.site_read, Params),
    "status_show": Action(site.status_show, Params),
    "tag_list": Action(tags.tag_list, params.TagList),
    "tag_show": Action(tags.tag_show, params.TagShow),
    "user_list": Action(site.user_list, Params),
}

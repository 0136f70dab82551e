"""The table of actions: what each is called, the function that answers it, the parameters it takes."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from catalog.api import (
    activities,
    datastore,
    groups,
    groups_write,
    loaders,
    members,
    organizations,
    organizations_write,
    packages,
    packages_revise,
    packages_write,
    resources_write,
    site,
    suggestions,
    tags,
    users,
)
from catalog.errors import NotFound
from catalog.text import Message
from catalog.wire import ckan_params as params
from catalog.wire import ckan_people as people
from catalog.wire import ckan_write_params as written
from catalog.wire.ckan_activity import ActivitiesOf, ActivityData, Recent
from catalog.wire.ckan_dataset import DatasetFields
from catalog.wire.ckan_group import GroupFields
from catalog.wire.ckan_resource import ChangedResource, NewResource
from catalog.wire.ckan_revise import Revision
from catalog.wire.reading import Params
from catalog.work import Work


@dataclass(frozen=True)
class Action:
    """A function of the work and its loaded parameters; its docstring is the help that clients get."""

    answer: Callable[[Work, Any], object]
    takes: type[Params]
    writes: bool = False


def help_show(_work: Work, wanted: params.ByName) -> object:
    """The description of an action.

    name: the action's name.
    """
    if wanted.name not in ACTIONS:
        raise NotFound(Message("Aksi %(name)s tidak ada.", {"name": wanted.name}))
    return inspect.getdoc(ACTIONS[wanted.name].answer)


_READS = {
    "current_package_list_with_resources": Action(
        packages.current_package_list_with_resources, params.Paging
    ),
    "datastore_info": Action(datastore.datastore_info, params.DatastoreInfo),
    "datastore_search": Action(datastore.datastore_search, params.DatastoreSearch),
    "datastore_search_sql": Action(datastore.datastore_search_sql, params.DatastoreSearchSql),
    "activity_data_show": Action(activities.activity_data_show, ActivityData),
    "activity_diff": Action(activities.activity_diff, ActivityData),
    "activity_show": Action(activities.activity_show, params.ById),
    "dashboard_activity_list": Action(activities.dashboard_activity_list, Recent),
    "group_activity_list": Action(activities.group_activity_list, ActivitiesOf),
    "organization_activity_list": Action(activities.organization_activity_list, ActivitiesOf),
    "package_activity_list": Action(activities.package_activity_list, ActivitiesOf),
    "recently_changed_packages_activity_list": Action(
        activities.recently_changed_packages_activity_list, Recent
    ),
    "user_activity_list": Action(activities.user_activity_list, ActivitiesOf),
    "api_token_list": Action(users.api_token_list, people.Tokens),
    "group_list_authz": Action(members.group_list_authz, people.ForUser),
    "member_list": Action(members.member_list, people.MemberList),
    "member_roles_list": Action(members.member_roles_list, people.GroupType),
    "organization_list_for_user": Action(members.organization_list_for_user, people.ForUser),
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
    "datapusher_status": Action(loaders.loader_status, params.DatastoreInfo),
    "tag_autocomplete": Action(tags.tag_autocomplete, params.TagSearch),
    "tag_search": Action(tags.tag_search, params.TagSearch),
    "vocabulary_list": Action(tags.vocabulary_list, Params),
    "vocabulary_show": Action(tags.vocabulary_show, params.ById),
    "xloader_status": Action(loaders.loader_status, params.DatastoreInfo),
    "format_autocomplete": Action(suggestions.format_autocomplete, params.Autocomplete),
    "group_autocomplete": Action(suggestions.group_autocomplete, params.Autocomplete),
    "organization_autocomplete": Action(suggestions.organization_autocomplete, params.Autocomplete),
    "resource_view_show": Action(packages.resource_view_show, params.ById),
    "tag_show": Action(tags.tag_show, params.TagShow),
    "user_list": Action(users.user_list, Params),
    "user_show": Action(users.user_show, params.ById),
}

_WRITES = {
    "datapusher_submit": Action(loaders.loader_submit, params.DatastoreInfo, writes=True),
    "xloader_submit": Action(loaders.loader_submit, params.DatastoreInfo, writes=True),
    "api_token_create": Action(users.api_token_create, people.NewToken, writes=True),
    "api_token_revoke": Action(users.api_token_revoke, people.GoneToken, writes=True),
    "group_member_create": Action(members.group_member_create, people.NewMember, writes=True),
    "group_member_delete": Action(members.group_member_delete, people.GoneMember, writes=True),
    "member_create": Action(members.member_create, people.Member, writes=True),
    "member_delete": Action(members.member_delete, people.Member, writes=True),
    "organization_member_create": Action(members.organization_member_create, people.NewMember, writes=True),
    "organization_member_delete": Action(members.organization_member_delete, people.GoneMember, writes=True),
    "user_create": Action(users.user_create, people.NewUser, writes=True),
    "user_delete": Action(users.user_delete, params.ById, writes=True),
    "user_invite": Action(users.user_invite, people.Invited, writes=True),
    "user_patch": Action(users.user_update, people.ChangedUser, writes=True),
    "user_update": Action(users.user_update, people.ChangedUser, writes=True),
    "group_create": Action(groups_write.group_create, GroupFields, writes=True),
    "group_delete": Action(groups_write.group_delete, params.ById, writes=True),
    "group_patch": Action(groups_write.group_patch, GroupFields, writes=True),
    "group_purge": Action(groups_write.group_purge, written.Purge, writes=True),
    "group_update": Action(groups_write.group_update, GroupFields, writes=True),
    "organization_create": Action(organizations_write.organization_create, GroupFields, writes=True),
    "organization_delete": Action(organizations_write.organization_delete, params.ById, writes=True),
    "organization_patch": Action(organizations_write.organization_patch, GroupFields, writes=True),
    "organization_purge": Action(organizations_write.organization_purge, written.Purge, writes=True),
    "organization_update": Action(organizations_write.organization_update, GroupFields, writes=True),
    "bulk_update_delete": Action(packages_revise.bulk_update_delete, written.BulkUpdate, writes=True),
    "bulk_update_private": Action(packages_revise.bulk_update_private, written.BulkUpdate, writes=True),
    "bulk_update_public": Action(packages_revise.bulk_update_public, written.BulkUpdate, writes=True),
    "dataset_purge": Action(packages_revise.dataset_purge, written.Purge, writes=True),
    "package_owner_org_update": Action(
        packages_revise.package_owner_org_update, written.NewOwner, writes=True
    ),
    "package_revise": Action(packages_revise.package_revise, Revision, writes=True),
    "package_create": Action(packages_write.package_create, DatasetFields, writes=True),
    "package_delete": Action(packages_write.package_delete, written.DeletePackage, writes=True),
    "package_patch": Action(packages_write.package_patch, DatasetFields, writes=True),
    "package_resource_reorder": Action(
        resources_write.package_resource_reorder, written.Reorder, writes=True
    ),
    "package_update": Action(packages_write.package_update, DatasetFields, writes=True),
    "resource_create": Action(resources_write.resource_create, NewResource, writes=True),
    "resource_delete": Action(resources_write.resource_delete, params.ById, writes=True),
    "resource_patch": Action(resources_write.resource_patch, ChangedResource, writes=True),
    "resource_update": Action(resources_write.resource_update, ChangedResource, writes=True),
}
ACTIONS = _READS | _WRITES

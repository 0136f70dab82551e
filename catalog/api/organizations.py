"""CKAN's actions on organizations."""

from catalog import datasets, organizations
from catalog.api import packages
from catalog.api.listing import choose, without_count
from catalog.datasets import Criteria
from catalog.wire import ckan_shapes
from catalog.wire.ckan_params import MAX_ROWS, OrganizationList, OrganizationShow
from catalog.work import Work


def organization_list(work: Work, wanted: OrganizationList) -> object:
    """The names of all organizations, or the organizations themselves.

    all_fields: whole objects instead of names, at most 25 in one answer (names: 1000).
    sort: name, title (default) or package_count, with asc or desc. limit, offset: a part of the list.
    organizations: only these names. include_dataset_count: default true.
    """
    counts = datasets.counts_by_organization(work)
    shapes = [ckan_shapes.organization(one, counts.get(one.id, 0)) for one in organizations.listing(work)]
    return choose(shapes, wanted)


def organization_show(work: Work, wanted: OrganizationShow) -> object:
    """One organization.

    id: its id or name. include_datasets: its datasets too, at most 1000 (default false).
    include_dataset_count, include_extras, include_users, include_groups: default true; users are never told.
    """
    one = organizations.get(work, wanted.id)
    shape = ckan_shapes.organization(one, datasets.counts_by_organization(work).get(one.id, 0))
    if not wanted.include_dataset_count:
        shape = without_count(shape)
    if wanted.include_extras:
        shape["extras"] = ckan_shapes.organization_extras(one)
    if wanted.include_users:
        shape["users"] = []
    if wanted.include_groups:
        shape["groups"] = []
    if wanted.include_datasets:
        criteria = Criteria(filters={"organization": [one.name]}, sort="name asc", limit=MAX_ROWS)
        shape["packages"] = packages.show(work, datasets.find(work, criteria).datasets)
    return shape

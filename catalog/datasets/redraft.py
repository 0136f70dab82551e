"""Back from a version to the draft that made it, for whoever changes a part of it and saves it again."""

from catalog.datasets.drafts import DatasetDraft, FileDraft, ResourceDraft, resource_id
from catalog.datasets.models import DatasetVersion, Resource
from catalog.organizations import get as get_organization
from catalog.tabular import Column, Loaded
from catalog.tabular.recipe import told_from_json
from catalog.work import Work


def draft_of(work: Work, version: DatasetVersion) -> DatasetDraft:
    """The draft that made a version, without what was made of its files since: saving it writes nothing."""
    return DatasetDraft(
        name=version.name,
        title=version.title,
        organization=get_organization(work, version.organization_id).name,
        notes=version.notes,
        license_id=version.license_id,
        author=version.author,
        maintainer=version.maintainer,
        author_email=version.author_email,
        maintainer_email=version.maintainer_email,
        edition=version.edition,
        source_url=version.source_url,
        frequency=version.frequency,
        sample=version.sample,
        private=version.private,
        years=tuple(version.years),
        period_start=version.period_start,
        period_end=version.period_end,
        tags=tuple(version.tags),
        themes=tuple(version.themes),
        extras=tuple(version.extras.items()),
        resources=tuple(_resource(version.dataset_id, resource) for resource in version.resources),
    )


def _resource(dataset_id: str, made: Resource) -> ResourceDraft:
    own_table = bool(made.table_sha256) and not made.loaded
    return ResourceDraft(
        key=made.key,
        name=made.name,
        description=made.description,
        format=made.format,
        media_type=made.media_type,
        url=made.url,
        file=FileDraft(made.filename, made.sha256, made.size or 0) if made.sha256 else None,
        recipe=told_from_json(made.told) if made.told else None,
        columns=() if made.loaded else tuple(Column(**column) for column in made.columns),
        table=Loaded(made.table_sha256, made.table_size or 0, made.table_rows or 0) if own_table else None,
        terms=tuple(made.terms),
        codes=tuple(made.codes),
        id=made.resource_id if made.resource_id != resource_id(dataset_id, made.key) else "",
        extras=tuple(made.extras.items()),
    )

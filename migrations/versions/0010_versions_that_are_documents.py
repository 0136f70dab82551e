"""Versions that say to be documents"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_DOCUMENT = (
    """(CAST(extras AS VARCHAR) LIKE '%"jenis_dokumen"%' OR CAST(tags AS VARCHAR) LIKE '%"dokumen-%')"""
)


def upgrade() -> None:
    with op.batch_alter_table("dataset_version", schema=None) as batch_op:
        batch_op.create_index(
            "ix_dataset_version_document", ["id"], unique=False, sqlite_where=sa.text(_DOCUMENT)
        )


def downgrade() -> None:
    with op.batch_alter_table("dataset_version", schema=None) as batch_op:
        batch_op.drop_index("ix_dataset_version_document")

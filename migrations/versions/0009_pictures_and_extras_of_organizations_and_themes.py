"""Pictures and extras of organizations and themes"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("organization", "theme"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("image_url", sa.String(), nullable=False, server_default=""))
            batch_op.add_column(sa.Column("extras", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    for table in ("theme", "organization"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("extras")
            batch_op.drop_column("image_url")

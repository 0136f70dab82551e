"""What is made of files after their draft"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("resource", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("loaded", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE resource SET told = recipe")


def downgrade() -> None:
    with op.batch_alter_table("resource", schema=None) as batch_op:
        batch_op.drop_column("loaded")
        batch_op.drop_column("told")

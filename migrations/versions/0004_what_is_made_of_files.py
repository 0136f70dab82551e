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
    op.create_table(
        "table_check",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("stops", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Integer(), nullable=False),
        sa.Column("report_sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["dataset_version.id"], name=op.f("fk_table_check_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "resource_id", name=op.f("pk_table_check")),
    )


def downgrade() -> None:
    op.drop_table("table_check")
    with op.batch_alter_table("resource", schema=None) as batch_op:
        batch_op.drop_column("loaded")
        batch_op.drop_column("told")

"""Sums and joins of budgets"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "budget_join",
        sa.Column("left_sha256", sa.String(), nullable=False),
        sa.Column("right_sha256", sa.String(), nullable=False),
        sa.Column("government_code", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("joined_sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint(
            "left_sha256", "right_sha256", "government_code", "direction", name=op.f("pk_budget_join")
        ),
    )
    with op.batch_alter_table("budget_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sums_sha256", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("budget_version", schema=None) as batch_op:
        batch_op.drop_column("sums_sha256")

    op.drop_table("budget_join")

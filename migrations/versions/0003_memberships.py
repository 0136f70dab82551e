"""Memberships"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ROLES = ("produsen", "walidata_pendukung", "walidata", "pembina", "administrator", "harvester")


def upgrade() -> None:
    op.create_table(
        "membership",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("role", sa.Enum(*_ROLES, name="role", native_enum=False, length=30), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_membership_user_id")),
        sa.PrimaryKeyConstraint("user_id", "place", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_place"), "membership", ["place"], unique=False)
    op.execute(
        "INSERT INTO membership (user_id, place, role, since, given_by)"
        " SELECT id, '*', 'administrator', created, '' FROM user_account WHERE administrator"
    )
    # Each column by itself: a table that others point to is not made anew.
    op.add_column("user_account", sa.Column("full_name", sa.String(), nullable=False, server_default=""))
    op.add_column("user_account", sa.Column("ended", sa.DateTime(), nullable=True))
    op.drop_column("user_account", "administrator")


def downgrade() -> None:
    op.add_column(
        "user_account", sa.Column("administrator", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute(
        "UPDATE user_account SET administrator = (1 = 1) WHERE id IN"
        " (SELECT user_id FROM membership WHERE role = 'administrator')"
    )
    op.drop_column("user_account", "ended")
    op.drop_column("user_account", "full_name")
    op.drop_index(op.f("ix_membership_place"), table_name="membership")
    op.drop_table("membership")

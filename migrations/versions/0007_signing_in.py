"""Signing in"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ROLES = ("produsen", "walidata_pendukung", "walidata", "pembina", "administrator", "harvester")


def upgrade() -> None:
    op.add_column("user_account", sa.Column("factor", sa.String(), nullable=False, server_default=""))
    op.add_column("user_account", sa.Column("factor_used", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("api_token", sa.Column("label", sa.String(), nullable=False, server_default=""))
    op.add_column("api_token", sa.Column("expires", sa.DateTime(), nullable=True))
    op.create_table(
        "web_session",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("checked", sa.Boolean(), nullable=False),
        sa.Column("started", sa.DateTime(), nullable=False),
        sa.Column("seen", sa.DateTime(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_web_session_user_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_web_session")),
    )
    op.create_index(op.f("ix_web_session_user_id"), "web_session", ["user_id"])
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("good", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index(op.f("ix_sign_in_attempt_account"), "sign_in_attempt", ["account"])
    op.create_index(op.f("ix_sign_in_attempt_address"), "sign_in_attempt", ["address"])
    op.create_table(
        "recovery_code",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_recovery_code_user_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_user_id"), "recovery_code", ["user_id"])
    op.create_table(
        "mail_link",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("role", sa.Enum(*_ROLES, name="role", native_enum=False, length=30), nullable=True),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("expires", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_mail_link_user_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_mail_link")),
    )
    op.create_index(op.f("ix_mail_link_email"), "mail_link", ["email"])
    op.create_index(op.f("ix_mail_link_user_id"), "mail_link", ["user_id"])
    op.create_table(
        "external_identity",
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_external_identity_user_id")),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_external_identity")),
    )
    op.create_index(op.f("ix_external_identity_user_id"), "external_identity", ["user_id"])


def downgrade() -> None:
    for table, column in (
        ("external_identity", "user_id"),
        ("mail_link", "user_id"),
        ("mail_link", "email"),
        ("recovery_code", "user_id"),
        ("sign_in_attempt", "address"),
        ("sign_in_attempt", "account"),
        ("web_session", "user_id"),
    ):
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
    for table in ("external_identity", "mail_link", "recovery_code", "sign_in_attempt", "web_session"):
        op.drop_table(table)
    op.drop_column("api_token", "expires")
    op.drop_column("api_token", "label")
    op.drop_column("user_account", "factor_used")
    op.drop_column("user_account", "factor")

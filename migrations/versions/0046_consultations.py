"""Consultations between associates, and conversations that we have left to others."""

import sqlalchemy as sa
from alembic import op

from callcenter.infra import database

revision = "0046"
down_revision = "0042"
branch_labels = None
depends_on = None

_CONTACT_BEFORE = (
    "'arriving', 'connected', 'connecting', 'detached', 'in_menu', 'interrupted', 'queued', "
    "'requested', 'snoozed'"
)
_CONTACT = (
    "'arriving', 'connected', 'connecting', 'detached', 'handed_out', 'in_menu', 'interrupted', "
    "'queued', 'requested', 'snoozed'"
)
_CONSULT = "state IN ('asking', 'joined', 'talking')"


def upgrade() -> None:
    _unique("contact", "uq_contact_live_number", "number_index", f"state IN ({_CONTACT})")
    op.create_table(
        "consult",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("colleague_id", sa.Integer(), nullable=True),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", database.UtcDateTime(), nullable=False),
        sa.Column("expires_at", database.UtcDateTime(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_consult_{column}_{table}")
            )
            for column, table in (
                ("asker_id", "associate"),
                ("colleague_id", "associate"),
                ("contact_id", "contact"),
                ("line_id", "leg"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consult")),
        sa.UniqueConstraint("public_id", name=op.f("uq_consult_public_id")),
    )
    op.create_index(op.f("ix_consult_contact_id"), "consult", ["contact_id"])
    for column in ("contact_id", "colleague_id"):
        name = f"uq_consult_live_{column.removesuffix('_id')}"
        _unique("consult", name, column, _CONSULT, anew=False)


def downgrade() -> None:
    op.drop_table("consult")
    _unique("contact", "uq_contact_live_number", "number_index", f"state IN ({_CONTACT_BEFORE})")


def _unique(table: str, name: str, column: str, states: str, *, anew: bool = True) -> None:
    where = sa.text(states)
    if anew:
        op.drop_index(name, table_name=table)
    op.create_index(name, table, [column], unique=True, sqlite_where=where, postgresql_where=where)

"""Second paths: where associates without a browser are rung. What waiting callers were told."""

import sqlalchemy as sa
from alembic import op

from callcenter.infra import database

revision = "0043"
down_revision = "0059"
branch_labels = None
depends_on = None

_LIVE_BEFORE = (
    "'arriving', 'connected', 'connecting', 'detached', 'handed_out', 'in_menu', 'interrupted', "
    "'queued', 'requested', 'snoozed'"
)
_LIVE = (
    "'arriving', 'connected', 'connecting', 'detached', 'handed_out', 'in_menu', 'interrupted', "
    "'parting', 'queued', 'requested', 'snoozed'"
)


def upgrade() -> None:
    _one_live_contact(_LIVE)
    op.create_table(
        "second_path",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("address_index", sa.String(), nullable=False),
        sa.Column("masked", sa.String(), nullable=False),
        sa.Column("changed_at", database.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["associate.id"], name=op.f("fk_second_path_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_path")),
    )
    with op.batch_alter_table("leg") as batch_op:
        batch_op.add_column(sa.Column("told", sa.String(), server_default="", nullable=False))
    with op.batch_alter_table("presence") as batch_op:
        batch_op.add_column(
            sa.Column("by_phone", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("presence") as batch_op:
        batch_op.drop_column("by_phone")
    with op.batch_alter_table("leg") as batch_op:
        batch_op.drop_column("told")
    op.drop_table("second_path")
    _one_live_contact(_LIVE_BEFORE)


def _one_live_contact(states: str) -> None:
    where = sa.text(f"state IN ({states})")
    op.drop_index("uq_contact_live_number", table_name="contact")
    op.create_index(
        "uq_contact_live_number",
        "contact",
        ["number_index"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )

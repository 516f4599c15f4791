"""Guests and supervisors beside a call: how a line takes part, and whose number it is."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0010"
branch_labels = None
depends_on = None

_LIVE = "('dialling', 'expected', 'in_call', 'placed', 'planned', 'ringing', 'sending')"
_FLAGS = ("held", "muted", "coaching", "leaves_open")


def upgrade() -> None:
    _unique("role IN ('customer', 'guest')")
    with op.batch_alter_table("leg") as batch_op:
        batch_op.add_column(sa.Column("number_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("number_masked", sa.String(), nullable=True))
        for name in _FLAGS:
            flag = sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)
            batch_op.add_column(flag)


def downgrade() -> None:
    with op.batch_alter_table("leg") as batch_op:
        for name in ("number_sealed", "number_masked", *_FLAGS):
            batch_op.drop_column(name)
    _unique("role = 'customer'")


def _unique(whose: str) -> None:
    where = sa.text(f"{whose} AND state IN {_LIVE}")
    op.drop_index("uq_leg_live_number", table_name="leg")
    op.create_index(
        "uq_leg_live_number",
        "leg",
        ["number_index"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )

"""What a customer was told first of their wait: whether it held is measured by it."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

_COLUMNS = ("told_low_s", "told_high_s")


def upgrade() -> None:
    with op.batch_alter_table("contact") as batch_op:
        for name in _COLUMNS:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("contact") as batch_op:
        for name in _COLUMNS:
            batch_op.drop_column(name)

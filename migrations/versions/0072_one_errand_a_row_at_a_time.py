"""Of errands with one name about one row, one at a time: found by both."""

from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_errand_ref", "errand", ["ref", "name"])


def downgrade() -> None:
    op.drop_index("ix_errand_ref", table_name="errand")

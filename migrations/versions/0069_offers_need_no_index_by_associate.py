"""Nobody asks for all offers of an associate: only the pending one, which has its own index."""

from alembic import op

revision = "0069"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_offer_associate_id", table_name="offer")


def downgrade() -> None:
    op.create_index("ix_offer_associate_id", "offer", ["associate_id"])

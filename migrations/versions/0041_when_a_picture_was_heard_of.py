"""When a media process last named a tour's picture: one that died says no goodbye."""

import sqlalchemy as sa
from alembic import op

from callcenter.infra import database

revision = "0041"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tour") as batch_op:
        batch_op.add_column(sa.Column("picture_at", database.UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("tour") as batch_op:
        batch_op.drop_column("picture_at")

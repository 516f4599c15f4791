"""When a tour was first recorded, and when the files were erased."""

import sqlalchemy as sa
from alembic import op

from callcenter.infra import database

revision = "0059"
down_revision = "0047"
branch_labels = None
depends_on = None

_NAMES = ("recorded_at", "recording_erased_at")


def upgrade() -> None:
    with op.batch_alter_table("tour") as batch_op:
        for name in _NAMES:
            batch_op.add_column(sa.Column(name, database.UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("tour") as batch_op:
        for name in _NAMES:
            batch_op.drop_column(name)

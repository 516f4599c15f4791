"""Who set what an associate can do, and what it was before."""

import sqlalchemy as sa
from alembic import op

from callcenter.infra import database

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "profile_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("was", sa.JSON(), nullable=False),
        sa.Column("own", sa.JSON(), nullable=False),
        sa.Column("associate_id", sa.Integer(), nullable=False),
        sa.Column("at", database.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["associate.id"], name=op.f("fk_profile_change_subject_id")
        ),
        sa.ForeignKeyConstraint(
            ["associate_id"], ["associate.id"], name=op.f("fk_profile_change_associate_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_change")),
        sa.UniqueConstraint("subject_id", "version", name=op.f("uq_profile_change_subject_id")),
    )


def downgrade() -> None:
    op.drop_table("profile_change")

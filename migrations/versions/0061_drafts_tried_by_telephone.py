"""Drafts of menus that somebody listens to by telephone."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "menu_trial",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number_index", sa.String(), nullable=False),
        sa.Column("scope", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["associate.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number_index"),
    )


def downgrade() -> None:
    op.drop_table("menu_trial")

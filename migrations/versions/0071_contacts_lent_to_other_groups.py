"""Contacts lent to other groups of stores for a few seconds."""

import sqlalchemy as sa
from alembic import op

from callcenter.infra import database

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contact", sa.Column("lent_until", database.UtcDateTime(), nullable=True))
    guests = sa.text("state = 'queued' AND lent_until IS NOT NULL")
    op.create_index(
        "ix_contact_lent",
        "contact",
        ["lent_until"],
        sqlite_where=guests,
        postgresql_where=guests,
    )


def downgrade() -> None:
    op.drop_index("ix_contact_lent", table_name="contact")
    op.drop_column("contact", "lent_until")

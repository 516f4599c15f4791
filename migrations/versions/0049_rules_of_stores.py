"""Rules of the house and its stores, every change of them, and waits that end by them."""

import sqlalchemy as sa
from alembic import op

from callcenter.infra import database

revision = "0049"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ruling",
        sa.Column("scope", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("own", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_ruling")),
    )
    op.create_table(
        "ruling_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("own", sa.JSON(), nullable=False),
        sa.Column("associate_id", sa.Integer(), nullable=False),
        sa.Column("at", database.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["associate_id"], ["associate.id"], name=op.f("fk_ruling_change_associate_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruling_change")),
        sa.UniqueConstraint("scope", "version", name=op.f("uq_ruling_change_scope")),
    )
    with op.batch_alter_table("contact") as batch_op:
        batch_op.add_column(sa.Column("from_store_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_contact_from_store_id"), "store", ["from_store_id"], ["id"]
        )
    with op.batch_alter_table("decoy") as batch_op:
        batch_op.add_column(sa.Column("from_store_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_decoy_from_store_id"), "store", ["from_store_id"], ["id"]
        )
    with op.batch_alter_table("leg") as batch_op:
        batch_op.add_column(sa.Column("dismissed_at", database.UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("leg") as batch_op:
        batch_op.drop_column("dismissed_at")
    for table in ("decoy", "contact"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(op.f(f"fk_{table}_from_store_id"), type_="foreignkey")
            batch_op.drop_column("from_store_id")
    op.drop_table("ruling_change")
    op.drop_table("ruling")

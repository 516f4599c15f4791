"""Partitions, requirements, readiness."""

import sqlalchemy as sa
from alembic import op

from callcenter.infra import database

revision = "0030"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "routing_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("noun", sa.String(), nullable=False),
        sa.Column("ref", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_event")),
    )
    op.create_index(
        "ix_routing_event_partition", "routing_event", ["partition", "id"], unique=False
    )

    op.create_table(
        "routing_partition",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("passed_at", database.UtcDateTime(), nullable=True),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("held_until", database.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_partition")),
    )
    op.create_table(
        "associate_line",
        sa.Column("associate_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["associate_id"], ["associate.id"], name=op.f("fk_associate_line_associate_id")
        ),
        sa.PrimaryKeyConstraint("associate_id", "line", name=op.f("pk_associate_line")),
    )
    op.create_table(
        "regular",
        sa.Column("number_index", sa.String(), nullable=False),
        sa.Column("credit_s", sa.Double(), nullable=False),
        sa.Column("associate_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["associate_id"], ["associate.id"], name=op.f("fk_regular_associate_id")
        ),
        sa.PrimaryKeyConstraint("number_index", name=op.f("pk_regular")),
    )
    op.add_column(
        "associate", sa.Column("capacity", sa.Integer(), server_default="1", nullable=False)
    )
    op.add_column(
        "associate",
        sa.Column("video", sa.Boolean(), server_default=sa.text("true"), nullable=False),
    )

    _refer("category", "parent_id", "category")

    op.add_column(
        "contact", sa.Column("partition", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("contact", sa.Column("credit_s", sa.Double(), server_default="0", nullable=False))
    op.add_column(
        "contact", sa.Column("min_level", sa.Integer(), server_default="1", nullable=False)
    )
    op.add_column(
        "contact",
        sa.Column("needs_video", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column("contact", sa.Column("preferred_until", database.UtcDateTime(), nullable=True))
    op.create_index("ix_contact_number", "contact", ["number_index", "ended_at"], unique=False)
    op.create_index("ix_contact_partition", "contact", ["partition", "queued_at"], unique=False)
    op.add_column("contact", sa.Column("wait_low_s", sa.Integer(), nullable=True))
    op.add_column("contact", sa.Column("wait_high_s", sa.Integer(), nullable=True))
    op.add_column("contact", sa.Column("wait_predicted_s", sa.Double(), nullable=True))
    _refer("contact", "preferred_id", "associate")

    op.add_column("offer", sa.Column("ring", sa.String(), server_default="", nullable=False))
    op.add_column("offer", sa.Column("cost", sa.Double(), server_default="0", nullable=False))
    op.add_column("offer", sa.Column("why", sa.JSON(), nullable=True))

    op.add_column("presence", sa.Column("tab", sa.String(), server_default="", nullable=False))
    op.add_column("presence", sa.Column("tab_at", database.UtcDateTime(), nullable=True))
    op.add_column("presence", sa.Column("proof", sa.JSON(), nullable=True))
    op.add_column(
        "presence",
        sa.Column("can_show", sa.Boolean(), server_default=sa.text("true"), nullable=False),
    )
    op.create_index("ix_presence_state", "presence", ["state"], unique=False)

    op.add_column("product", sa.Column("line", sa.String(), server_default="", nullable=False))

    op.add_column("store", sa.Column("partition", sa.Integer(), server_default="0", nullable=False))
    op.add_column("store", sa.Column("region", sa.String(), server_default="", nullable=False))
    op.add_column("store", sa.Column("latitude", sa.Double(), nullable=True))
    op.add_column("store", sa.Column("longitude", sa.Double(), nullable=True))


_OF_CONTACT = (
    "wait_predicted_s",
    "wait_high_s",
    "wait_low_s",
    "preferred_id",
    "preferred_until",
    "needs_video",
    "min_level",
    "credit_s",
    "partition",
)


def _forget(table: str, *columns: str) -> None:
    """Drop columns with what refers to them: SQLite needs the table made anew for that."""
    with op.batch_alter_table(table) as batch_op:
        for name in columns:
            batch_op.drop_column(name)


def downgrade() -> None:
    op.drop_column("store", "longitude")
    op.drop_column("store", "latitude")
    op.drop_column("store", "region")
    op.drop_column("store", "partition")

    op.drop_column("product", "line")

    op.drop_index("ix_presence_state", "presence")
    op.drop_column("presence", "can_show")
    op.drop_column("presence", "proof")
    op.drop_column("presence", "tab_at")
    op.drop_column("presence", "tab")

    op.drop_column("offer", "why")
    op.drop_column("offer", "cost")
    op.drop_column("offer", "ring")

    op.drop_index("ix_contact_partition", "contact")
    op.drop_index("ix_contact_number", "contact")
    _forget("contact", *_OF_CONTACT)
    _forget("category", "parent_id")

    op.drop_column("associate", "video")
    op.drop_column("associate", "capacity")

    op.drop_table("regular")
    op.drop_table("associate_line")
    op.drop_table("routing_partition")
    op.drop_index("ix_routing_event_partition", "routing_event")

    op.drop_table("routing_event")


def _refer(table: str, column: str, target: str) -> None:
    """Add a reference in place: SQLite would otherwise copy the whole table, and its children."""
    key = sa.ForeignKey(f"{target}.id", name=f"fk_{table}_{column}")
    op.add_column(table, sa.Column(column, sa.Integer(), key), inline_references=True)

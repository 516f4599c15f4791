"""Recordings of calls; their sound stays at the carrier."""

import sqlalchemy as sa
from alembic import op

from callcenter.infra import database

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

_RUNS = sa.text("state IN ('announcing', 'paused', 'recording', 'starting')")


def upgrade() -> None:
    op.create_table(
        "call_recording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sid", sa.String(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("created_at", database.UtcDateTime(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_call_recording_{column}_{table}")
            )
            for column, table in (
                ("asked_by", "associate"),
                ("contact_id", "contact"),
                ("line_id", "leg"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_recording")),
        sa.UniqueConstraint("public_id", name=op.f("uq_call_recording_public_id")),
        sa.UniqueConstraint("sid", name=op.f("uq_call_recording_sid")),
    )
    op.create_index(op.f("ix_call_recording_contact_id"), "call_recording", ["contact_id"])
    op.create_index(
        "uq_call_recording_runs",
        "call_recording",
        ["contact_id"],
        unique=True,
        sqlite_where=_RUNS,
        postgresql_where=_RUNS,
    )


def downgrade() -> None:
    op.drop_table("call_recording")

"""Messages that callers leave; who hears what else there is still has one live contact."""

import sqlalchemy as sa
from alembic import op

from callcenter.infra import database

revision = "0042"
down_revision = "0045"
branch_labels = None
depends_on = None

_LIVE = "'arriving', 'connected', 'connecting', 'in_menu', 'interrupted', 'queued', 'requested', 'snoozed'"
_LIVE_NOW = "'arriving', 'connected', 'connecting', 'in_menu', 'interrupted', 'parting', 'queued', 'requested', 'snoozed'"


def upgrade() -> None:
    _one_live_contact(_LIVE_NOW)
    op.create_table(
        "voicemail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("call_sid", sa.String(), nullable=False),
        sa.Column("recording_sid", sa.String(), nullable=True),
        sa.Column("duration_s", sa.Integer(), nullable=False),
        sa.Column("transcript_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("associate_id", sa.Integer(), nullable=True),
        sa.Column("callback_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("created_at", database.UtcDateTime(), nullable=False),
        sa.Column("left_at", database.UtcDateTime(), nullable=True),
        sa.Column("taken_at", database.UtcDateTime(), nullable=True),
        sa.Column("done_at", database.UtcDateTime(), nullable=True),
        sa.Column("looked_at", database.UtcDateTime(), nullable=True),
        sa.Column("wiped_at", database.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["associate_id"], ["associate.id"], name=op.f("fk_voicemail_associate_id")
        ),
        sa.ForeignKeyConstraint(
            ["callback_id"], ["contact.id"], name=op.f("fk_voicemail_callback_id")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_voicemail_contact_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voicemail")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_voicemail_contact_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_voicemail_public_id")),
        sa.UniqueConstraint("recording_sid", name=op.f("uq_voicemail_recording_sid")),
    )
    op.create_index("ix_voicemail_state", "voicemail", ["state", "created_at"])


def downgrade() -> None:
    op.drop_table("voicemail")
    op.execute("UPDATE contact SET state = 'deferred' WHERE state = 'parting'")
    _one_live_contact(_LIVE)


def _one_live_contact(states: str) -> None:
    where = sa.text(f"state IN ({states})")
    op.drop_index("uq_contact_live_number", table_name="contact")
    op.create_index(
        "uq_contact_live_number",
        "contact",
        ["number_index"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )

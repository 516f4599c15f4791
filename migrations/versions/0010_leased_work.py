"""Leased work, pace, lines in doubt, dropped lines and kept places."""

import sqlalchemy as sa
from alembic import op

from callcenter.infra import database

revision = "0010"
down_revision = "0030"
branch_labels = None
depends_on = None

_CONTACT = "'arriving', 'connected', 'connecting', 'in_menu', 'queued', 'requested'"
_CONTACT_NOW = (
    "'arriving', 'connected', 'connecting', 'in_menu', 'interrupted', 'queued', 'requested', "
    "'snoozed'"
)
_SERVED = "'connecting', 'connected'"
_SERVED_NOW = "'connecting', 'connected', 'interrupted'"
_LEG = "'dialling', 'expected', 'in_call', 'planned', 'ringing', 'sending'"
_LEG_NOW = "'dialling', 'expected', 'in_call', 'placed', 'planned', 'ringing', 'sending'"


def upgrade() -> None:
    op.create_table(
        "errand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ref", sa.Integer(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=True),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_at", database.UtcDateTime(), nullable=False),
        sa.Column("lease_until", database.UtcDateTime(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("deadline_at", database.UtcDateTime(), nullable=False),
        sa.Column("created_at", database.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_errand")),
    )
    op.create_index("ix_errand_due", "errand", ["state", "due_at"])
    op.create_table(
        "pace",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("next_at", database.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_pace")),
    )
    with op.batch_alter_table("contact") as batch:
        batch.add_column(sa.Column("deadline_at", database.UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("redials", sa.Integer(), server_default="0", nullable=False))
        batch.add_column(
            sa.Column("keeps_place", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch.add_column(sa.Column("place_digest", sa.String(), nullable=True))
        batch.create_index(batch.f("ix_contact_deadline_at"), ["deadline_at"])
        batch.create_unique_constraint(batch.f("uq_contact_place_digest"), ["place_digest"])
    with op.batch_alter_table("leg") as batch:
        batch.add_column(sa.Column("sent_at", database.UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("looked_at", database.UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("conference_sid", sa.String(), nullable=True))
        batch.add_column(sa.Column("heard", sa.Integer(), server_default="-1", nullable=False))
    with op.batch_alter_table("message") as batch:
        batch.add_column(sa.Column("sent_at", database.UtcDateTime(), nullable=True))
    _live(_CONTACT_NOW, _SERVED_NOW, _LEG_NOW)
    _deadlines()


def downgrade() -> None:
    _live(_CONTACT, _SERVED, _LEG)
    with op.batch_alter_table("message") as batch:
        batch.drop_column("sent_at")
    with op.batch_alter_table("leg") as batch:
        for name in ("heard", "conference_sid", "looked_at", "sent_at"):
            batch.drop_column(name)
    with op.batch_alter_table("contact") as batch:
        batch.drop_constraint(batch.f("uq_contact_place_digest"), type_="unique")
        batch.drop_index(batch.f("ix_contact_deadline_at"))
        for name in ("place_digest", "keeps_place", "redials", "deadline_at"):
            batch.drop_column(name)
    op.drop_table("pace")
    op.drop_table("errand")


def _live(contact: str, served: str, leg: str) -> None:
    """Make the indexes that forbid a second live line, contact or associate anew."""
    made = (
        ("uq_contact_live_number", "contact", "number_index", f"state IN ({contact})"),
        ("uq_contact_live_associate", "contact", "associate_id", f"state IN ({served})"),
        ("uq_leg_live_number", "leg", "number_index", f"role = 'customer' AND state IN ({leg})"),
    )
    for name, table, column, where in made:
        op.drop_index(name, table_name=table)
        condition = sa.text(where)
        op.create_index(
            name,
            table,
            [column],
            unique=True,
            sqlite_where=condition,
            postgresql_where=condition,
        )


def _deadlines() -> None:
    """Give every contact that is open now a deadline of its own."""
    contact = sa.table(
        "contact",
        sa.column("state", sa.String()),
        sa.column("created_at", database.UtcDateTime()),
        sa.column("give_up_at", database.UtcDateTime()),
        sa.column("deadline_at", database.UtcDateTime()),
    )
    op.execute(
        contact.update()
        .where(contact.c.state.in_(("requested", "arriving", "in_menu", "connecting")))
        .values(deadline_at=sa.func.coalesce(contact.c.give_up_at, contact.c.created_at))
    )

"""Menus that supervisors write; callers whom an outage turned away."""

import sqlalchemy as sa
from alembic import op

from callcenter.infra import database

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "menu",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", database.UtcDateTime(), nullable=False),
        sa.Column("published_at", database.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["associate.id"], name=op.f("fk_menu_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_menu")),
    )
    for state in ("draft", "published"):
        where = sa.text(f"state = '{state}'")
        op.create_index(
            f"uq_menu_{state}",
            "menu",
            ["scope"],
            unique=True,
            sqlite_where=where,
            postgresql_where=where,
        )
    op.create_table(
        "menu_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("menu_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("digit", sa.String(), nullable=False),
        sa.Column("leads", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["menu_id"], ["menu.id"], name=op.f("fk_menu_line_menu_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_menu_line")),
        sa.UniqueConstraint("menu_id", "step", "digit", name=op.f("uq_menu_line_menu_id")),
    )
    op.create_index(op.f("ix_menu_line_menu_id"), "menu_line", ["menu_id"])
    _missed_calls()


def downgrade() -> None:
    op.drop_table("lookout")
    op.drop_table("missed_call")
    op.drop_table("menu_line")
    op.drop_table("menu")


def _missed_calls() -> None:
    op.create_table(
        "missed_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_sid", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("number_index", sa.String(), nullable=False),
        sa.Column("number_masked", sa.String(), nullable=False),
        sa.Column("link_digest", sa.String(), nullable=True),
        sa.Column("called_at", database.UtcDateTime(), nullable=False),
        sa.Column("found_at", database.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_missed_call_contact_id")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_missed_call_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missed_call")),
        sa.UniqueConstraint("call_sid", name=op.f("uq_missed_call_call_sid")),
        sa.UniqueConstraint("link_digest", name=op.f("uq_missed_call_link_digest")),
    )
    op.create_index(op.f("ix_missed_call_number_index"), "missed_call", ["number_index"])
    op.create_table(
        "lookout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("looked_at", database.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lookout")),
    )

"""Viewers, cameras and photos of a tour."""

import sqlalchemy as sa
from alembic import op

from callcenter.infra import database

revision = "0040"
down_revision = "0060"
branch_labels = None
depends_on = None

_NEW = (
    "friend_digest",
    "friend_sealed",
    "on_air",
    "live_camera",
    "first_live_at",
    "held_until",
    "recording",
    "recording_told",
    "recording_refused",
    "closed_at",
)


def upgrade() -> None:
    with op.batch_alter_table("tour", schema=None) as batch_op:
        batch_op.add_column(sa.Column("friend_digest", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("friend_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("on_air", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("live_camera", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("first_live_at", database.UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("held_until", database.UtcDateTime(), nullable=True))
        for flag in ("recording", "recording_told", "recording_refused"):
            column = sa.Column(flag, sa.Boolean(), nullable=False, server_default=sa.false())
            batch_op.add_column(column)
        batch_op.add_column(sa.Column("closed_at", database.UtcDateTime(), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_tour_friend_digest"), ["friend_digest"])
        for name in ("viewer_state", "viewer_at", "viewer_fps"):
            batch_op.drop_column(name)
    op.execute("UPDATE tour SET closed_at = ended_at")
    _viewers()
    _cameras()
    _photos()


def _viewers() -> None:
    op.create_table(
        "tour_viewer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("tour_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("rung", sa.String(), nullable=False),
        sa.Column("fps", sa.Integer(), nullable=True),
        sa.Column("first_frame_ms", sa.Integer(), nullable=True),
        sa.Column("delay_ms", sa.Integer(), nullable=True),
        sa.Column("delay_at_least", sa.Boolean(), nullable=False),
        sa.Column("freezes", sa.Integer(), nullable=True),
        sa.Column("lost_pct", sa.Integer(), nullable=True),
        sa.Column("joined_at", database.UtcDateTime(), nullable=False),
        sa.Column("seen_at", database.UtcDateTime(), nullable=False),
        sa.Column("removed_at", database.UtcDateTime(), nullable=True),
        sa.Column("dropped_at", database.UtcDateTime(), nullable=True),
        *_of_a_tour("tour_viewer"),
    )
    op.create_index(op.f("ix_tour_viewer_tour_id"), "tour_viewer", ["tour_id"])


def _cameras() -> None:
    op.create_table(
        "tour_camera",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("tour_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("battery", sa.Integer(), nullable=True),
        sa.Column("charging", sa.Boolean(), nullable=False),
        sa.Column("up_kbps", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("seen_at", database.UtcDateTime(), nullable=False),
        *_of_a_tour("tour_camera"),
    )
    op.create_index(op.f("ix_tour_camera_tour_id"), "tour_camera", ["tour_id"])


def _photos() -> None:
    op.create_table(
        "tour_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("tour_id", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("taken_at", database.UtcDateTime(), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        *_of_a_tour("tour_photo"),
    )
    op.create_index(op.f("ix_tour_photo_tour_id"), "tour_photo", ["tour_id"])


def _of_a_tour(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(["tour_id"], ["tour.id"], name=op.f(f"fk_{table}_tour_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
    )


def downgrade() -> None:
    for table in ("tour_photo", "tour_camera", "tour_viewer"):
        op.drop_table(table)
    with op.batch_alter_table("tour", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_tour_friend_digest"), type_="unique")
        for name in _NEW:
            batch_op.drop_column(name)
        none = sa.text("'none'")
        batch_op.add_column(
            sa.Column("viewer_state", sa.String(), nullable=False, server_default=none)
        )
        batch_op.add_column(sa.Column("viewer_at", database.UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("viewer_fps", sa.Integer(), nullable=True))

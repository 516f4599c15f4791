"""What runs every second or for every contact finds what is alive, and reads nothing else."""

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None

_INDEXES = {
    "ix_contact_queued": ("contact", ["queued_at"], None),
    "ix_contact_ended": ("contact", ["ended_at"], None),
    "ix_leg_state": ("leg", ["state", "moved_at"], None),
    "ix_tour_state": ("tour", ["state"], None),
    "ix_tour_camera_seen": ("tour_camera", ["seen_at"], "kind != 'encoder' AND state != 'gone'"),
    "ix_appointment_settled": ("appointment", ["settled_at"], None),
    "ix_missed_call_found": ("missed_call", ["state", "found_at"], None),
    "ix_voicemail_left": (
        "voicemail",
        ["id"],
        "wiped_at IS NOT NULL AND recording_sid IS NOT NULL",
    ),
    "ix_erasure_due": ("erasure", ["due_at"], "done_at IS NULL"),
    "ix_decoy_ends_at": ("decoy", ["ends_at"], None),
}


def upgrade() -> None:
    for name, (table, columns, only) in _INDEXES.items():
        which = {f"{kind}_where": sa.text(only) for kind in ("sqlite", "postgresql") if only}
        op.create_index(name, table, columns, **which)


def downgrade() -> None:
    for name, (table, _, _) in _INDEXES.items():
        op.drop_index(name, table_name=table)

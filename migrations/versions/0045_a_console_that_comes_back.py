"""A contact whose console was lost is live, and still its associate's."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0041"
branch_labels = None
depends_on = None

_LIVE_BEFORE = (
    "'arriving', 'connected', 'connecting', 'in_menu', 'interrupted', 'queued', 'requested', "
    "'snoozed'"
)
_LIVE = (
    "'arriving', 'connected', 'connecting', 'detached', 'in_menu', 'interrupted', 'queued', "
    "'requested', 'snoozed'"
)
_SERVED_BEFORE = "'connecting', 'connected', 'interrupted'"
_SERVED = "'connecting', 'connected', 'interrupted', 'detached'"


def upgrade() -> None:
    _live(_LIVE, _SERVED)


def downgrade() -> None:
    _live(_LIVE_BEFORE, _SERVED_BEFORE)


def _live(live: str, served: str) -> None:
    _unique("uq_contact_live_number", "number_index", live)
    _unique("uq_contact_live_associate", "associate_id", served)


def _unique(name: str, column: str, states: str) -> None:
    where = sa.text(f"state IN ({states})")
    op.drop_index(name, table_name="contact")
    op.create_index(
        name, "contact", [column], unique=True, sqlite_where=where, postgresql_where=where
    )

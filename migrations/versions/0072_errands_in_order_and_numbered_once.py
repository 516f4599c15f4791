"""Errands: those of one name about one row are found by both; no number is given twice."""

from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None

_NUMBERED_ONCE = {"sqlite_autoincrement": True}


def upgrade() -> None:
    recreate = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("errand", recreate=recreate, table_kwargs=_NUMBERED_ONCE) as errand:
        errand.create_index("ix_errand_ref", ["ref", "name"])


def downgrade() -> None:
    recreate = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("errand", recreate=recreate) as errand:
        errand.drop_index("ix_errand_ref")

"""Alembic's way to the database; sees every model, so it stands outside the import graph."""

from alembic import context

import wsgi  # noqa: F401 - imports every table there is
from callcenter.infra.database import Base, connect

engine = connect(context.config.get_main_option("sqlalchemy.url") or "")

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        user_module_prefix="database.",
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()

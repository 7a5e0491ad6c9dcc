"""How alembic runs: on the connection and in the transaction that `migrate` hands over."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"], version_table="duxue_store", transactional_ddl=False
)
context.run_migrations()

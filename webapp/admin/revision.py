"""Which migration the database has come to, as Alembic keeps it in the database itself."""

from sqlalchemy import Connection, text


def revision_of(connection: Connection) -> str:
    """The name of the last migration that was run; a database that was never migrated raises `SQLAlchemyError`."""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())

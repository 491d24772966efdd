"""Making a backup while the program runs: one consistent look at the database, then the files it names."""

from pathlib import Path

from sqlalchemy import Connection, Engine

from webapp.admin.revision import revision_of
from webapp.admin.safekeeping.manifest import SECRET, Manifest, Piece, file_path, table_path, weigh
from webapp.admin.safekeeping.rows import lines_of, tables
from webapp.base.storage import Store, chunked
from webapp.base.work import Kernel


class NotEmpty(Exception):
    """The place is taken; the sentence names it."""


def back_up(kernel: Kernel, folder: Path) -> Manifest:
    """Write a whole backup into an empty folder; `NotEmpty` when it holds something.

    Rows come first: every file is in the store before a row names it, so no row will miss its file.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise NotEmpty(f"{folder} 里已有东西。请给一个空文件夹，每次备份一个。")
    with kernel.engine.connect() as plain:
        connection = _one_look(plain, kernel.engine)
        revision = revision_of(connection)
        kept = {table.name: _write_table(connection, table.name, folder) for table in tables()}
    files = {key: _copy_out(kernel.store, key, folder) for key in sorted(kernel.store.list())}
    secret = folder / SECRET
    secret.touch(mode=0o600)
    secret.write_text(kernel.secret, encoding="utf-8")
    manifest = Manifest(
        made_at=kernel.clock.now().isoformat(),
        revision=revision,
        tables=kept,
        files=files,
        secret=weigh(secret),
    )
    manifest.write(folder)
    return manifest


def _one_look(connection: Connection, engine: Engine) -> Connection:
    """Everything that is read is of one moment: SQLite's transactions are so, PostgreSQL must be asked."""
    if engine.dialect.name == "postgresql":
        return connection.execution_options(isolation_level="REPEATABLE READ")
    return connection


def _write_table(connection: Connection, name: str, folder: Path) -> Piece:
    path, rows = folder / table_path(name), 0
    path.parent.mkdir(exist_ok=True)
    table = next(table for table in tables() if table.name == name)
    with path.open("w", encoding="utf-8") as file:
        for line in lines_of(connection, table):
            file.write(line + "\n")
            rows += 1
    return weigh(path, rows)


def _copy_out(store: Store, key: str, folder: Path) -> Piece:
    path = folder / file_path(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    with store.open(key) as source, path.open("wb") as target:
        for piece in chunked(source):
            target.write(piece)
    return weigh(path)

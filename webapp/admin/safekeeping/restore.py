"""Restoring a backup into an empty place: checked as a whole first, then rows, search index, files and secret."""

import uuid
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.actor import RULE
from webapp.admin.revision import revision_of
from webapp.admin.safekeeping.backup import NotEmpty
from webapp.admin.safekeeping.manifest import SECRET, BrokenBackup, Manifest, file_path, table_path
from webapp.admin.safekeeping.rows import count_rows, go_on_counting, put_lines, tables
from webapp.base.storage import chunked
from webapp.base.work import Kernel, Work
from webapp.report.reactions import index_ticket
from webapp.ticket.events import TicketStepped
from webapp.ticket.records import Ticket


def restore(kernel: Kernel, folder: Path) -> Manifest:
    """Bring a backup back into a migrated, empty database and an empty store.

    `BrokenBackup` when a digest differs or the backup is of another version, `NotEmpty` when anything is there
    already; nothing is written then.
    """
    manifest = Manifest.read(folder)
    manifest.check(folder)
    secret = (folder / SECRET).read_text(encoding="utf-8")
    _must_fit(kernel, manifest, secret)
    for key in manifest.files:
        with (folder / file_path(key)).open("rb") as file:
            kernel.store.put(key, chunked(file))
    with kernel.work(RULE) as work:
        _put_rows(work, manifest, folder)
        _index_all(work)
    _keep_secret(kernel, secret)
    return manifest


def _must_fit(kernel: Kernel, manifest: Manifest, secret: str) -> None:
    with kernel.read() as session:
        revision = revision_of(session.connection())
        taken = next((table.name for table in tables() if count_rows(session.connection(), table)), None)
    if revision != manifest.revision:
        raise BrokenBackup(
            f"备份是版本 {manifest.revision} 的，这个程序是 {revision}。请用备份时的版本恢复，再升级。"
        )
    if taken is not None:
        raise NotEmpty(f"数据库里已有数据（{taken}）。只能恢复到空的数据库。")
    if next(kernel.store.list(), None) is not None:
        raise NotEmpty("文件存储里已有文件。只能恢复到空的存储。")
    if not _own_secret(kernel) and kernel.settings.secret_key != secret:
        raise BrokenBackup(
            "MASHANG_SECRET_KEY 和备份里的不一样，居民手里的链接会失效。请先设成备份里的 secret_key。"
        )


def _own_secret(kernel: Kernel) -> bool:
    """Whether the secret in use is the one kept in the data folder, and not set from outside."""
    path = kernel.settings.data_dir / SECRET
    return path.exists() and path.read_text(encoding="ascii").strip() == kernel.settings.secret_key


def _keep_secret(kernel: Kernel, secret: str) -> None:
    if _own_secret(kernel):
        (kernel.settings.data_dir / SECRET).write_text(secret, encoding="ascii")


def _put_rows(work: Work, manifest: Manifest, folder: Path) -> None:
    connection = work.session.connection()
    for table in tables():
        piece = manifest.tables.get(table.name)
        if piece is None:
            raise BrokenBackup(f"备份里没有 {table.name} 这张表。")
        with (folder / table_path(table.name)).open(encoding="utf-8") as file:
            if put_lines(connection, table, file) != piece.rows:
                raise BrokenBackup(f"{table.name} 的行数和备份时不一样。")
        go_on_counting(connection, table)


def _index_all(work: Work) -> None:
    """The search index is no table of ours: it is made anew from the words."""
    for ticket_id, version in _ids(work.session):
        index_ticket(
            work, TicketStepped(ticket_id=ticket_id, action="report", before=None, after="", version=version)
        )


def _ids(session: Session) -> list[tuple[uuid.UUID, int]]:
    return [(row[0], row[1]) for row in session.execute(select(Ticket.id, Ticket.version))]

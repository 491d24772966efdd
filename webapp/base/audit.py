"""The audit of every write: what changed in a unit of work, personal data masked, and the seals over the log."""

import hashlib
import uuid
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from webapp.base.database import Base, dump_json
from webapp.base.records import AuditEntry, AuditSeal

MASKED = "•••"


def changes_of(session: Session) -> list[dict[str, Any]]:
    """What the next flush will write, one entry a row: table, id, before, after."""
    found: list[dict[str, Any]] = []
    for kind, rows in (("new", session.new), ("changed", session.dirty), ("deleted", session.deleted)):
        for row in rows:
            if isinstance(row, Base) and getattr(row, "__audited__", True):
                entry = _entry(kind, row)
                if entry:
                    found.append(entry)
    return found


def _entry(kind: str, row: Base) -> dict[str, Any] | None:
    state = inspect(row)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for attribute in state.mapper.column_attrs:
        column = attribute.columns[0]
        personal = bool(column.info.get("personal"))
        if kind == "new":
            value = state.dict.get(attribute.key)
            if value is not None:
                after[attribute.key] = _shown(value, personal)
            continue
        history = state.attrs[attribute.key].history
        if kind == "deleted":
            before[attribute.key] = _shown(state.dict.get(attribute.key), personal)
        elif history.has_changes():
            before[attribute.key] = _shown(history.deleted[0] if history.deleted else None, personal)
            after[attribute.key] = _shown(history.added[0] if history.added else None, personal)
    if not before and not after:
        return None
    return {"table": row.__tablename__, "row": row, "before": before, "after": after}


def _shown(value: Any, personal: bool) -> Any:
    if value is None:
        return None
    if personal:
        return MASKED
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return value


def finished(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries with row ids in place of rows; call after the flush, when ids are known."""
    return [
        {"table": e["table"], "id": "/".join(str(part) for part in inspect(e["row"]).identity or ())}
        | {"before": e["before"], "after": e["after"]}
        for e in entries
    ]


def digest_after(previous: str, rows: list[AuditEntry]) -> str:
    """The chained digest over some audit rows, in the order of their numbers."""
    running = previous
    for row in rows:
        line = dump_json([row.id, row.at, row.role, row.person_id, row.name, row.doing, row.changes])
        running = hashlib.sha256((running + line).encode()).hexdigest()
    return running


def seal(session: Session, now: datetime, before: datetime) -> int:
    """Chain the rows older than `before` under a new seal; returns how many were sealed."""
    last = session.scalars(select(AuditSeal).order_by(AuditSeal.upto.desc()).limit(1)).first()
    rows = list(
        session.scalars(
            select(AuditEntry)
            .where(AuditEntry.id > (last.upto if last else 0), AuditEntry.at < before)
            .order_by(AuditEntry.id)
            .limit(5000)
        )
    )
    if rows:
        digest = digest_after(last.digest if last else "", rows)
        session.add(AuditSeal(upto=rows[-1].id, digest=digest, at=now))
    return len(rows)


def first_broken_seal(session: Session) -> int | None:
    """The number of the first seal that no longer fits its rows, or None when the log is whole."""
    previous, start = "", 0
    for mark in session.scalars(select(AuditSeal).order_by(AuditSeal.upto)):
        rows = list(
            session.scalars(
                select(AuditEntry)
                .where(AuditEntry.id > start, AuditEntry.id <= mark.upto)
                .order_by(AuditEntry.id)
            )
        )
        if digest_after(previous, rows) != mark.digest:
            return mark.upto
        previous, start = mark.digest, mark.upto
    return None

"""The audit of every write: what changed in a unit of work, personal data masked, and the seals over the log."""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session, class_mapper

from webapp.base.database import Base, dump_json
from webapp.base.records import AuditEntry, AuditSeal

MASKED = "•••"
_AS_IT_IS = frozenset({str, int, float, bool, dict, list})


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
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return value


def made(rows: Sequence[tuple[type[Base], dict[str, Any]]]) -> list[dict[str, Any]]:
    """The entries of rows that were made, by kind and value of each column; ids are known."""
    return [_new(kind, values) for kind, values in rows if getattr(kind, "__audited__", True)]


def _new(kind: type[Base], values: dict[str, Any]) -> dict[str, Any]:
    names, keys = _named(kind)
    after = {name: _shown(values[name], personal) for name, personal in names if values.get(name) is not None}
    return {
        "table": kind.__tablename__,
        "id": "/".join(str(values[key]) for key in keys),
        "before": {},
        "after": after,
    }


@cache
def _named(kind: type[Base]) -> tuple[tuple[tuple[str, bool], ...], tuple[str, ...]]:
    """The columns by name, each with whether it holds personal data, and the names of the key's."""
    mapper = class_mapper(kind)
    names = tuple((each.key, bool(each.columns[0].info.get("personal"))) for each in mapper.column_attrs)
    return names, tuple(mapper.get_property_by_column(column).key for column in mapper.primary_key)


def finished(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries with row ids in place of rows; call after the flush, when ids are known."""
    return [entry if "id" in entry else _with_id(entry) for entry in entries]


def _with_id(entry: dict[str, Any]) -> dict[str, Any]:
    identity = "/".join(str(part) for part in inspect(entry["row"]).identity or ())
    return {
        "table": entry["table"],
        "id": identity,
        "before": entry["before"],
        "after": entry["after"],
    }


def digest_after(previous: str, rows: Sequence[AuditEntry]) -> str:
    """The chained digest over some audit rows, in the order of their numbers."""
    running = previous
    for row in rows:
        line = dump_json([row.id, row.at, row.role, row.person_id, row.name, row.doing, row.changes])
        running = hashlib.sha256((running + line).encode()).hexdigest()
    return running


def seal(session: Session, now: datetime, before: datetime) -> int:
    """Chain the rows up to the first younger than `before` under a new seal; returns how many were sealed.

    Acts end in another order than they began, so an older row may stand behind a younger one: it waits, for a seal is
    over all rows up to its number.
    """
    last = session.scalars(select(AuditSeal).order_by(AuditSeal.upto.desc()).limit(1)).first()
    start = last.upto if last else 0
    young = select(func.min(AuditEntry.id)).where(AuditEntry.id > start, AuditEntry.at >= before)
    end = session.scalar(young)
    unsealed = select(AuditEntry).where(AuditEntry.id > start).order_by(AuditEntry.id).limit(5000)
    rows = session.scalars(unsealed if end is None else unsealed.where(AuditEntry.id < end)).all()
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

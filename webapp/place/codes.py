"""The random codes of doors: made, looked up, revoked, rotated (safety.md 2)."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.place.records import Door, DoorCode

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is mistaken for another when read aloud
LENGTH = 8


@dataclass(frozen=True)
class DoorFound:
    """A code's door, and whether the code is still good."""

    door: Door
    live: bool


def new_code() -> str:
    """A fresh short code, 31^8 ≈ 8.5·10¹¹: cannot be guessed from another plate."""
    return "".join(secrets.choice(_LETTERS) for _ in range(LENGTH))


def normal_code(typed: str) -> str:
    """A code as typed by hand: case, spaces and hyphens do not matter."""
    return "".join(c for c in typed.upper() if c.isalnum())[:16]


def find_door(session: Session, code: str) -> DoorFound | None:
    """The door behind a code, also a revoked one; None when the code was never ours."""
    row = session.get(DoorCode, normal_code(code))
    return DoorFound(row.door, row.revoked_at is None) if row is not None else None


def live_code(session: Session, door_id: uuid.UUID) -> str | None:
    """The code that a door's plate should carry now."""
    return session.scalars(
        select(DoorCode.code).where(DoorCode.door_id == door_id, DoorCode.revoked_at.is_(None))
    ).first()


def revoke(session: Session, door_id: uuid.UUID, why: str, now: datetime) -> None:
    """End the live code of a door; its plate is answered kindly from now on."""
    row = session.scalars(
        select(DoorCode).where(DoorCode.door_id == door_id, DoorCode.revoked_at.is_(None))
    ).first()
    if row is not None:
        row.revoked_at, row.revoked_why = now, why


def make_code(session: Session, door_id: uuid.UUID, now: datetime) -> str:
    """Give a door a fresh code that no plate ever carried; the caller has revoked the one before."""
    code = new_code()
    while session.scalars(
        select(DoorCode.code).where(DoorCode.code == code)
    ).first():  # also writes the revoking
        code = new_code()
    session.add(DoorCode(code=code, door_id=door_id, made_at=now))
    return code

"""Tokens of links and the short codes beside them: made from the secret, kept as digests, counted when wrong."""

import hashlib
import hmac
import secrets
import uuid
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from webapp.access.records import CodeTry
from webapp.base.claim import insert_into
from webapp.base.clock import CHINA

TRIES_A_DAY = 5
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that a person mistakes for another


def _made(secret: str, purpose: str, subject: str) -> bytes:
    return hmac.new(secret.encode(), f"{purpose}:{subject}".encode(), hashlib.sha256).digest()


def report_token(secret: str, report_id: uuid.UUID) -> str:
    """The token of a report's tracking page: the same for a repeat, so a repeat leads to the same place."""
    return _spelt(_made(secret, "track", str(report_id))[:16], 22)


def guest_token(secret: str, party_id: uuid.UUID) -> str:
    """The token of a guest's link, 128 bits: the same for a repeat, so a form sent twice shows the same link."""
    return _spelt(_made(secret, "guest", str(party_id))[:17], 26)


def _spelt(mark: bytes, length: int) -> str:
    value = int.from_bytes(mark, "big")
    letters: list[str] = []
    while len(letters) < length:
        value, place = divmod(value, len(_LETTERS))
        letters.append(_LETTERS[place])
    return "".join(letters)


def query_code(secret: str, report_id: uuid.UUID) -> str:
    """The 4-digit code that belongs to a report."""
    return f"{int.from_bytes(_made(secret, 'code', str(report_id))[:4], 'big') % 10_000:04d}"


def random_token() -> str:
    """A fresh token for a link, 128 bits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(26))


def digest(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def count_try(session: Session, subject: str, now: datetime) -> int:
    """Count a try and return how many there are today; others who try at once wait until this work ends."""
    day = now.astimezone(CHINA).date()
    made = insert_into(session, CodeTry).values(subject=subject, day=day, tries=1)
    made = made.on_conflict_do_update(index_elements=["subject", "day"], set_={"tries": CodeTry.tries + 1})
    return int(session.execute(made.returning(CodeTry.tries)).scalar_one())


def forgive_try(session: Session, subject: str, now: datetime) -> None:
    """Take back a try that was right: only wrong ones stay counted."""
    day = now.astimezone(CHINA).date()
    mine = update(CodeTry).where(CodeTry.subject == subject, CodeTry.day == day)
    session.execute(mine.values(tries=CodeTry.tries - 1), execution_options={"synchronize_session": False})

"""Sign-ins by name: each has an id of its own in its cookie, and those that were ended are remembered here."""

import uuid
from datetime import timedelta

from sqlalchemy import bindparam, delete, exists, literal, select

from webapp.access.actor import TIMER
from webapp.access.records import EndedSignIn
from webapp.base.claim import claim
from webapp.base.work import Kernel, Work
from webapp.people.records import Person

SENDS_FOR = timedelta(days=30)
"""How long a field phone may send what it queued after its person signed in (contract.md)."""

_ENDED = exists().where(EndedSignIn.id == bindparam("sign_in"))
STILL_SIGNED_IN = select(Person).where(Person.id == bindparam("person"), ~_ENDED)
"""The `person` of a cookie whose sign-in was not ended, both in one question."""


def new_sign_in() -> uuid.UUID:
    """The id of a sign-in that begins."""
    return uuid.uuid4()


def end_sign_in(work: Work, sign_in: uuid.UUID) -> None:
    """Remember that it ended; twice is once, also at the same moment."""
    if claim(work.session, EndedSignIn, {"id": sign_in, "at": work.now}):
        work.audit("person.sign_out")


def forget_ended_sign_ins(kernel: Kernel) -> int:
    """Drop those that would have run out by themselves: what began before they ended opens and sends nothing any more."""
    with kernel.work(TIMER) as work:
        old = delete(EndedSignIn).where(EndedSignIn.at < work.now - SENDS_FOR)
        return len(work.session.execute(old.returning(literal(1))).all())

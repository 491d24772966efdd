"""Which callback is open on whose screen: two callers never ring the same person, and the next comes by itself."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import Permission
from webapp.base.clock import within_hours
from webapp.base.work import Work
from webapp.callback.records import CallbackTask, OpenedCallback
from webapp.callback.waiting import next_call
from webapp.catalogue.settings import in_force
from webapp.people.records import Person

KEPT_FOR = timedelta(minutes=15)
"""As long as a long talk; a callback that is left lying comes to somebody else after this."""


def open_next(work: Work) -> uuid.UUID | None:
    """The next callback for this caller alone, theirs until `KEPT_FOR` has gone; None outside the calling hours."""
    work.actor.require(Permission.CALL_BACK)
    hours = in_force(work.session, work.kernel.clock)
    if not within_hours(work.now, hours["callback_opens"], hours["callback_closes"]):
        return None
    besides: set[uuid.UUID] = set()
    free = ~open_elsewhere(work.actor, work.now)
    while (found := next_call(work.session, work.actor, work.now, free, besides)) is not None:
        if open_here(work, found):
            return found
        besides.add(found)  # somebody took it between our question and our claim
    return None


def open_here(work: Work, task_id: uuid.UUID) -> bool:
    """Note that this caller has the callback open, and no other; False when somebody else has it."""
    insert = sqlite_insert if work.session.get_bind().dialect.name == "sqlite" else postgresql_insert
    mine = {"person_id": work.actor.person_id, "until": work.now + KEPT_FOR}
    # One statement that waits for whoever claims at this moment: of two, one gets the row back.
    claimed = work.session.scalar(
        insert(OpenedCallback)
        .values(task_id=task_id, **mine)
        .on_conflict_do_update(
            index_elements=[OpenedCallback.task_id],
            set_=mine,
            where=(OpenedCallback.person_id == work.actor.person_id) | (OpenedCallback.until <= work.now),
        )
        .returning(OpenedCallback.task_id)
    )
    if claimed is None:
        return False
    mine_too = (OpenedCallback.person_id == work.actor.person_id, OpenedCallback.task_id != task_id)
    work.session.execute(delete(OpenedCallback).where(*mine_too))
    return True


def give_back(work: Work, task_id: uuid.UUID) -> None:
    """The call is over: the callback is on nobody's screen any more."""
    work.session.execute(delete(OpenedCallback).where(OpenedCallback.task_id == task_id))


def open_elsewhere(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Callbacks that somebody else has open."""
    return exists().where(
        OpenedCallback.task_id == CallbackTask.id,
        OpenedCallback.person_id != actor.person_id,
        OpenedCallback.until > now,
    )


def who_has_it_open(session: Session, actor: Actor, task_id: uuid.UUID, now: datetime) -> str | None:
    """The name of somebody else who is on this call."""
    query = (
        select(Person.name)
        .join(OpenedCallback, OpenedCallback.person_id == Person.id)
        .where(
            OpenedCallback.task_id == task_id,
            OpenedCallback.person_id != actor.person_id,
            OpenedCallback.until > now,
        )
    )
    return session.scalar(query)

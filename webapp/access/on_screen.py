"""What is open on whose screen: of those who work through one list, no two get the same thing next."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import BindParameter, ColumnElement, ForeignKey, delete, exists, inspect, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.access.actor import Actor
from webapp.base.claim import insert_into
from webapp.base.database import Base
from webapp.base.work import Work
from webapp.people.records import Person


class Opened(Base):
    """Something on somebody's screen; nobody else is given it before `until`. Its key is the thing's own."""

    __abstract__ = True
    __audited__: ClassVar[bool] = False  # looking is no act; what follows from it is audited

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    until: Mapped[datetime]


@dataclass(frozen=True)
class OnScreen:
    """The things of a kind that are open, each kept for its person for a while since they last looked."""

    kind: type[Opened]
    kept_for: timedelta

    def open_next(self, work: Work, find: Callable[[set[uuid.UUID]], uuid.UUID | None]) -> uuid.UUID | None:
        """The first that `find` gives, besides those it is told, and that is now this person's alone."""
        besides: set[uuid.UUID] = set()
        while (found := find(besides)) is not None:
            if self.open_here(work, found):
                return found
            besides = besides | {found}  # somebody took it between our question and our claim
        return None

    def open_here(self, work: Work, thing: uuid.UUID) -> bool:
        """Note that this person has the thing open, and nothing else of its kind; False when another has it."""
        mine = {"person_id": work.actor.person_id, "until": work.now + self.kept_for}
        # One statement that waits for whoever claims at this moment: of two, one gets the row back.
        claimed = work.session.scalar(
            insert_into(work.session, self.kind)
            .values({self._key.name: thing, **mine})
            .on_conflict_do_update(
                index_elements=[self._key],
                set_=mine,
                where=or_(self.kind.person_id == work.actor.person_id, self.kind.until <= work.now),
            )
            .returning(self._key)
        )
        if claimed is None:
            return False
        self.leave(work, besides=thing)
        return True

    def opened_at(self, session: Session, actor: Actor, thing: uuid.UUID) -> datetime | None:
        """When this person last opened it, if nobody else did since and it is not done with."""
        mine = select(self.kind.until).where(self._key == thing, self.kind.person_id == actor.person_id)
        until = session.scalar(mine)
        return None if until is None else until - self.kept_for

    def leave(self, work: Work, besides: uuid.UUID | None = None) -> None:
        """Give back what this person had open, but for one thing."""
        mine = delete(self.kind).where(self.kind.person_id == work.actor.person_id)
        work.session.execute(mine if besides is None else mine.where(self._key != besides))

    def close(self, work: Work, thing: uuid.UUID) -> None:
        """It is done with: it is on nobody's screen any more."""
        work.session.execute(delete(self.kind).where(self._key == thing))

    def elsewhere(
        self, actor: Actor, now: datetime | BindParameter[datetime], thing: ColumnElement[uuid.UUID]
    ) -> ColumnElement[bool]:
        """Whether somebody else has it open, for a query over the things; a moment may be given when it is asked."""
        return exists().where(self._key == thing, *self._others(actor, now))

    def holders(
        self, session: Session, actor: Actor, now: datetime, *things: uuid.UUID
    ) -> dict[uuid.UUID, str]:
        """Who else has which of these open, by name."""
        query = select(self._key, Person.name).join(Person, Person.id == self.kind.person_id)
        found = session.execute(query.where(self._key.in_(things), *self._others(actor, now)))
        return {row[0]: row[1] for row in found}

    def holder(self, session: Session, actor: Actor, now: datetime, thing: uuid.UUID) -> str | None:
        """The name of somebody else who has it open."""
        return self.holders(session, actor, now, thing).get(thing)

    @property
    def _key(self) -> Any:
        [key] = inspect(self.kind).primary_key
        return key

    def _others(
        self, actor: Actor, now: datetime | BindParameter[datetime]
    ) -> tuple[ColumnElement[bool], ...]:
        return self.kind.person_id != actor.person_id, self.kind.until > now

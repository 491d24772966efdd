"""The private address under which a calendar program reads a person's meetings: made, revoked, kept as a digest."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.link_tokens import digest, random_token
from webapp.access.role import Permission
from webapp.access.signed_in import actor_of
from webapp.base.errors import Forbidden
from webapp.base.work import Work
from webapp.meeting.calendar_file import Entry
from webapp.meeting.lifecycle import InvitationState
from webapp.meeting.records import CalendarAddress
from webapp.meeting.week import settled
from webapp.people.records import Person

BACK, AHEAD = timedelta(days=30), timedelta(days=90)


def make_address(work: Work) -> str:
    """A fresh address for the person who acts; the one before stops at once. The token is told this once."""
    work.actor.require(Permission.MEET)
    if work.actor.person_id is None:
        raise Forbidden("请先登录，再要订阅地址。")
    revoke_address(work)
    token = random_token()
    work.doing("meeting.make_address")
    work.session.add(CalendarAddress(person_id=work.actor.person_id, digest=digest(token), made_at=work.now))
    return token


def revoke_address(work: Work) -> None:
    """End the address of the person who acts."""
    work.actor.require(Permission.MEET)
    mine = update(CalendarAddress).where(
        CalendarAddress.person_id == work.actor.person_id, CalendarAddress.revoked_at.is_(None)
    )
    work.session.execute(mine.values(revoked_at=work.now))
    work.audit("meeting.revoke_address")


def address_made_at(session: Session, person_id: uuid.UUID | None) -> datetime | None:
    """Since when this person has an address; None without one."""
    query = select(CalendarAddress.made_at).where(
        CalendarAddress.person_id == person_id, CalendarAddress.revoked_at.is_(None)
    )
    return session.scalars(query).first()


def reader_of(session: Session, token: str) -> Actor | None:
    """Whose address this is, as what they are today; None when revoked, unknown, or the person no longer meets."""
    query = select(Person).join(CalendarAddress, CalendarAddress.person_id == Person.id)
    person = session.scalars(
        query.where(
            CalendarAddress.digest == digest(token),
            CalendarAddress.revoked_at.is_(None),
            Person.active,
        )
    ).first()
    actor = actor_of(person) if person is not None else None
    return actor if actor is not None and actor.may(Permission.MEET) else None


def entries_for(session: Session, actor: Actor, now: datetime) -> list[Entry]:
    """The person's meetings of the last month and the next three."""
    found = settled(session, actor, now - BACK, now + AHEAD)
    return [
        Entry(str(one.invitation_id), one.at, f"约见 {one.number}", one.place)
        for one in found
        if one.state is not InvitationState.MISSED
    ]

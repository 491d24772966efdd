"""交接班: the leaving lead writes the note, the next reads it and says so."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from webapp.access.actor import Actor
from webapp.access.role import Permission
from webapp.base.errors import NotFound, NotNow
from webapp.base.fields import Command, Words
from webapp.base.work import Work
from webapp.people.records import Person
from webapp.rota.records import HandOver
from webapp.rota.standing import GroupShown, groups_shown, how_it_stands, states_shown

SHOWN = 30
GONE = "没有这份交接，或者它不是您班组的。"


class WriteHandOver(Command):
    """写交接: what the next shift has to know, beside the figures."""

    id: uuid.UUID
    words: Words


class ReadHandOver(Command):
    """接班: read."""

    note_id: uuid.UUID


@dataclass(frozen=True)
class NoteLine:
    """A note in the list."""

    id: uuid.UUID
    written_by: str
    written_at: datetime
    words: str
    read_by: str
    read_at: datetime | None


@dataclass(frozen=True)
class NoteShown:
    """A note, whole."""

    line: NoteLine
    states: tuple[tuple[str, int], ...]
    groups: tuple[GroupShown, ...]
    readable: bool
    """Whether whoever looks may say that they have read it."""


def write_hand_over(work: Work, order: WriteHandOver) -> HandOver:
    """Keep how the desk stands, with the lead's words; the same form sent again is the same note."""
    work.actor.require(Permission.HAND_OVER)
    known = work.session.get(HandOver, order.id)
    if known is not None and known.written_by == work.actor.person_id:
        return known
    if known is not None:
        raise NotFound(GONE)
    note = HandOver(
        id=order.id, unit_id=work.actor.unit_id, written_by=work.actor.person_id, written_at=work.now,
        words=order.words, stood=how_it_stands(work.session, work.actor, work.now),
    )  # fmt: skip
    work.add(note)
    work.doing("rota.hand_over")
    return note


def read_hand_over(work: Work, order: ReadHandOver) -> HandOver:
    """Say that it was read: once, by somebody of the same desk who did not write it."""
    work.actor.require(Permission.READ_ROTA)
    note = work.session.get(HandOver, order.note_id, with_for_update=True)
    if note is None or note.unit_id != work.actor.unit_id:
        raise NotFound(GONE)
    if note.written_by == work.actor.person_id:
        raise NotNow("自己写的交接，请接班的人来点。")
    if note.read_by is not None and note.read_by != work.actor.person_id:
        raise NotNow("已经有人接班了。")
    if note.read_by is None:
        note.read_by, note.read_at = work.actor.person_id, work.now
        work.doing("rota.read_hand_over")
    return note


def notes(session: Session, actor: Actor) -> Sequence[NoteLine]:
    """The newest notes of this person's desk."""
    rows = session.execute(_query(actor).order_by(HandOver.written_at.desc()).limit(SHOWN))
    return [_line(*row) for row in rows]


def note_shown(session: Session, actor: Actor, note_id: uuid.UUID) -> NoteShown:
    """One note; `NotFound` when it is another desk's."""
    row = session.execute(_query(actor).where(HandOver.id == note_id)).first()
    if row is None:
        raise NotFound(GONE)
    note = row[0]
    return NoteShown(
        _line(*row), states_shown(note.stood), groups_shown(session, actor, note.stood),
        note.read_by is None and note.written_by != actor.person_id,
    )  # fmt: skip


def _query(actor: Actor) -> Any:
    writer, reader = aliased(Person), aliased(Person)
    return (
        select(HandOver, writer.name, reader.name)
        .join(writer, writer.id == HandOver.written_by)
        .outerjoin(reader, reader.id == HandOver.read_by)
        .where(HandOver.unit_id == actor.unit_id)
    )


def _line(note: HandOver, writer: str, reader: str | None) -> NoteLine:
    return NoteLine(note.id, writer, note.written_at, note.words, reader or "", note.read_at)

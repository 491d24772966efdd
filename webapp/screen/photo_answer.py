"""Serving a photo's copy: only the two copies without metadata are ever sent, never what was received."""

import hashlib
import uuid

from flask import Response, abort, request
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.signed_in import kernel
from webapp.base.storage import NotStored
from webapp.base.voice import HEAD, media_type_of
from webapp.layout.made_files import hand_out
from webapp.recheck.queries import may_look_at
from webapp.report.records import Report
from webapp.ticket.queries import KNOWS_THE_DOOR, readable
from webapp.ticket.records import Photo, PhotoRole, PhotoState, Ticket

DAY = 86_400
SOUND = "voice"
"""The last word of a voice note's address."""


def photo_in_scope(session: Session, actor: Actor, photo_id: uuid.UUID) -> Photo | None:
    """A photo of a ticket in the actor's scope, or of one whose look they may take.

    Of what is 保密 only those that staff took, unless they may know the door.
    """
    query = (
        select(Photo)
        .join(Ticket, Ticket.id == Photo.ticket_id)
        .outerjoin(Report, Report.id == Photo.report_id)
        .where(Photo.id == photo_id, or_(readable(actor), may_look_at(actor)))
    )
    if actor.role not in KNOWS_THE_DOOR:
        query = query.where(or_(Photo.report_id.is_(None), ~Ticket.confidential & ~Report.confidential))
    return session.scalars(query).first()


def photo_answer(photo: Photo | None, size: str) -> Response:
    """The copy of a photo the caller may see, or a voice note as it came; 404 while it is not ready."""
    if photo is not None and photo.role is PhotoRole.VOICE and size == SOUND:
        return _voice(photo)
    if photo is None or photo.role is PhotoRole.VOICE or size not in {"small", "large"}:
        abort(404)
    if photo.state is not PhotoState.READY:
        abort(404)
    key = photo.small_key if size == "small" else photo.large_key
    try:
        content = kernel().store.open(key or "")
    except NotStored:
        abort(404)
    answer = hand_out(content, "image/jpeg")
    # What was blurred must not be seen again from a browser's memory: the copy is asked for each time, and named.
    answer.cache_control.private = answer.cache_control.no_cache = True
    answer.set_etag(hashlib.sha256((key or "").encode()).hexdigest()[:24])
    answer.make_conditional(request)
    return answer


def _voice(note: Photo) -> Response:
    """Whole or in parts, as players ask for it; its type is told by its content, never by who sent it."""
    if note.original_key is None or note.state is PhotoState.REFUSED:
        abort(404)
    try:
        with kernel().store.open(note.original_key) as stored:
            content = stored.read()
    except NotStored:
        abort(404)
    kind = media_type_of(content[:HEAD])
    if kind is None:
        abort(404)
    answer = Response(content, mimetype=kind)
    answer.headers["Content-Disposition"] = "inline"
    answer.cache_control.private = True
    answer.cache_control.max_age = DAY
    answer.make_conditional(request, accept_ranges=True, complete_length=len(content))
    return answer

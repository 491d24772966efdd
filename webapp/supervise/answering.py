"""What the unit does that a notice is addressed to: it signs for it, and replies with pairs of pictures."""

import uuid
from collections.abc import Sequence
from typing import Annotated

from pydantic import StringConstraints

from webapp.base.fields import Command, MaybeWords, Words
from webapp.base.work import Work
from webapp.supervise import advance, pictures
from webapp.supervise.lifecycle import NoticeAction
from webapp.supervise.records import Notice
from webapp.supervise.rules import MOST_PICTURES, Brought
from webapp.ticket.photos import KeptPhoto
from webapp.ticket.records import Photo, PhotoRole

Short = Annotated[MaybeWords, StringConstraints(max_length=200)]


class SignNotice(Command):
    """签收."""

    notice_id: uuid.UUID
    words: Short = ""


class ReplyToNotice(Command):
    """反馈: what was done; `own_photos` leaves the tickets' photos out."""

    notice_id: uuid.UUID
    reply: Words
    own_photos: bool = False


def sign_notice(work: Work, order: SignNotice) -> Notice:
    """Sign for a notice, by name and moment."""
    hand = advance.take_in_hand(work, order.notice_id)
    notice = advance.move(work, hand, NoticeAction.SIGN, order.words or None)
    notice.signed_at, notice.signed_by = work.now, work.actor.name
    advance.plan_card(work, hand)
    advance.tell_tickets(
        work, hand.tickets, NoticeAction.SIGN, f"{notice.full_number}：{notice.unit.name}签收了。"
    )
    return notice


def reply_to_notice(work: Work, order: ReplyToNotice, kept: Sequence[KeptPhoto] = ()) -> Notice:
    """Reply to a notice: words, and pictures of before and after; those of its tickets go with it unless left out.

    Raises:
        Invalid: no picture of after.
    """
    hand = advance.take_in_hand(work, order.notice_id)
    theirs = [] if order.own_photos else _of_tickets(work, hand)
    roles = [photo.role for photo in kept] + [photo.role for photo in theirs]
    afters = roles.count(PhotoRole.AFTER)
    turn = hand.turn
    notice = advance.move(work, hand, NoticeAction.REPLY, order.reply, Brought(after_photos=afters))
    notice.replied_at, notice.replied_by, notice.reply = work.now, work.actor.name, order.reply
    pictures.tie(work, notice, kept, turn)
    pictures.point_to(work, notice, theirs, turn, first=len(kept))
    advance.plan_card(work, hand)
    advance.tell_tickets(
        work, hand.tickets, NoticeAction.REPLY, f"{notice.full_number}：{notice.unit.name}反馈：{order.reply}"
    )
    return notice


def _of_tickets(work: Work, hand: advance.Hand) -> list[Photo]:
    """The newest photos of before and after that the tickets have."""
    ids = [ticket.id for ticket in hand.tickets]
    found = pictures.ready_photos(work.session, ids, PhotoRole.BEFORE, PhotoRole.AFTER)
    return found[-MOST_PICTURES:]

"""签到 on the spot: one side shows a code, the other reads it, and both are known to have been there.

A code is made from the secret, names the invitation and the side that shows it, and is good for twenty minutes: it must
be read where it is shown. Evidence, not proof (safety.md 9): a position is kept for 90 days, how far it was from the
place for good.
"""

import base64
import hashlib
import hmac
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.actor import TIMER, Actor
from webapp.access.firm_links import is_phone_of
from webapp.base.claim import claim
from webapp.base.clock import CHINA
from webapp.base.database import new_id
from webapp.base.errors import Forbidden, NotFound, NotNow
from webapp.base.work import Kernel, Work
from webapp.catalogue.settings import in_force
from webapp.meeting.lifecycle import STILL
from webapp.meeting.records import Invitation, MeetingPresence
from webapp.meeting.rules import meets_the_street
from webapp.meeting.words import Side
from webapp.place.nearest import metres_between
from webapp.ticket.advance import note
from webapp.ticket.records import Ticket

GOOD_FOR = timedelta(minutes=20)
SIDES = (Side.RESIDENT, Side.HANDLER)
_MAC = 10
BATCH = 500


@dataclass(frozen=True)
class Shown:
    """What a code says: which invitation, who shows it, and when it was drawn."""

    invitation_id: uuid.UUID
    side: Side
    at: datetime


@dataclass(frozen=True)
class Position:
    """Where the phone said it was, WGS-84."""

    lng: float
    lat: float


@dataclass(frozen=True)
class Present:
    """One side that has signed in."""

    side: Side
    at: datetime
    late_minutes: int | None
    scanned: bool
    metres: int | None

    @property
    def clock(self) -> str:
        """18:33."""
        return f"{self.at.astimezone(CHINA):%H:%M}"


def code_of(secret: str, invitation_id: uuid.UUID, side: Side, now: datetime) -> str:
    """The code that a side shows now."""
    said = invitation_id.bytes + bytes([SIDES.index(side)]) + int(now.timestamp()).to_bytes(5, "big")
    return base64.urlsafe_b64encode(said + _seal(secret, said)).decode().rstrip("=")


def read_code(secret: str, code: str, now: datetime) -> Shown:
    """What a code says; `NotFound` when it is none of ours, `NotNow` when it is too old."""
    try:
        content = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))
    except ValueError:
        raise NotFound("这个签到码看不懂，请再扫一次。") from None
    said, seal = content[:-_MAC], content[-_MAC:]
    if len(said) != 22 or said[16] >= len(SIDES) or not hmac.compare_digest(_seal(secret, said), seal):
        raise NotFound("这个签到码看不懂，请再扫一次。")
    at = datetime.fromtimestamp(int.from_bytes(said[17:], "big"), now.tzinfo)
    if not timedelta() <= now - at + timedelta(minutes=1) <= GOOD_FOR:
        raise NotNow("这个签到码过时了，请对方刷新那一页，再扫一次。")
    return Shown(uuid.UUID(bytes=said[:16]), SIDES[said[16]], at)


def _seal(secret: str, said: bytes) -> bytes:
    return hmac.new(secret.encode(), b"presence:" + said, hashlib.sha256).digest()[:_MAC]


def sign_in_both(
    work: Work, shown: Shown, position: Position | None, signed_in: Actor | None = None
) -> Invitation:
    """Somebody read the code: who shows it and who reads it are both here.

    A resident's code is read by whoever meets them, signed in; a handler's by the resident or who comes instead, so
    not on a phone of those who meet. `signed_in` is who is signed in on the phone that read, if anybody.
    """
    ticket, invitation = _in_hand(work, shown.invitation_id)
    if invitation.state not in STILL or invitation.series != ticket.reopened:
        raise NotNow("这次见面已经有结果了，不用签到。")
    if shown.side is Side.RESIDENT:
        _must_meet(work, ticket)
    elif is_phone_of(work.session, (ticket.unit_id, invitation.host_id), work.actor.device, signed_in):
        raise Forbidden("这是来见面的人的签到码，请居民用自己的手机扫。")
    came = {side: _come(work, ticket, invitation, side, shown, position) for side in SIDES}
    if any(came.values()):
        note(work, ticket, "meeting.there", words="见面的两边都到了。", reason=_late_words(work, invitation))
    return invitation


def _in_hand(work: Work, invitation_id: uuid.UUID) -> tuple[Ticket, Invitation]:
    """The ticket, locked, and then the invitation as it stands under that lock, like everybody who moves one."""
    of = select(Invitation.ticket_id).where(Invitation.id == invitation_id)
    ticket_id = work.session.scalar(of)
    ticket = work.session.get(Ticket, ticket_id, with_for_update=True) if ticket_id is not None else None
    if ticket is None:
        raise NotFound("没有这次见面。")
    return ticket, work.session.get_one(Invitation, invitation_id, populate_existing=True)


def _must_meet(work: Work, ticket: Ticket) -> None:
    own = work.actor.unit_id == ticket.unit_id and not meets_the_street(ticket)
    if work.actor.person_id is None or not (own or work.actor.role == "street"):
        raise Forbidden("由来见面的人登录后再扫。")


def _come(
    work: Work, ticket: Ticket, invitation: Invitation, side: Side, shown: Shown, position: Position | None
) -> bool:
    reads = side is not shown.side
    here = position if reads else None
    metres = None
    if here is not None and ticket.lng is not None and ticket.lat is not None:
        metres = int(metres_between(here.lng, here.lat, ticket.lng, ticket.lat))
    late = None
    if invitation.meet_at is not None:
        late = max(0, int((work.now - invitation.meet_at).total_seconds() // 60))
    by_staff = side is Side.HANDLER and work.actor.person_id is not None
    return claim(work.session, MeetingPresence, {
        "id": new_id(), "invitation_id": invitation.id, "side": side, "at": work.now, "late_minutes": late,
        "person_id": work.actor.person_id if by_staff else None,
        "report_id": invitation.answered_by if side is Side.RESIDENT else None, "scanned": True,
        "lng": here.lng if here else None, "lat": here.lat if here else None, "metres": metres,
    })  # fmt: skip


def _late_words(work: Work, invitation: Invitation) -> str | None:
    late = max((one.late_minutes or 0 for one in present(work.session, invitation.id)), default=0)
    return f"比约的时间晚 {late} 分钟。" if late else None


def present(session: Session, invitation_id: uuid.UUID) -> tuple[Present, ...]:
    """Who has signed in."""
    rows = session.scalars(select(MeetingPresence).where(MeetingPresence.invitation_id == invitation_id))
    return tuple(
        Present(row.side, row.at, row.late_minutes, row.scanned, row.metres)
        for row in sorted(rows, key=lambda row: SIDES.index(row.side))
    )


def forget_meeting_positions(kernel: Kernel) -> int:
    """Erase positions that are no longer needed; the distance stays."""
    with kernel.work(TIMER) as work:
        days = int(in_force(work.session, kernel.clock)["keep_positions_days"])
        before = work.now - timedelta(days=days)
        old = select(MeetingPresence).where(MeetingPresence.lng.is_not(None), MeetingPresence.at < before)
        rows = work.session.scalars(old.limit(BATCH)).all()
        for row in rows:
            row.lng = row.lat = None
        if rows:
            work.doing("meeting.forget_positions")
        return len(rows)

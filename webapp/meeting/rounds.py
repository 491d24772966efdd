"""The rounds of invitations of a ticket: the first one, the next one, taking back, and the end of waiting."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from webapp.base.work import Work
from webapp.catalogue.calendar import calendar_of
from webapp.catalogue.settings import in_force
from webapp.meeting import advance
from webapp.meeting.busy import free_times, taken
from webapp.meeting.lifecycle import LIVE, InvitationAction, InvitationState
from webapp.meeting.records import Invitation, MeetingCall
from webapp.meeting.rules import Brought, meets_the_street, place_for, place_kind_for, rounds_for, wait_for
from webapp.meeting.slots import FEWEST_TIMES, clashing, proposed_times
from webapp.meeting.words import PlaceKind, Side
from webapp.people.records import Unit
from webapp.place.records import Street
from webapp.ticket.advance import note
from webapp.ticket.clocks import limit_of
from webapp.ticket.contacts import has_phone
from webapp.ticket.records import Ticket
from webapp.ticket.words import Gate, State

INVITED_IN = frozenset(
    {State.DISPATCHED, State.ACCEPTED, State.HANDLING, State.HUNG_UP, State.FED_BACK, State.PASSED}
)


def invite_if_due(work: Work, ticket: Ticket) -> Invitation | None:
    """Send an invitation when the gate waits, somebody has the ticket, and none is live; else nothing."""
    if ticket.meeting_gate is not Gate.WAITING or ticket.state not in INVITED_IN:
        return None
    last = advance.newest(work.session, ticket.id)
    held = last if last is not None and last.state in LIVE else None
    if held is not None and held.series == ticket.reopened:
        _hand_over(work, ticket, held)
        return None
    if rounds_left(work, ticket, asked=last is not None) <= 0:
        return None
    if held is not None:
        advance.move(work, ticket, held, InvitationAction.WITHDRAW)
    return send_next(work, ticket)


def send_next(
    work: Work, ticket: Ticket, times: tuple[datetime, ...] = (), kind: PlaceKind | None = None
) -> Invitation:
    """The next round, with these times and this kind of place or those of the rule."""
    limit, host = limit_of(ticket).span, host_of(work.session, ticket)
    host_id = host.id if host is not None else None
    chosen = times or _free_ones(work, ticket, host_id, limit)
    chosen_kind = place_kind_for(ticket) if kind is None or meets_the_street(ticket) else kind
    where = advance.Where(host_id, chosen_kind, place_for(ticket, host, chosen_kind))
    return advance.send(work, ticket, where, wait_for(limit), Brought(times=chosen))


def _free_ones(
    work: Work, ticket: Ticket, host_id: uuid.UUID | None, limit: timedelta
) -> tuple[datetime, ...]:
    """Times of the rule at which the host is free; when every one is offered to many already, those not yet taken.

    A host without a free minute in all those days gives the usual times: the resident may always say another.
    """
    calendar = calendar_of(work.session, host_id)
    busy = taken(work.session, host_id, work.now)
    found: tuple[datetime, ...] = ()
    free = free_times(work.session, host_id, busy)
    for at_all in (free, lambda at: not clashing(at, busy), lambda _: True):
        found = proposed_times(work.now, limit, ticket.urgent, calendar, at_all)
        if len(found) >= FEWEST_TIMES:
            break
    return found


def _hand_over(work: Work, ticket: Ticket, held: Invitation) -> None:
    """Another unit has the ticket now: the invitation stands, and its people come."""
    host = host_of(work.session, ticket)
    if host is not None and held.host_id != host.id:
        held.host_id = host.id


def host_of(session: Session, ticket: Ticket) -> Unit | None:
    """Who meets the resident: the unit that handles, the street's office for 保密 and when no unit has it."""
    if (meets_the_street(ticket) or ticket.unit_id is None) and ticket.street_id is not None:
        return session.get(Unit, session.get_one(Street, ticket.street_id).unit_id)
    return session.get(Unit, ticket.unit_id) if ticket.unit_id is not None else None


def rounds_left(work: Work, ticket: Ticket, asked: bool = True) -> int:
    """How many more invitations may come to nothing in this series; `asked` is false before the first of all."""
    settings = in_force(work.session, work.kernel.clock)
    most = rounds_for(limit_of(ticket).span, settings["invitations_long"], settings["invitations_short"])
    silent = select(func.count()).where(
        Invitation.ticket_id == ticket.id, Invitation.series == ticket.reopened, came_to_nothing()
    )  # fmt: skip
    return most - ((asked and work.session.scalar(silent)) or 0)


def came_to_nothing() -> ColumnElement[bool]:
    """The predicate on a round that was used up.

    A settled time to which the resident did not come counts as silence, one to which the handler did not does not.
    """
    not_there = and_(Invitation.state == InvitationState.MISSED, Invitation.missed_by == Side.RESIDENT)
    return or_(Invitation.state == InvitationState.UNANSWERED, not_there)


def take_back(work: Work, ticket: Ticket) -> None:
    """Withdraw what is live on a ticket that needs no meeting any more."""
    held = advance.live(work.session, ticket.id)
    if held is not None and not (ticket.is_open and ticket.meeting_gate is Gate.WAITING):
        advance.move(work, ticket, held, InvitationAction.WITHDRAW)


def run_out(work: Work, ticket: Ticket, invitation: Invitation) -> None:
    """The wait is over and nobody answered: the next round, or the end of waiting. Never a decline."""
    if not ticket.is_open or ticket.meeting_gate is not Gate.WAITING:
        return take_back(work, ticket)
    advance.move(work, ticket, invitation, InvitationAction.RUN_OUT)
    if invite_if_due(work, ticket) is None:
        give_up(work, ticket)
    return None


def give_up(work: Work, ticket: Ticket) -> bool:
    """Open the gate as unanswered when every round ran out and a call was tried, or nobody can be called."""
    waits = ticket.is_open and ticket.meeting_gate is Gate.WAITING
    if not waits or advance.live(work.session, ticket.id) is not None:
        return False
    last = advance.newest(work.session, ticket.id)
    if last is None or last.series != ticket.reopened or rounds_left(work, ticket) > 0:
        return False
    if has_phone(work.session, ticket.id) and not call_tried(work.session, ticket):
        return False
    note(
        work, ticket, "meeting.unanswered", words="几次邀约都没等到回话，先按反映的办。想见面随时可以说。",
        meeting_gate=Gate.UNANSWERED,
    )  # fmt: skip
    return True


def call_tried(session: Session, ticket: Ticket) -> bool:
    """Whether anybody called about the meeting since the ticket was last opened."""
    tried = exists().where(MeetingCall.ticket_id == ticket.id, MeetingCall.series == ticket.reopened)
    return bool(session.scalar(select(tried)))

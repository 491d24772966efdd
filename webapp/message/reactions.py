"""What the message desk does when something has happened elsewhere: it tells those whom it concerns."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from webapp.access.role import Permission, Role
from webapp.base.work import Work
from webapp.callback.events import ReporterAnswered
from webapp.meeting.events import InvitationMoved, MeetingReminder, MeetingUnwritten
from webapp.meeting.lifecycle import LIVE
from webapp.meeting.records import Invitation
from webapp.message.telling import News, tell, tell_residents
from webapp.message.whom import all_of, at_work, brought_from, offices_of, people_of, with_mobile
from webapp.message.words import Kind, Thing
from webapp.recheck.events import RecheckPlanned
from webapp.review.events import MeasureLate
from webapp.review.records import ReviewMeasure
from webapp.ticket.events import PromiseLate, TicketStepped
from webapp.ticket.lifecycle import AT_THE_UNIT
from webapp.ticket.records import Ticket
from webapp.ticket.tombstone import follow
from webapp.ticket.words import State
from webapp.whistle.events import WhistleMoved, WhistleTaskLate, WhistleUnanswered
from webapp.whistle.records import Whistle, WhistleParty

TO_THE_UNIT: Mapping[str, Kind] = {
    "dispatch": Kind.DISPATCHED, "redispatch": Kind.DISPATCHED, "reopen": Kind.REOPENED, "fail": Kind.REWORK,
}  # fmt: skip
STEPS = tuple(f"ticket.{action}" for action in TO_THE_UNIT)
TO_THE_HOST: Mapping[str, Kind] = {
    "accept": Kind.MEETING_AGREED, "propose": Kind.MEETING_PROPOSED, "wait_in_vain": Kind.MEETING_MISSED,
    "dispute": Kind.MINUTES_DISPUTED,
}  # fmt: skip
MAY_MOVE = tuple(f"invitation.{action}" for action in ("call_off", "accept", "agree", "arrange"))
ANSWERS = tuple(f"invitation.{action}" for action in TO_THE_HOST)
CALLS = ("whistle.blow", "whistle.call_more", "whistle.call_off")
NOT_SATISFIED = frozenset({"no"})
NOT_SOLVED = frozenset({"no", "partly"})
HOUR_AHEAD = 1


def tell_unit(work: Work, event: TicketStepped) -> None:
    """Reaction to steps that bring work to a unit: its people and its group hear of it."""
    ticket = work.session.get(Ticket, event.ticket_id)
    if ticket is None or ticket.unit_id is None or ticket.state not in AT_THE_UNIT:
        return  # it has gone on since
    kind = TO_THE_UNIT[event.action]
    news = News(kind, Thing.TICKET, ticket.id, ticket.urgent, ticket.due if kind is Kind.DISPATCHED else None)
    tell(work, news, people_of(work.session, [ticket.unit_id], Permission.ACCEPT), [ticket.unit_id])


def tell_of_late_word(work: Work, event: PromiseLate) -> None:
    """Reaction to `promise.late`: who handles it, who leads, the street, as far as it has climbed."""
    at = datetime.fromisoformat(event.promised)
    _climb(work, News(Kind.WORD_LATE, Thing.TICKET, event.ticket_id, at=at), event.level, event.unit_id)


def tell_of_unwritten(work: Work, event: MeetingUnwritten) -> None:
    """Reaction to `meeting.unwritten`: who was to come, who leads, the street, as far as it has climbed."""
    at = datetime.fromisoformat(event.meet_at)
    _climb(
        work, News(Kind.MEETING_UNWRITTEN, Thing.TICKET, event.ticket_id, at=at), event.level, event.unit_id
    )


def _climb(work: Work, news: News, level: str, unit_id: uuid.UUID | None) -> None:
    """The unit's people; the desk's before any unit has it; the street's at last."""
    session = work.session
    if level == "street":
        tell(work, news, people_of(session, offices_of(session, news.thing_id), Permission.WORD))
    elif unit_id is not None:
        tell(work, news, people_of(session, [unit_id], Permission.WORD), [unit_id])
    else:
        tell(work, news, all_of(session, Role.OPERATOR if level == "handler" else Role.SHIFT_LEAD))


def tell_rechecker(work: Work, event: RecheckPlanned) -> None:
    """Reaction to `recheck.planned`: who is asked to look; where nobody fits there is nobody to tell."""
    if event.person_id is not None:
        tell(work, News(Kind.RECHECK, Thing.TICKET, event.ticket_id), [event.person_id])


def tell_host(work: Work, event: InvitationMoved) -> None:
    """Reaction to what residents answer to an invitation: the unit that comes hears of it."""
    row = work.session.get(Invitation, event.invitation_id)
    if row is not None and row.host_id is not None:
        kind = TO_THE_HOST[event.action]
        at = row.meet_at if kind is Kind.MEETING_AGREED else None
        news = News(kind, Thing.TICKET, event.ticket_id, kind is Kind.MEETING_MISSED, at)
        tell(work, news, people_of(work.session, [row.host_id], Permission.MEET), [row.host_id])


def text_residents(work: Work, event: InvitationMoved) -> None:
    """Reaction to `invitation.invite`: who left a mobile number gets a short message, where the district sends any."""
    row = work.session.get(Invitation, event.invitation_id)
    if row is None or _is_told_as_moved(work, row):
        return
    news = News(Kind.INVITED, Thing.TICKET, event.ticket_id)
    tell_residents(work, news, with_mobile(work.session, event.ticket_id))


def _is_told_as_moved(work: Work, row: Invitation) -> bool:
    """Whether it takes the place of one that was called off by hand: `text_of_move` tells of both in one message."""
    before = (
        Invitation.ticket_id == row.ticket_id,
        Invitation.series == row.series,
        Invitation.round == row.round - 1,
    )
    return any(one.called_off is not None for one in work.session.scalars(select(Invitation).where(*before)))


def text_of_move(work: Work, event: InvitationMoved) -> None:
    """Reaction to steps that may give up a settled time: whoever left a mobile number reads that it no longer holds."""
    if event.moved:
        news = News(Kind.MEETING_MOVED, Thing.TICKET, event.ticket_id)
        tell_residents(work, news, with_mobile(work.session, event.ticket_id))


def text_of_end(work: Work, event: InvitationMoved) -> None:
    """Reaction to `invitation.withdraw`: nobody comes. Whose ticket was merged may find another meeting at its target.

    Whoever took back the report knows; a new round on the same ticket tells of itself.
    """
    session = work.session
    ticket = follow(session, event.ticket_id, lock=False)
    mine = (Invitation.ticket_id == ticket.id, Invitation.state.in_(LIVE))
    held, merged = session.scalars(select(Invitation.id).where(*mine)).first(), ticket.id != event.ticket_id
    if ticket.state is State.CANCELLED or (held is not None and not merged):
        return
    readers = set(with_mobile(session, ticket.id))
    if merged:
        readers &= brought_from(session, event.ticket_id)
    kind = Kind.MEETING_OFF if held is None else Kind.MEETING_MOVED
    tell_residents(work, News(kind, Thing.TICKET, ticket.id), readers)


def remind_host(work: Work, event: MeetingReminder) -> None:
    """Reaction to `meeting.reminder`: an hour ahead it is urgent, for after the quiet hours it may be too late."""
    row = work.session.get(Invitation, event.invitation_id)
    at = datetime.fromisoformat(event.meet_at)
    if row is None or row.host_id is None or row.meet_at != at:
        return  # moved since
    news = News(Kind.MEETING_SOON, Thing.TICKET, event.ticket_id, event.hours == HOUR_AHEAD, at)
    tell(work, news, people_of(work.session, [row.host_id], Permission.MEET), [row.host_id])


def text_of_reminder(work: Work, event: MeetingReminder) -> None:
    """Reaction to `meeting.reminder`: whoever took the time reads of it, never at night; where nobody knows who, all do."""
    row = work.session.get(Invitation, event.invitation_id)
    at = datetime.fromisoformat(event.meet_at)
    if row is None or row.meet_at != at:
        return  # moved since
    readers = set(with_mobile(work.session, event.ticket_id))
    if row.answered_by is not None:
        readers &= {row.answered_by}
    tell_residents(work, News(Kind.MEETING_NEAR, Thing.TICKET, event.ticket_id, at=at), readers)


def tell_of_low_mark(work: Work, event: ReporterAnswered) -> None:
    """Reaction to `callback.answered`: the street looks again at what is not solved or not liked."""
    if event.solved in NOT_SOLVED or event.satisfied in NOT_SATISFIED:
        offices = offices_of(work.session, event.ticket_id)
        news = News(Kind.LOW_MARK, Thing.TICKET, event.ticket_id)
        tell(work, news, people_of(work.session, offices, Permission.REVIEW_CALLBACKS))


def tell_called(work: Work, event: WhistleMoved) -> None:
    """Reaction to a whistle that is blown, calls more or is called off: day or night, the called units hear of it."""
    whistle = work.session.get(Whistle, event.whistle_id)
    if whistle is None:
        return
    off = event.action == "call_off"
    news = News(Kind.WHISTLE_OFF, Thing.WHISTLE, whistle.id, True) if off else _blown(whistle)
    units = _called(work, whistle.id, only_newest=not off)
    tell(work, news, people_of(work.session, units, Permission.ANSWER_WHISTLE), units)


def _blown(whistle: Whistle) -> News:
    return News(Kind.WHISTLE_BLOWN, Thing.WHISTLE, whistle.id, True, whistle.arrive_by)


def _called(work: Work, whistle_id: uuid.UUID, *, only_newest: bool) -> list[uuid.UUID | None]:
    """Those who were called last: who was called before has heard of it."""
    of_whistle = (WhistleParty.whistle_id == whistle_id, WhistleParty.unit_id.is_not(None))
    rows = work.session.execute(select(WhistleParty.unit_id, WhistleParty.called_at).where(*of_whistle)).all()
    newest = max((at for _, at in rows), default=None)
    return [unit for unit, at in rows if not only_newest or at == newest]


def tell_of_silence(work: Work, event: WhistleUnanswered) -> None:
    """Reaction to `whistle.unanswered`: who leads the unit, the street, the district, as far as it has climbed."""
    whistle = work.session.get(Whistle, event.whistle_id)
    if whistle is None:
        return
    session, news = (
        work.session,
        News(Kind.WHISTLE_SILENT, Thing.WHISTLE, whistle.id, True, whistle.arrive_by),
    )
    if event.level == "district":
        tell(work, news, all_of(session, Role.DISTRICT))
    elif event.level == "lead" and event.unit_id is not None:
        tell(work, news, people_of(session, [event.unit_id], Permission.ANSWER_WHISTLE), [event.unit_id])
    else:
        tell(work, news, people_of(session, [event.street_id], Permission.BLOW_WHISTLE))


def tell_of_late_task(work: Work, event: WhistleTaskLate) -> None:
    """Reaction to `whistle.task_late`: who took it on, and the street that called."""
    news, session = News(Kind.WHISTLE_TASK_LATE, Thing.WHISTLE, event.whistle_id), work.session
    people = people_of(session, [event.unit_id], Permission.ANSWER_WHISTLE)
    tell(work, news, people | people_of(session, [event.street_id], Permission.BLOW_WHISTLE), [event.unit_id])


def tell_of_late_measure(work: Work, event: MeasureLate) -> None:
    """Reaction to `review.measure_late`: whose it is, and who leads the street that holds the review."""
    measure, session = work.session.get(ReviewMeasure, event.measure_id), work.session
    if measure is not None and measure.done_at is None:
        leads = people_of(session, [event.street_id], Permission.REVIEW)
        tell(
            work,
            News(Kind.MEASURE_LATE, Thing.MEASURE, measure.id),
            at_work(session, event.person_id) | leads,
        )

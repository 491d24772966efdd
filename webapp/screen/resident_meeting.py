"""The meeting as its resident reads it: what was asked, what they answered, what they may still say, the minutes."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from webapp.base.clock import CHINA
from webapp.meeting.lifecycle import InvitationAction, InvitationState
from webapp.meeting.pages import ABOUT_TIME
from webapp.meeting.queries import InvitationView
from webapp.meeting.words import Side
from webapp.screen.resident_words import MEETING, choice, day

ANSWERS = frozenset({
    InvitationAction.ACCEPT, InvitationAction.PROPOSE, InvitationAction.DECLINE, InvitationAction.STAND_IN,
    InvitationAction.WAIT_IN_VAIN,
})  # fmt: skip
OF_MINUTES = frozenset({InvitationAction.CONFIRM, InvitationAction.DISPUTE})
GONE = frozenset({InvitationState.WITHDRAWN, InvitationState.UNANSWERED, InvitationState.MISSED})


@dataclass(frozen=True)
class Slot:
    """One offered time."""

    id: str
    words: str


@dataclass(frozen=True)
class MeetingAsked:
    """The invitation as the resident sees it."""

    id: uuid.UUID
    place: str
    slots: tuple[Slot, ...]
    """The times that may be taken now; none once one is settled or they are past."""
    answer_words: str | None
    may_decline: bool
    may_propose: bool
    may_stand_in: bool
    in_vain: bool
    """Whether the time is past and the resident may say that nobody came."""
    stand_in: str | None
    map_url: str | None
    minutes: "Minutes | None"
    has_time: bool
    is_ahead: bool
    signs_in: bool
    """Whether it is about time, and the other side may read this page's code."""
    sign: Markup | None = None


@dataclass(frozen=True)
class Minutes:
    """What came of a meeting, as far as this reporter may read it."""

    words: str | None
    promises: tuple[str, ...]
    wish: tuple[str, str, str] | None
    said: str | None
    """What this reporter said of the minutes."""
    is_right: bool = False
    """Whether that was: no fault in them."""


def meeting_asked(invitation: InvitationView | None, lang: str, now: datetime) -> MeetingAsked | None:
    """The invitation for its page; one that came to nothing is history and stands in the timeline.

    One that ran out may still be answered until the gate opens: a late word counts.
    """
    if invitation is None or (invitation.state in GONE and not invitation.answers & ANSWERS):
        return None
    slots = tuple(
        Slot(str(slot.id), choice(slot.at, now, lang))
        for slot in invitation.slots
        if InvitationAction.ACCEPT in invitation.answers
    )
    arranged = invitation.state is InvitationState.ACCEPTED and invitation.mine
    return MeetingAsked(
        invitation.id, invitation.place, slots, _answered(invitation, lang, now),
        may_decline=InvitationAction.DECLINE in invitation.answers,
        may_propose=InvitationAction.PROPOSE in invitation.answers,
        may_stand_in=InvitationAction.STAND_IN in invitation.answers or bool(slots),
        in_vain=InvitationAction.WAIT_IN_VAIN in invitation.answers,
        stand_in=invitation.stand_in if arranged else None, map_url=invitation.map_url,
        minutes=_minutes(invitation, lang), has_time=invitation.state is InvitationState.ACCEPTED,
        is_ahead=arranged and bool(invitation.meet_at and invitation.meet_at > now),
        signs_in=arranged and bool(invitation.meet_at and abs(invitation.meet_at - now) <= ABOUT_TIME),
    )  # fmt: skip


def _answered(invitation: InvitationView, lang: str, now: datetime) -> str | None:
    words = MEETING[lang]
    at = _clock(invitation.meet_at, now, lang) if invitation.meet_at else ""
    missed = "missed" if invitation.missed_by is Side.RESIDENT else "in_vain"
    return {
        InvitationState.ACCEPTED: words["accepted"].format(at=at, place=invitation.place),
        InvitationState.PROPOSED: words["proposed"].format(what=invitation.proposal or ""),
        InvitationState.DECLINED: words["declined"],
        InvitationState.HELD: words["held"],
        InvitationState.MISSED: words[missed],
    }.get(invitation.state, words["said_no"] if invitation.said_no else None)


def _clock(at: datetime, now: datetime, lang: str) -> str:
    """Day and hour, also of a time that has just passed."""
    return f"{day(at, now, lang)} {at.astimezone(CHINA):%H:%M}"


def _minutes(invitation: InvitationView, lang: str) -> Minutes | None:
    """Who was there reads the minutes; every reporter what was agreed."""
    if invitation.state is not InvitationState.HELD:
        return None
    said = None if invitation.confirmed is None else "confirmed" if invitation.confirmed else "disputed"
    return Minutes(
        invitation.minutes,
        invitation.promises,
        invitation.wish,
        MEETING[lang][said] if said else None,
        is_right=invitation.confirmed is True,
    )

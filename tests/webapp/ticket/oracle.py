"""Whether a step should succeed, worked out a second time from the design and from nothing but plain facts."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.webapp.ticket.transcription import TABLE
from webapp.access.actor import Actor
from webapp.base.clock import CHINA
from webapp.ticket.given import Given

AT_THE_UNIT = {"dispatched", "accepted", "handling"}
P_HOURS = {"2h": 1, "24h": 12}
P_WORK_DAYS = {"7d": 2, "15d": 3}


def promised_at_latest(tier: str, now: datetime) -> datetime:
    """Hours pass at night too; of work days none is a weekend. The tests' days begin after the last known holiday."""
    if tier in P_HOURS:
        return now + timedelta(hours=P_HOURS[tier])
    latest = now.astimezone(CHINA)
    left = P_WORK_DAYS[tier]
    while latest.weekday() > 4:
        latest = latest.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    while left:
        latest += timedelta(days=1)
        left -= latest.weekday() < 5
    return latest


@dataclass
class Facts:
    """What is true of the ticket and of what comes with the step."""

    ticket: Any
    actor: Actor
    given: Given
    now: datetime
    seen: bool
    """Whether the actor takes part, or sees all."""
    others: int = 0
    red: bool = False
    unit_kind: str | None = None
    unit_live: bool = True
    place_firm_kind: str | None = None
    target: Any = None
    joined_before: bool = False
    open_after: bool = True
    limit: timedelta = field(default_factory=lambda: timedelta(days=7))

    @property
    def guarded(self) -> bool:
        return self.ticket.confidential or self.ticket.about_unit

    @property
    def own(self) -> bool:
        return self.actor.unit_id is not None and self.actor.unit_id == self.ticket.unit_id

    @property
    def roles(self) -> set[str]:
        return {photo.role.value for photo in self.given.photos}


def should_succeed(action: str, f: Facts) -> bool:
    """The design's answer."""
    row = TABLE[action]
    if f.actor.role.value not in row.who or f.ticket.state.value not in row.sources:
        return False
    if (action != "join" and not f.seen) or (f.given.target_id is not None and f.target is None):
        return False  # what is out of sight, the ticket or the other one, is not found
    if not all(NEEDS[need](f) for need in row.needs):
        return False
    return _promise_fits(f, row.target or f.ticket.state.value)


def _promise_fits(f: Facts, after: str) -> bool:
    wanted = f.given.next_word_by
    if wanted is None or after in {"closed", "ended", "refused", "cancelled", "merged"}:
        return True
    return f.now < wanted <= promised_at_latest(f.ticket.tier.value, f.now)


def _good_unit(f: Facts) -> bool:
    return f.unit_kind in {"property", "department", "street"} and f.unit_live


def _earlier(f: Facts) -> bool:
    due = f.given.due
    return due is None or (f.ticket.state.value in AT_THE_UNIT and f.now < due < f.ticket.due)


def _asked_in_time(f: Facts) -> bool:
    return f.ticket.asked == "extend" and f.ticket.asked_at <= f.ticket.due


def _not_asker(f: Facts) -> bool:
    return f.ticket.asked_by is None or f.ticket.asked_by != f.actor.person_id


def _young(f: Facts) -> bool:
    return f.actor.role.value != "resident" or f.now <= f.ticket.closed_at + timedelta(days=30)


NEEDS = {
    "once_per_device": lambda f: not f.joined_before,
    "correction": lambda f: bool(
        f.given.class_id or f.given.door_id or f.given.kind or f.given.about_unit is not None
    ),
    "reason": lambda f: bool(f.given.reason),
    "class_and_place": lambda f: bool(f.ticket.class_id or f.given.class_id),
    "referral": lambda f: bool(f.given.referral),
    "objected_once": lambda f: f.ticket.objections == 0,
    "within_7_days": lambda f: f.now <= f.ticket.refused_at + timedelta(days=7),
    "target_open": lambda f: (
        f.target is not None
        and f.target.id != f.ticket.id
        and f.target.open_sort is not None
        and (not f.guarded or f.target.confidential or f.target.about_unit)
    ),
    "only_reporter": lambda f: f.others == 0,
    "live_unit": _good_unit,
    "not_about_unit": lambda f: not (f.unit_kind == "property" and f.guarded),
    "deadline": lambda f: f.given.due is None or f.now < f.given.due <= f.now + f.limit,
    "the_unit": lambda f: f.own,
    "the_unit_or_desk": lambda f: f.own or f.actor.role.value in {"operator", "shift_lead"},
    "the_unit_or_office": lambda f: f.own or f.actor.role.value not in {"property", "department"},
    "returns_left": lambda f: f.ticket.returns < 2,
    "may_start_afresh": lambda f: (
        not f.given.starts_afresh or f.actor.role.value == "street" or f.ticket.returns > 0
    ),
    "red_or_unanswered": lambda f: f.red,
    "not_at_the_top": lambda f: f.ticket.level.value != "district",
    "words": lambda f: bool(f.given.words),
    "asked_before_due": _asked_in_time,
    "extensions_left": lambda f: f.ticket.extensions < 2,
    "not_who_asked": _not_asker,
    "earlier_due": _earlier,
    "wake_date": lambda f: f.given.until is not None and f.now < f.given.until <= f.now + timedelta(days=366),
    "never_hung_up": lambda f: f.ticket.hang_ups == 0,
    "after_photo": lambda f: "after" in f.roles,
    "photo": lambda f: bool(f.given.photos),
    "no_fault": lambda f: f.ticket.kind.value != "fault",
    "not_the_handler": lambda f: f.ticket.handler_id is None or f.ticket.handler_id != f.actor.person_id,
    "meeting_gate": lambda f: f.ticket.meeting_gate.value != "waiting",
    "reporters_settled": lambda f: f.ticket.reporters_open == 0,
    "not_solved": lambda f: f.given.not_solved,
    "within_30_days": _young,
    "street_decides": lambda f: f.ticket.reopened < 3 or f.actor.role.value == "street",
}

"""The only place that sets a ticket's state and writes its history.

`advance` takes a step of the table; `note` changes a fact without a step (a higher desk's way in);
`open_ticket` makes one. All three check permission, scope, table and needs, and record an event.
"""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from webapp.access.role import Role
from webapp.base.clock import Limit
from webapp.base.errors import NotFound, Stale
from webapp.base.lifecycle import Step, refuse
from webapp.base.work import Work
from webapp.catalogue.calendar import calendar_of
from webapp.people.records import Unit
from webapp.ticket import effects, participants, photos, place_of, timing
from webapp.ticket.clocks import is_red
from webapp.ticket.counting import Changes
from webapp.ticket.events import TicketNoted, TicketStepped
from webapp.ticket.given import Given
from webapp.ticket.lifecycle import TICKET, WORDS
from webapp.ticket.queries import readable, reporter_count
from webapp.ticket.records import Ticket, TicketStep
from webapp.ticket.rules import Case, unmet
from webapp.ticket.words import Action, Effect, Need, State

NOTHING = Given()
# Needs that say "not now" about the ticket, rather than "this field is wrong" about the form.
ABOUT_THE_TICKET = frozenset(
    {
        Need.MEETING_GATE, Need.REPORTERS_SETTLED, Need.RETURNS_LEFT, Need.NOT_AT_THE_TOP, Need.RED_OR_UNANSWERED,
        Need.ASKED_BEFORE_DUE, Need.EXTENSIONS_LEFT, Need.NOT_WHO_ASKED, Need.NEVER_HUNG_UP, Need.NO_FAULT,
        Need.NOT_THE_HANDLER, Need.OBJECTED_ONCE, Need.WITHIN_7_DAYS, Need.ONLY_REPORTER, Need.WITHIN_30_DAYS,
        Need.STREET_DECIDES, Need.ONCE_PER_DEVICE, Need.THE_UNIT, Need.THE_UNIT_OR_DESK, Need.THE_UNIT_OR_OFFICE,
    }
)  # fmt: skip
# Whose notes lie beside what a person decides; their steps of the table do not.
BY_ITSELF = frozenset({Role.RULE.value, Role.TIMER.value})
STEPS = frozenset(action.value for action in Action)
MOVES_THE_PLACE = frozenset({Effect.CORRECTS, Effect.FILES})


def load(work: Work, ticket_id: uuid.UUID) -> Ticket:
    """The ticket's row, locked for this work; out of scope means not found."""
    query = select(Ticket).where(Ticket.id == ticket_id, readable(work.actor)).with_for_update(of=Ticket)
    found = work.session.scalars(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound("没有这件工单，或者它不归您这里办。")
    return found


def load_seen(work: Work, ticket_id: uuid.UUID, seen: int | None) -> Ticket:
    """`load`, and `Stale` when the ticket has moved on since the version the person was looking at.

    What a rule or a timer notes beside (an invitation went out, a word is late) asks nobody to look again.
    """
    ticket = load(work, ticket_id)
    if seen is not None and seen != ticket.version:
        _refuse_unseen(work, ticket, seen)
    return ticket


def advance(
    work: Work, ticket_id: uuid.UUID, action: Action, given: Given = NOTHING, seen: int | None = None
) -> TicketStep:
    """Take a step. `seen` is the version the person was looking at; `Stale` when it has moved on since."""
    return take(work, load_seen(work, ticket_id, seen), action, given)


def take(work: Work, ticket: Ticket, action: Action, given: Given = NOTHING) -> TicketStep:
    """Take a step with a loaded ticket."""
    row = TICKET.step(action)
    work.actor.require(row.permission)
    before = ticket.state
    after = TICKET.target(action, before)
    case = _case(work, ticket, given, row)
    refuse(unmet(row.needs, case), ABOUT_THE_TICKET)
    return _write(work, ticket, action, before, after, case)


def open_ticket(work: Work, ticket: Ticket, action: Action, given: Given) -> TicketStep:
    """Make a ticket by one of the table's two beginnings (report, self_handle)."""
    row = TICKET.step(action)
    work.actor.require(row.permission)
    case = _case(work, ticket, given, row)
    refuse(unmet(row.needs, case), ABOUT_THE_TICKET)
    work.add(ticket)
    assert row.target is not None  # noqa: S101  both beginnings lead somewhere; the table's test holds it
    return _write(work, ticket, action, None, row.target, case)


def note(
    work: Work, ticket: Ticket, what: str, words: str | None = None, reason: str | None = None,
    clocks: Changes = (), most: Limit | None = None, said: Mapping[str, Any] = MappingProxyType({}), **facts: Any,
) -> TicketStep:  # fmt: skip
    """Change facts of a ticket without a step, with a line of history.

    `clocks` as in a row of the table, and how long one that goes on had stood still at most; `said` goes into the
    history line only.
    """
    for name, value in facts.items():
        setattr(ticket, name, value)
    timed = timing.note_clocks(work, ticket, clocks, most) if clocks else {}
    return _noted(work, ticket, what, Given(words=words, reason=reason, facts={**said, **facts, **timed}))


def _noted(work: Work, ticket: Ticket, what: str, given: Given) -> TicketStep:
    step = _history(work, ticket, what, ticket.state, ticket.state, given)
    work.record(TicketNoted(ticket_id=ticket.id, what=what))
    return step


def _case(work: Work, ticket: Ticket, given: Given, row: Step[State]) -> Case:
    session = work.session
    unit = session.get(Unit, given.unit_id) if given.unit_id else None
    if unit is None and Effect.REOPENS in row.effects:
        unit = participants.unit_again(session, ticket)
    target = load(work, given.target_id) if given.target_id else None
    alone = Need.ONLY_REPORTER in row.needs
    others = reporter_count(session, ticket.id, work.actor.report_id) if alone else 0
    red = Need.RED_OR_UNANSWERED in row.needs and is_red(session, ticket, work.now)
    return Case(ticket, work.actor, work.now, given, others, unit, target, red, calendar_of(session))


def _write(
    work: Work, ticket: Ticket, action: Action, before: State | None, after: State, case: Case
) -> TicketStep:
    row = TICKET.step(action)
    given: Given = case.given
    if MOVES_THE_PLACE & set(row.effects):
        place_of.correct(work.session, ticket, given, work.now, Effect.FILES in row.effects)
    ticket.state = after
    ticket.open_sort = ticket.sort if after in TICKET.open_states else None
    effects.apply(row.effects, ticket, case)
    if before is not None and before is not after:
        effects.leave(ticket, before)
    timed = timing.follow(work, ticket, row, given, entered=row.target is not None)
    effects.judge(row.effects, ticket)
    named = {"unit_name": case.unit.name} if case.unit is not None else {}
    if timed or named:
        given = replace(given, facts={**given.facts, **named, **timed})
    step = _history(work, ticket, action, before, after, given)
    photos.tie(work, given.photos, ticket.id, given.report_id, step.id)
    participants.follow(work, ticket, row.effects, case)
    if Effect.MERGES in row.effects:
        facts: dict[str, object] = {"number": ticket.number, "ticket": ticket.id}
        _noted(work, case.target, "merged_in", Given(reason=given.reason, facts=facts))
    work.record(
        TicketStepped(
            ticket_id=ticket.id, action=action.value, before=before.value if before else None,
            after=after.value, version=ticket.version,
        )
    )  # fmt: skip
    return step


def _history(
    work: Work, ticket: Ticket, action: str, before: State | None, after: State, given: Given
) -> TicketStep:
    ticket.version += 1
    step = TicketStep(
        id=uuid.uuid4(), ticket_id=ticket.id, version=ticket.version, action=str(action), before=before, after=after,
        at=work.now, captured_at=given.captured_at, role=str(work.actor.role), person_id=work.actor.person_id,
        name=work.actor.name, unit_id=work.actor.unit_id,
        words=None if action == Action.REPORT else given.words, reason=given.reason,
        facts={name: _plain(fact) for name, fact in given.facts.items()},
    )  # fmt: skip
    work.add(step)
    return step


def _plain(fact: object) -> object:
    if isinstance(fact, datetime):
        return fact.isoformat()
    return str(fact) if isinstance(fact, uuid.UUID) else fact


def _refuse_unseen(work: Work, ticket: Ticket, seen: int) -> None:
    seen = seen if seen < ticket.version else 0  # a version that never was is like having seen nothing
    since = work.session.scalars(
        select(TicketStep)
        .where(TicketStep.ticket_id == ticket.id, TicketStep.version > seen)
        .order_by(TicketStep.version.desc())
    ).all()
    last = next((step for step in since if step.action in STEPS or step.role not in BY_ITSELF), None)
    if last is None:
        return
    label = next((s.label for s in TICKET.steps if s.action == last.action), "更新")
    raise Stale(
        f"您填写的时候，{last.name}已经「{label}」，现在是「{WORDS[ticket.state]}」。看过再决定。",
        state=ticket.state.value, ticket_id=str(ticket.id), version=ticket.version,
    )  # fmt: skip

"""What must be true of a ticket after every step, whatever led there."""

import uuid
from itertools import pairwise

from tests.webapp.ticket.oracle import AT_THE_UNIT, promised_at_latest
from tests.webapp.ticket.transcription import OPEN, TABLE
from tests.webapp.ticket.world import World
from webapp.base.clock import Limit, LimitUnit
from webapp.ticket.counting import Terms
from webapp.ticket.reckoning import MOMENTS, Line, reckon
from webapp.ticket.records import TicketClock, TicketStep

RUNS, STANDS, STOPPED = "runs", "stands", "stopped"
EXPECTED = {
    "new": {"V": RUNS},
    "filed": {"V": RUNS, "A": STOPPED, "H": STANDS},
    "dispatched": {"V": STOPPED, "A": RUNS, "H": RUNS},
    "accepted": {"V": STOPPED, "A": STOPPED, "H": RUNS},
    "handling": {"V": STOPPED, "A": STOPPED, "H": RUNS, "R": STOPPED},
    "hung_up": {"V": STOPPED, "A": STOPPED, "H": STANDS, "R": STOPPED},
    "fed_back": {"V": STOPPED, "A": STOPPED, "H": STOPPED, "R": RUNS},
}
OVER = dict.fromkeys("VAHR", STOPPED)


def check(world: World, ticket_id: uuid.UUID) -> None:
    """Assert all of it."""
    ticket = world.ticket(ticket_id)
    state = ticket.state.value
    steps, clocks = world.steps(ticket_id), world.clocks(ticket_id)
    _history_has_no_gap(steps, ticket.version, state)
    _clocks_fit(clocks, state, objected=ticket.objections > 0)
    _history_makes_the_clocks(world, steps, clocks)
    assert (ticket.open_sort is not None) == (state in OPEN)
    assert (ticket.due is None) == (ticket.dispatched_at is None)
    _promise_stands(world, ticket, state)
    if state in AT_THE_UNIT | {"hung_up"}:
        assert ticket.unit_id is not None
        assert world.units_that_handle(ticket_id) == [ticket.unit_id]
        assert clocks["H"].due_at == ticket.due
    if state not in AT_THE_UNIT:
        assert ticket.asked is None
    if ticket.confidential or ticket.about_unit:
        assert "property" not in {kind for kind, _ in world.parties(ticket_id)}


def _promise_stands(world: World, ticket, state: str) -> None:
    if state in OPEN:
        assert ticket.next_word_by is not None
        assert ticket.next_word_by <= promised_at_latest(ticket.tier.value, world.kernel.clock.now())
        waits = ticket.next_word_by if ticket.resident_reported else None
        assert ticket.promise_level or ticket.promise_climbs_at == waits
    else:
        assert ticket.next_word_by is None
        assert (ticket.promise_level, ticket.promise_climbs_at) == (0, None)


def _history_makes_the_clocks(world: World, steps: list[TicketStep], clocks: dict[str, TicketClock]) -> None:
    """Worked out again from the lines alone: what the ticket's row says of limit and urgency is not asked."""
    lines = [Line(step.action, step.before, step.at, step.facts.get("timed", {})) for step in steps]
    unknown = Terms(Limit(99, LimitUnit.WORK_HOUR))
    reckoned = reckon(steps[0].ticket_id, lines, unknown, world.calendars, world.firms)
    assert {kind.value for kind in reckoned} == set(clocks)
    for kind, clock in reckoned.items():
        for what in MOMENTS:
            kept = getattr(clocks[kind.value], what)
            assert kept == getattr(clock, what), f"{kind.name} {what} after {[line.action for line in lines]}"


def _history_has_no_gap(steps: list[TicketStep], version: int, state: str) -> None:
    assert [step.version for step in steps] == list(range(1, version + 1))
    assert steps[0].before is None
    assert steps[-1].after.value == state
    for earlier, later in pairwise(steps):
        assert later.before is earlier.after
    for step in steps:
        row = TABLE.get(step.action)
        if row is None:
            assert step.before is step.after, f"{step.action} is no row of the table and moved the state"
        else:
            assert (step.before is None and not row.sources) or step.before.value in row.sources
            assert step.after.value == (row.target or step.before.value)


def _clocks_fit(clocks: dict[str, TicketClock], state: str, objected: bool) -> None:
    for letter, clock in clocks.items():
        assert clock.stopped_at is None or clock.paused_at is None, f"{letter} stands and is stopped"
        assert clock.started_at <= clock.due_at
        now = STOPPED if clock.stopped_at else STANDS if clock.paused_at else RUNS
        wanted = EXPECTED.get(state, OVER).get(letter, STOPPED)
        if state == "filed" and letter == "H" and objected:
            wanted = now  # refused after a return, objected to, and filed again: the next dispatch starts it afresh
        assert now == wanted, f"in {state} clock {letter} {now}, and not {wanted}"

"""Loading the demonstration: the district first, then its last three weeks, told in the order of time."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select

from webapp.access.actor import RULE
from webapp.admin.demo.cases import CASES, Case
from webapp.admin.demo.classes import bring_catalogue, write_classes
from webapp.admin.demo.noticing import write_notices
from webapp.admin.demo.patrols import write_patrols
from webapp.admin.demo.people import write_people
from webapp.admin.demo.pictures import Album
from webapp.admin.demo.places import write_places
from webapp.admin.demo.published import publish_a_week
from webapp.admin.demo.reviewing import write_review
from webapp.admin.demo.rota import write_rota
from webapp.admin.demo.ruling import draft_rules
from webapp.admin.demo.story import Story, tell
from webapp.admin.demo.teller import Teller, follow
from webapp.base.clock import CHINA, FixedClock
from webapp.base.outbox import Reactions
from webapp.base.work import Kernel
from webapp.callback.due import end_settled, plan_follow_ups
from webapp.dispatch.due import end_asking, pass_up_late, wake_hung_up
from webapp.meeting.due import run_out_invitations
from webapp.people.records import Unit
from webapp.place.records import Door
from webapp.ticket.records import Ticket

COPIES = "ticket.make_served_copies"
TIMED: tuple[Callable[[Kernel], int], ...] = (
    pass_up_late, wake_hung_up, end_asking, run_out_invitations, end_settled, plan_follow_ups,
)  # fmt: skip
LOOKS_EVERY = timedelta(hours=4)
LONG_AGO = timedelta(hours=36)


@dataclass(frozen=True)
class Loaded:
    """What the district holds now; `fresh` is False when it was there before."""

    doors: int
    tickets: int
    fresh: bool


def load_demo(kernel: Kernel) -> Loaded:
    """Load the demonstration once. A district that has units already is left as it is."""
    with kernel.read() as session:
        fresh = session.scalars(select(Unit.id).limit(1)).first() is None
    if fresh:
        now = kernel.clock.now()
        past = replace(
            kernel, clock=FixedClock(min(case_start(case, number, now) for number, case in enumerate(CASES)))
        )
        with past.work(RULE) as work:
            work.doing("demo.load")
            write_people(work.session)
            write_classes(work.session)
            write_places(work)
        bring_catalogue(past)
        _tell_all(past, now)
        write_patrols(kernel)
        write_review(kernel)
        write_notices(kernel)
        write_rota(kernel)
        draft_rules(kernel)
        publish_a_week(kernel)
    with kernel.read() as session:
        doors, tickets = (session.scalar(select(func.count()).select_from(of)) or 0 for of in (Door, Ticket))
    return Loaded(doors, tickets, fresh)


def case_start(case: Case, number: int, now: datetime) -> datetime:
    """When a case was reported: so long ago, and if long ago at an hour when people are about."""
    start = now - timedelta(hours=case.hours_ago)
    if now - start < LONG_AGO:
        return start
    return start.astimezone(CHINA).replace(hour=8 + number % 11, minute=number * 17 % 60)


def _tell_all(kernel: Kernel, until: datetime) -> None:
    """Tell all stories at once, always the act that comes next, as it would have happened."""
    album = Album(kernel.store)
    kernel = _with_prepared_copies(kernel, album)
    teller, clock = Teller(kernel, album), kernel.clock
    assert isinstance(clock, FixedClock)  # noqa: S101  made above
    agenda: list[tuple[datetime, int, Story]] = []
    for number, case in enumerate(CASES):
        heapq.heappush(agenda, (case_start(case, number, until), number, _whole(teller, case, number)))
    looked = clock.now()
    while agenda and agenda[0][0] < until:
        moment, number, story = heapq.heappop(agenda)
        while looked + LOOKS_EVERY < moment:
            looked += LOOKS_EVERY
            _look(kernel, clock, looked)
        clock.moment = max(moment, clock.moment)
        wait = next(story, None)
        if wait is not None:
            heapq.heappush(agenda, (moment + wait, number, story))
    _look(kernel, clock, until)


def _whole(teller: Teller, case: Case, number: int) -> Story:
    told = teller.report(case, number)
    yield timedelta(seconds=20)
    yield from tell(teller, told)


def _look(kernel: Kernel, clock: FixedClock, moment: datetime) -> None:
    """The timed work of a moment, and what follows from it."""
    clock.moment = moment
    for timed in TIMED:
        timed(kernel)
    follow(kernel)


def _with_prepared_copies(kernel: Kernel, album: Album) -> Kernel:
    rows = (
        replace(row, run=album.serve, prepare=None) if row.name == COPIES else row
        for row in kernel.reactions.rows
    )
    return replace(kernel, reactions=Reactions(tuple(rows)))

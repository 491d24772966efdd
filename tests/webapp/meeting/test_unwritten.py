"""A settled meeting whose result nobody writes climbs: handler, who leads, the street; whatever is said of it ends that."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.builders.meeting import answers, calls, holds, invitation_of
from tests.builders.report import deliver_all, send_report
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.base.outbox import Reaction, Reactions
from webapp.meeting.commands import AcceptTime
from webapp.meeting.events import MeetingUnwritten
from webapp.meeting.missing import MissMeeting, miss_meeting
from webapp.meeting.records import CallOutcome
from webapp.meeting.unwritten import climb_unwritten
from webapp.ticket.records import Ticket, TicketStep

DAY = timedelta(days=1)


@pytest.fixture
def heard(kernel):
    """What a reaction is told: (level, unit) in order."""
    told = []
    rows = (
        *kernel.reactions.rows,
        Reaction("test.hears", ("meeting.unwritten",), MeetingUnwritten,
                 lambda _, event: told.append((event.level, event.unit_id))),
    )  # fmt: skip
    kernel.reactions = Reactions(rows)
    return told


@pytest.fixture
def receipt(kernel, district):
    made = send_report(kernel, district)
    deliver_all(kernel)
    answers(kernel, made, AcceptTime, slot=0)
    return made


def lines(kernel):
    with kernel.read() as session:
        return list(
            session.scalars(select(TicketStep.reason).where(TicketStep.action == "meeting.unwritten"))
        )


def test_silence_after_the_time_climbs_a_wait_each_to_the_street_and_stays_there(
    kernel, district, clock, receipt, heard
):
    """The limit is 7 days: the wait is 24 hours."""
    meets = invitation_of(kernel, receipt.ticket.id).meet_at
    clock.moment = meets + DAY - timedelta(seconds=1)
    assert climb_unwritten(kernel) == 0
    clock.moment = meets + DAY
    assert [climb_unwritten(kernel), climb_unwritten(kernel)] == [1, 0]
    for after in (1, 1, 0, 0):
        clock.move(days=1)
        assert climb_unwritten(kernel) == after
    deliver_all(kernel)
    unit = district[Role.PROPERTY].unit_id
    assert heard == [("handler", unit), ("lead", unit), ("street", unit)]
    assert [line[-4:-1] for line in lines(kernel)] == ["经办的", "负责人", "诉街道"]


@pytest.mark.parametrize("said", ["minutes", "no show", "another time"])
def test_what_is_said_of_the_meeting_ends_it(kernel, district, clock, receipt, said):
    by, meets = district[Role.PROPERTY], invitation_of(kernel, receipt.ticket.id).meet_at
    clock.moment = meets + DAY
    assert climb_unwritten(kernel) == 1
    if said == "minutes":
        holds(kernel, by, receipt.ticket.id)
    elif said == "no show":
        with kernel.work(by) as work:
            miss_meeting(work, MissMeeting(ticket_id=receipt.ticket.id))
    else:
        moved = clock.now() + 3 * DAY
        calls(
            kernel, by, receipt.ticket.id, CallOutcome.REACHED, at=moved, sure=True, report_id=receipt.report
        )
    clock.move(days=2)
    assert climb_unwritten(kernel) == 0
    if said == "another time":
        clock.moment = moved + DAY
        assert climb_unwritten(kernel) == 1
        assert lines(kernel)[-1].endswith("已告诉经办的。"), "a new time begins with the handler"


def test_of_what_is_confidential_the_street_alone_hears(kernel, clock, receipt, heard):
    with kernel.work(RULE) as work:
        work.session.get_one(Ticket, receipt.ticket.id).confidential = True
    clock.moment = invitation_of(kernel, receipt.ticket.id).meet_at + DAY
    assert climb_unwritten(kernel) == 1
    clock.move(days=9)
    assert climb_unwritten(kernel) == 0
    deliver_all(kernel)
    assert [level for level, _ in heard] == ["street"]

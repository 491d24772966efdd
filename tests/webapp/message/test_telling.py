"""Who is told what: each event reaches those whom it concerns, once for each thing within a window."""

import uuid
from datetime import timedelta

import pytest

from tests.builders.callback import answers_by_link, closed_report
from tests.builders.meeting import invitation_of
from tests.builders.messages import deliveries, file_channel, messages, robot, send_all, told
from tests.builders.report import deliver_all, send_report
from tests.builders.rows import count
from tests.builders.walk import step, to_fed_back, to_unit
from tests.builders.whistle import blows
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.base.database import new_id
from webapp.dispatch.late_words import climb_late_promises
from webapp.meeting.events import InvitationMoved, MeetingReminder, MeetingUnwritten
from webapp.meeting.records import Invitation
from webapp.message import reactions
from webapp.message.due import forget_messages
from webapp.message.records import Message
from webapp.message.words import Fate, Kind
from webapp.people.records import Person, UnitKind
from webapp.ticket.words import Action
from webapp.whistle.due import climb_unanswered


def kinds(kernel, actor) -> list[Kind]:
    return [one.kind for one in messages(kernel, actor)]


def test_a_dispatched_ticket_is_told_to_its_unit_and_to_nobody_else(kernel, district, ticket_id):
    (mine,) = messages(kernel, district[Role.PROPERTY])
    assert (mine.kind, mine.thing_id, mine.urgent, mine.read_at) == (Kind.DISPATCHED, ticket_id, False, None)
    assert mine.at is not None
    for role in Role:
        if role in district.actors and role is not Role.PROPERTY:
            assert messages(kernel, district[role]) == [], role
    assert messages(kernel, district.other_firm) == []


def test_what_is_urgent_is_told_as_urgent(kernel, district):
    send_report(kernel, district, category="lift", text="电梯困人了")
    deliver_all(kernel)
    assert [one.urgent for one in messages(kernel, district[Role.PROPERTY])] == [True]


def test_who_has_left_is_told_nothing(kernel, district):
    with kernel.work(RULE) as work:
        work.session.get_one(Person, district[Role.PROPERTY].person_id).active = False
    send_report(kernel, district)
    deliver_all(kernel)
    assert messages(kernel, district[Role.PROPERTY]) == []


def test_a_late_word_climbs_from_the_unit_to_the_street(kernel, clock, district, ticket_id):
    clock.move(days=6)
    climb_late_promises(kernel)
    deliver_all(kernel)
    assert kinds(kernel, district[Role.PROPERTY]) == [Kind.DISPATCHED, Kind.WORD_LATE]
    assert kinds(kernel, district[Role.STREET]) == []
    for _ in range(2):
        clock.move(days=3)
        climb_late_promises(kernel)
    deliver_all(kernel)
    assert kinds(kernel, district[Role.STREET]) == [Kind.WORD_LATE]


def test_a_late_word_before_any_unit_has_it_is_told_to_the_desk(kernel, clock, district):
    send_report(kernel, district, category="noise", text="吵")
    deliver_all(kernel)
    clock.move(days=6)
    climb_late_promises(kernel)
    deliver_all(kernel)
    assert kinds(kernel, district[Role.OPERATOR]) == [Kind.WORD_LATE]
    assert kinds(kernel, district[Role.SHIFT_LEAD]) == []


def test_who_is_asked_to_recheck_hears_of_it(kernel, district):
    to_fed_back(kernel, district, send_report(kernel, district).ticket.id)
    deliver_all(kernel)
    assert Kind.RECHECK in kinds(kernel, district[Role.GRID_WORKER])


@pytest.mark.parametrize(
    ("solved", "satisfied", "heard"), [("partly", "basically", 1), ("yes", "no", 1), ("yes", "yes", 0)]
)
def test_a_low_mark_is_told_to_the_street(kernel, district, solved, satisfied, heard):
    answers_by_link(kernel, closed_report(kernel, district), solved, satisfied)
    deliver_all(kernel)
    assert kinds(kernel, district[Role.STREET]).count(Kind.LOW_MARK) == heard


def test_a_whistle_is_told_to_the_called_at_any_hour_and_its_silence_climbs(
    kernel, clock, district, ticket_id
):
    clock.move(hours=13)
    with kernel.read() as session:
        number = session.get(reactions.Ticket, ticket_id).number
    blows(kernel, district, number)
    deliver_all(kernel)
    for role in (Role.DEPARTMENT, Role.COMMUNITY):
        assert [(one.kind, one.urgent) for one in messages(kernel, district[role])] == [
            (Kind.WHISTLE_BLOWN, True)
        ]
    clock.move(minutes=40)
    climb_unanswered(kernel)
    deliver_all(kernel)
    assert kinds(kernel, district[Role.DEPARTMENT]) == [Kind.WHISTLE_BLOWN, Kind.WHISTLE_SILENT]
    clock.move(minutes=40)
    climb_unanswered(kernel)
    deliver_all(kernel)
    (street,) = messages(kernel, district[Role.STREET])
    assert (street.kind, street.times) == (Kind.WHISTLE_SILENT, 3), "three stay silent, one message"


def test_what_residents_answer_to_an_invitation_is_told_to_who_comes(kernel, clock, district, ticket_id):
    invitation = invitation_of(kernel, ticket_id)
    at = clock.now() + timedelta(hours=24)
    with kernel.work(RULE) as work:
        work.session.get_one(Invitation, invitation.id).meet_at = at
    clock.move(minutes=11)
    with kernel.work(RULE) as work:
        reactions.tell_host(work, InvitationMoved(invitation.id, ticket_id, "accept", "accepted"))
    clock.move(minutes=11)
    with kernel.work(RULE) as work:
        reactions.remind_host(work, MeetingReminder(invitation.id, ticket_id, at.isoformat(), 1))
        moved = (at + timedelta(hours=1)).isoformat()
        reactions.remind_host(work, MeetingReminder(invitation.id, ticket_id, moved, 1))
    told_now = [(one.kind, one.at, one.urgent) for one in messages(kernel, district[Role.PROPERTY])]
    assert told_now[1:] == [(Kind.MEETING_AGREED, at, False), (Kind.MEETING_SOON, at, True)]


def test_a_meeting_whose_result_nobody_writes_is_told_as_far_as_it_has_climbed(
    kernel, clock, district, ticket_id
):
    clock.move(minutes=11)
    unit, at = district.units[UnitKind.PROPERTY], clock.now().isoformat()
    for level in ("handler", "street"):
        with kernel.work(RULE) as work:
            reactions.tell_of_unwritten(work, MeetingUnwritten(new_id(), ticket_id, unit, at, level))
    for role in (Role.PROPERTY, Role.STREET):
        assert kinds(kernel, district[role])[-1:] == [Kind.MEETING_UNWRITTEN]


def test_news_about_one_thing_are_one_message_until_something_has_gone_out(
    kernel, clock, district, ticket_id
):
    firm = district[Role.PROPERTY]
    channel_id = file_channel(kernel, district)
    clock.move(minutes=11)
    told(kernel, ticket_id, firm)
    told(kernel, ticket_id, firm, kind=Kind.REOPENED)
    told(kernel, ticket_id, firm, kind=Kind.REOPENED)
    (_, mine) = messages(kernel, firm)
    assert (mine.kind, mine.times) == (Kind.REOPENED, 3)
    assert len(deliveries(kernel, channel_id)) == 1
    send_all(kernel)
    told(kernel, ticket_id, firm, kind=Kind.REOPENED)
    assert len(messages(kernel, firm)) == 2, "what was just told is not told again"
    told(kernel, ticket_id, firm, kind=Kind.REWORK)
    newest = messages(kernel, firm)[-1]
    assert newest.slot == mine.slot + 1
    send_all(kernel)
    assert [one.state for one in deliveries(kernel, channel_id)] == [Fate.SENT, Fate.QUEUED], (
        "not twice in a window"
    )
    clock.move(minutes=10)
    send_all(kernel)
    assert [one.state for one in deliveries(kernel, channel_id)] == [Fate.SENT, Fate.SENT]


def test_the_ordinary_does_not_cover_what_is_urgent(kernel, clock, district, ticket_id):
    clock.move(minutes=11)
    told(kernel, ticket_id, district[Role.PROPERTY], kind=Kind.MEETING_SOON, urgent=True)
    told(kernel, ticket_id, district[Role.PROPERTY], kind=Kind.REWORK)
    mine = messages(kernel, district[Role.PROPERTY])[-1]
    assert (mine.kind, mine.urgent, mine.times) == (Kind.MEETING_SOON, True, 2)


def test_the_database_refuses_a_second_message_of_a_reader_and_thing_in_a_window(kernel, district, ticket_id):
    (mine,) = messages(kernel, district[Role.PROPERTY])
    same = {"person_id": mine.person_id, "thing": mine.thing, "thing_id": mine.thing_id, "slot": mine.slot}
    with pytest.raises(Exception, match=r"(?i)unique"), kernel.work(RULE) as work:
        work.session.add(Message(id=new_id(), kind=Kind.REWORK, made_at=work.now, **same))


def test_a_group_hears_of_what_its_unit_gets(kernel, district, group):
    channel_id = robot(kernel, district, group)
    send_report(kernel, district, text="楼道灯不亮")
    send_report(kernel, district, door=district.other_code)
    deliver_all(kernel)
    assert len(deliveries(kernel, channel_id)) == 1


def test_a_message_is_forgotten_after_its_time(kernel, clock, district, ticket_id):
    file_channel(kernel, district)
    told(kernel, ticket_id, district[Role.DEPARTMENT])
    clock.move(days=89)
    assert forget_messages(kernel) == 0
    clock.move(days=2)
    assert forget_messages(kernel) == 2
    assert count(kernel, Message) == 0


def test_an_event_of_what_is_gone_tells_nobody(kernel, district):
    before = count(kernel, Message)
    with kernel.work(RULE) as work:
        reactions.tell_host(work, InvitationMoved(uuid.uuid4(), uuid.uuid4(), "accept", "accepted"))
    assert count(kernel, Message) == before


def test_a_step_that_the_unit_has_left_behind_is_not_told(kernel, district):
    made = send_report(kernel, district, category="noise", text="吵").ticket.id
    to_unit(kernel, district, made, UnitKind.DEPARTMENT)
    step(kernel, district[Role.DEPARTMENT], made, Action.RETURN, reason="不归我们")
    deliver_all(kernel)
    assert messages(kernel, district[Role.DEPARTMENT]) == []

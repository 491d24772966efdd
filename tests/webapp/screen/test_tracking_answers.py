"""What the tracking page offers is what the commands take, no more and no less."""

import html
import re

import pytest

from tests.builders.callback import answers_by_link, closed_report, task_of, with_phone
from tests.builders.meeting import answers, holds, invitation_of
from tests.builders.report import deliver_all, send_report
from tests.builders.walk import ticket_of, to_closed
from webapp.access.actor import resident
from webapp.access.role import Role
from webapp.base.errors import Problem
from webapp.meeting import commands
from webapp.meeting.commands import AcceptTime, DeclineMeeting, ProposeTime, SendStandIn
from webapp.meeting.due import run_out_invitations
from webapp.meeting.records import CallOutcome
from webapp.ticket.words import Gate, State


class OnlyTryingError(Exception):
    """Ends a try without a commit."""


@pytest.fixture
def receipt(kernel, district):
    made = send_report(kernel, district, **with_phone())
    deliver_all(kernel)
    return made


def everybody_silent(kernel, clock):
    for _ in range(3):
        clock.move(hours=24)
        run_out_invitations(kernel)


def offered(client, receipt) -> set[str]:
    """The kinds of answer for which the page has a button."""
    page = client.get(receipt.ticket.url).get_data(as_text=True)
    found = re.findall(r'name="answer"\s+value="([^"]+)"', page)
    return {value.partition(":")[0] for value in found} - {"right", "wrong"}  # of the minutes


def taken(kernel, receipt) -> set[str]:
    """The kinds of answer that the commands take now; nothing is kept."""
    invitation = invitation_of(kernel, receipt.ticket.id)
    given = {"ticket_id": receipt.ticket.id, "invitation": invitation.id}
    orders = [("slot", AcceptTime(slot=slot, **given)) for slot in range(len(invitation.times))]
    orders += [("for", order.model_copy(update={"stand_in": "小李"})) for _, order in orders]
    orders += [("stand_in", SendStandIn(stand_in="小李", **given))]
    orders += [("decline", DeclineMeeting(**given)), ("propose", ProposeTime(proposal="周日下午", **given))]
    good = set()
    for kind, order in orders:
        try:
            with kernel.work(resident(report_id=receipt.report)) as work:
                commands.answer(work, order)
                raise OnlyTryingError
        except OnlyTryingError:
            good.add(kind)
        except Problem:
            continue
    return good


def silent(kernel, district, clock, receipt):
    everybody_silent(kernel, clock)
    assert invitation_of(kernel, receipt.ticket.id).state == "unanswered"
    assert ticket_of(kernel, receipt.ticket.id).meeting_gate is Gate.WAITING


def opened_for_want_of_an_answer(kernel, district, clock, receipt):
    everybody_silent(kernel, clock)
    with kernel.work(district[Role.PROPERTY]) as work:
        order = commands.RecordCall(ticket_id=receipt.ticket.id, outcome=CallOutcome.NOT_REACHED)
        commands.record_call(work, order)
    assert ticket_of(kernel, receipt.ticket.id).meeting_gate is Gate.UNANSWERED


def accepted(kernel, district, clock, receipt):
    answers(kernel, receipt, AcceptTime, slot=0)


def proposed(kernel, district, clock, receipt):
    answers(kernel, receipt, ProposeTime, proposal="周日")


def declined(kernel, district, clock, receipt):
    answers(kernel, receipt, DeclineMeeting)


def held(kernel, district, clock, receipt):
    holds(kernel, district[Role.PROPERTY], receipt.ticket.id)


def another_proposed(kernel, district, clock, receipt):
    neighbour = send_report(kernel, district, joins=receipt.ticket.id)
    answers(kernel, neighbour, ProposeTime, proposal="周日", ticket_id=receipt.ticket.id)


def another_accepted(kernel, district, clock, receipt):
    neighbour = send_report(kernel, district, joins=receipt.ticket.id)
    answers(kernel, neighbour, AcceptTime, slot=0, ticket_id=receipt.ticket.id)


ALL = {"slot", "for", "decline", "propose"}


@pytest.mark.parametrize(
    ("before", "open_now"),
    [
        (None, ALL),
        (accepted, {"stand_in", "decline", "propose"}),
        (proposed, ALL),
        (silent, {"decline", "propose"}),  # every time that was offered is past by then
        (opened_for_want_of_an_answer, set()),
        (declined, set()),
        (held, set()),
        (another_proposed, {"slot", "for"}),
        (another_accepted, set()),
    ],
)
def test_the_page_offers_the_answers_that_are_taken(
    client, kernel, district, clock, receipt, before, open_now
):
    if before:
        before(kernel, district, clock, receipt)
    assert taken(kernel, receipt) == open_now
    assert offered(client, receipt) == open_now


def test_a_late_word_on_the_page_still_counts(client, kernel, district, clock, receipt):
    silent(kernel, district, clock, receipt)
    page = client.get(receipt.ticket.url).get_data(as_text=True)
    assert "想当面听您说说" in page
    invitation = re.search(r'name="invitation" value="([^"]+)"', page)[1]
    data = {"invitation": invitation, "answer": "decline", "code": receipt.query_code}
    assert client.post(f"{receipt.ticket.url}/answer_meeting", data=data).status_code == 303
    assert ticket_of(kernel, receipt.ticket.id).meeting_gate is Gate.DECLINED


def test_partly_solved_is_one_of_the_answers_and_goes_to_the_street(client, kernel, district):
    receipt = closed_report(kernel, district)
    page = client.get(receipt.ticket.url).get_data(as_text=True)
    assert re.findall(r'name="solved"\s+value="([^"]+)"', page) == ["yes", "partly", "no"]
    assert "解决了一部分" in page
    data = {"solved": "partly", "satisfaction": "basically", "text": "一半亮", "code": receipt.query_code}
    done = client.post(f"{receipt.ticket.url}/verdict", data=data, follow_redirects=True)
    said = html.unescape(done.get_data(as_text=True))
    assert "街道会再看一次" in said
    assert "您说：解决了一部分，基本满意" in said
    assert "<h1>只解决了一部分，街道会再看</h1>" in said
    assert "请您看看" not in said
    assert ticket_of(kernel, receipt.ticket.id).state is State.CLOSED
    assert "partly" in (task_of(kernel, receipt.report).flagged or "")


def test_who_has_answered_is_not_asked_to_look_again_while_a_neighbour_has_not(client, kernel, district):
    receipt = send_report(kernel, district, **with_phone())
    neighbour = send_report(kernel, district, joins=receipt.ticket.id, text="我也遇到", **with_phone())
    to_closed(kernel, district, receipt.ticket.id)
    deliver_all(kernel)
    answers_by_link(kernel, receipt)
    assert ticket_of(kernel, receipt.ticket.id).state is State.CLOSED
    assert "<h1>您的话记下了</h1>" in client.get(receipt.ticket.url).text
    assert "<h1>修好了，请您看看</h1>" in client.get(neighbour.ticket.url).text


def test_partly_solved_can_be_said_in_english(client, kernel, district):
    receipt = closed_report(kernel, district)
    page = client.get(f"{receipt.ticket.url}?lang=en").get_data(as_text=True)
    assert "Partly solved" in page
    assert "解决了一部分" not in page

"""What people type becomes an order, or a sentence for each field."""

import uuid
from datetime import datetime

import pytest

from tests.builders.report import deliver_all, send_report
from webapp.access.role import Role
from webapp.base.clock import CHINA
from webapp.base.errors import Invalid
from webapp.meeting import forms
from webapp.meeting.acts import BOX
from webapp.meeting.commands import AcceptTime, DeclineMeeting, InviteAgain, ProposeTime
from webapp.meeting.minutes import hold_meeting
from webapp.meeting.records import CallOutcome

T, I = uuid.uuid4(), uuid.uuid4()  # noqa: E741  the ticket and the invitation


def wrong(read, **form):
    with pytest.raises(Invalid) as caught:
        read(T, form)
    return caught.value.fields


def test_the_three_answers():
    asked = {"invitation": str(I)}
    assert forms.answer_order(T, asked | {"answer": "slot:2"}) == AcceptTime(
        ticket_id=T, invitation=I, slot=2
    )
    assert forms.answer_order(T, asked | {"answer": "decline", "proposal": ""}) == DeclineMeeting(
        ticket_id=T, invitation=I
    )
    proposed = forms.answer_order(T, asked | {"answer": "propose", "proposal": " 周日下午三点 "})
    assert proposed == ProposeTime(ticket_id=T, invitation=I, proposal="周日下午三点")


@pytest.mark.parametrize(
    "answer", ["", "slot:", "slot:-1", "slot:12", "slot:二", "slot:²", "yes", "<script>"]
)
def test_no_answer_at_all_says_what_to_choose(answer):
    assert wrong(forms.answer_order, answer=answer, invitation=str(I)) == {"answer": forms.PICK_ONE}


def test_a_proposal_wants_words_and_not_too_many():
    assert "方便的时间" in wrong(forms.answer_order, answer="propose", proposal="  ")["proposal"]
    too_long = wrong(forms.answer_order, answer="propose", proposal="周" * 201, invitation=str(I))
    assert too_long == {"proposal": "太长了，最多 200 个字。"}


def test_a_mangled_invitation_is_named():
    assert wrong(forms.answer_order, answer="decline", invitation="x") == {"invitation": "编号的格式不对。"}


def test_a_local_time_is_the_districts_and_a_strange_one_is_refused_in_chinese():
    order = forms.agree_order(T, {"at": "2026-11-22T15:00", "version": "4"})
    assert (order.at, order.seen) == (datetime(2026, 11, 22, 15, 0, tzinfo=CHINA), 4)
    assert "看不懂" in wrong(forms.agree_order, at="周日下午")["at"]
    assert "选好哪天" in wrong(forms.agree_order, at="")["at"]


def test_minutes_are_cleaned_and_wanted():
    order = forms.hold_order(T, {"minutes": "当面\u202e看过\x00", "agreed": ""})
    assert (order.minutes, order.agreed) == ("当面看过", None)
    assert "谈了什么" in wrong(forms.hold_order, minutes=" ")["minutes"]


def test_boxes_that_do_not_belong_to_the_outcome_are_left_aside():
    form = {
        "outcome": "not_reached",
        "at": "2026-11-22T15:00",
        "answer_words": "不用见",
        "words": "响了没人接",
    }
    order = forms.call_order(T, form)
    assert (order.outcome, order.at, order.answer_words) == (CallOutcome.NOT_REACHED, None, None)
    assert order.words == "响了没人接"
    assert "打得怎么样" in wrong(forms.call_order)["outcome"]
    assert wrong(forms.call_order, outcome="perhaps") == {"outcome": "没有这个选项，请重新选。"}


def test_inviting_again_takes_its_own_times_or_the_rules():
    assert forms.invite_again_order(T, {"time_1": "", "time_2": " "}) == InviteAgain(ticket_id=T)
    order = forms.invite_again_order(T, {"time_1": "2026-11-22T15:00", "time_3": "2026-11-23T18:30"})
    assert [at.hour for at in order.times] == [15, 18]
    assert "看不懂" in wrong(forms.invite_again_order, time_1="", time_3="明天")["time_3"]


@pytest.mark.parametrize(("typed", "said"), [("2026-11-19", "已经过了"), ("11月25日", "看不懂")])
def test_a_wrong_day_is_shown_at_the_line_in_which_it_was_typed(kernel, district, typed, said):
    ticket_id = send_report(kernel, district).ticket.id
    deliver_all(kernel)
    form = {
        "minutes": "看过灯",
        "agreed": "换好灯",
        "what_3": "给句话",
        "until_3": typed,
    }  # the second line is empty
    with pytest.raises(Invalid) as refused, kernel.work(district[Role.PROPERTY]) as work:
        hold_meeting(work, forms.hold_order(ticket_id, form))
    [(field, sentence)] = refused.value.fields.items()
    assert BOX.get(field, field) == "until_3"
    assert said in sentence
    with kernel.work(district[Role.PROPERTY]) as work:
        kept = hold_meeting(work, forms.hold_order(ticket_id, form | {"until_3": "2026-11-25"}))
        assert kept.agreed == "换好灯；给句话（11月25日前）"

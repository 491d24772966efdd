"""A whistle from the first call to the end: who may, what the tickets and their residents hear, what is refused."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.builders.callback import with_phone
from tests.builders.report import deliver_all, send_report
from tests.builders.walk import ticket_of
from tests.builders.whistle import blows, does, now_of, party_of, rates, settles
from webapp.access.role import Role
from webapp.base.errors import Forbidden, Invalid, NotFound, NotNow
from webapp.people.records import UnitKind
from webapp.ticket.records import TicketStep
from webapp.whistle import answering, commands, settling
from webapp.whistle.lifecycle import WhistleState
from webapp.whistle.queries import draft_for
from webapp.whistle.scope import get_whistle


@pytest.fixture
def receipt(kernel, district):
    made = send_report(kernel, district, text="北门灯全灭了", **with_phone())
    deliver_all(kernel)
    return made


@pytest.fixture
def whistle(kernel, district, receipt):
    return blows(kernel, district, receipt.ticket.number)


def steps_of(kernel, receipt) -> list[TicketStep]:
    with kernel.read() as session:
        mine = select(TicketStep).where(TicketStep.ticket_id == receipt.ticket.id)
        return list(session.scalars(mine.order_by(TicketStep.version)))


def answers(kernel, actor, whistle, **more):
    return does(kernel, actor, answering.answer, answering.AnswerWhistle, whistle, **more)


def signs_in(kernel, actor, whistle, **more):
    return does(kernel, actor, answering.sign_in, answering.SignIn, whistle, **more)


def test_a_whistle_goes_from_the_call_to_the_end(kernel, district, receipt, whistle, clock):
    firm, bureau, street = district[Role.PROPERTY], district[Role.DEPARTMENT], district[Role.STREET]
    assert answers(kernel, firm, whistle, words="王师傅来").answered_by == firm.name
    clock.move(hours=1)
    assert signs_in(kernel, firm, whistle, code=whistle.spot_code.lower()).late_minutes == 0
    clock.move(hours=1, minutes=25, seconds=59)
    late = signs_in(kernel, bureau, whistle)
    assert (late.late_minutes, late.scanned, late.answered_at) == (25, False, clock.now())
    assert party_of(kernel, whistle, firm.unit_id).scanned
    task = settles(kernel, district, whistle)
    with pytest.raises(NotNow, match="还有 1 条分工"):
        does(kernel, street, settling.end, settling.EndWhistle, whistle)
    does(kernel, bureau, answering.fulfil, answering.Fulfil, whistle, task=task.id, words="换了 40 米")
    with pytest.raises(NotNow, match="还没评价"):
        does(kernel, street, settling.end, settling.EndWhistle, whistle)
    rates(kernel, district, whistle)
    with pytest.raises(Invalid, match="以后谁来管"):
        does(kernel, street, settling.end, settling.EndWhistle, whistle)
    does(kernel, street, settling.end, settling.EndWhistle, whistle, keeper="新街物业，每周查一次")
    assert now_of(kernel, whistle).state is WhistleState.ENDED
    told = {s.action: s.words for s in steps_of(kernel, receipt) if s.words}
    assert told["whistle.blow"] == commands.TO_RESIDENTS
    assert told["whistle.fulfil"] == "department单位说好的事办到了。"
    assert "department单位来办，11月23日前办到" in told["word"]
    assert not [words for words in told.values() if "电缆" in words], (
        "what staff write among themselves stays there"
    )


def test_a_word_of_the_task_renews_the_promise(kernel, district, receipt, whistle, clock):
    clock.move(hours=5)
    before = ticket_of(kernel, receipt.ticket.id).next_word_by
    settles(kernel, district, whistle)
    assert ticket_of(kernel, receipt.ticket.id).next_word_by > before


def test_those_called_take_part_in_the_ticket_and_nobody_else_reads_the_whistle(
    kernel, district, receipt, whistle
):
    with kernel.read() as session:
        for role in (Role.DEPARTMENT, Role.COMMUNITY, Role.DISTRICT, Role.CLERK):
            assert get_whistle(session, district[role], whistle.id), role
        assert (
            draft_for(session, district[Role.DEPARTMENT], receipt.ticket.id).numbers == receipt.ticket.number
        )
        for actor in (district.other_firm, district[Role.SHIFT_LEAD], district[Role.GRID_WORKER]):
            assert get_whistle(session, actor, whistle.id) is None, actor.role
    with pytest.raises(NotFound):
        answers(kernel, district.other_firm, whistle)


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"arrive_by": timedelta(minutes=-1)}, "arrive_by", "已经过了"),
        ({"arrive_by": timedelta(days=31)}, "arrive_by", "30 天"),
        ({"units": ()}, "units", "至少选一家"),
        ({"units": (uuid.uuid4(),)}, "units", "至少选一家"),
        ({"numbers": ()}, "numbers", "请写单号"),
        ({"numbers": ("1120-9999",)}, "numbers", "没有找到 1120-9999"),
    ],
)
def test_what_cannot_be_blown_says_why(kernel, district, receipt, clock, wrong, field, said):
    if "arrive_by" in wrong:
        wrong = {"arrive_by": clock.now() + wrong["arrive_by"]}
    with pytest.raises(Invalid) as refused:
        blows(kernel, district, receipt.ticket.number, **wrong)
    assert said in refused.value.fields[field]


def test_no_property_firm_is_called_about_what_no_firm_may_know(kernel, district):
    made = send_report(kernel, district, text="说说物业", confidential=True)
    deliver_all(kernel)
    with pytest.raises(Invalid, match="不能叫物业来"):
        blows(kernel, district, made.ticket.number)
    blown = blows(kernel, district, made.ticket.number, units=(district.units[UnitKind.DEPARTMENT],))
    order = {"units": (district.units[UnitKind.PROPERTY],)}
    with pytest.raises(Invalid, match="不能叫物业来"):
        does(kernel, district[Role.STREET], commands.call_more, commands.CallMore, blown, **order)


def test_a_second_call_of_the_same_unit_and_a_wrong_code_are_refused(kernel, district, receipt, whistle):
    order = {"units": (district.units[UnitKind.PROPERTY],)}
    with pytest.raises(Invalid, match="已经叫过了"):
        does(kernel, district[Role.STREET], commands.call_more, commands.CallMore, whistle, **order)
    with pytest.raises(Invalid, match="现场码不对"):
        signs_in(kernel, district[Role.PROPERTY], whistle, code="AAAAAA")
    assert party_of(kernel, whistle, district.units[UnitKind.PROPERTY]).arrived_at is None


def test_only_the_street_that_blew_settles_and_only_the_owner_fulfils(kernel, district, whistle):
    with pytest.raises(Forbidden):
        does(
            kernel, district[Role.PROPERTY], settling.settle, settling.SettleWhistle, whistle, minutes="好了"
        )
    task = settles(kernel, district, whistle)
    with pytest.raises(Forbidden, match="归别家办"):
        does(kernel, district[Role.PROPERTY], answering.fulfil, answering.Fulfil, whistle, task=task.id)
    done = does(kernel, district[Role.STREET], answering.fulfil, answering.Fulfil, whistle, task=task.id)
    assert done.done_at is not None
    with pytest.raises(NotNow, match="已经办到"):
        does(kernel, district[Role.STREET], answering.fulfil, answering.Fulfil, whistle, task=task.id)


def test_a_second_answer_and_a_second_arrival_change_nothing(kernel, district, whistle, clock):
    firm = district[Role.PROPERTY]
    answers(kernel, firm, whistle, words="一")
    first = signs_in(kernel, firm, whistle)
    clock.move(hours=3)
    answers(kernel, firm, whistle, words="二")
    signs_in(kernel, firm, whistle)
    kept = party_of(kernel, whistle, firm.unit_id)
    assert (kept.answer_words, kept.arrived_at, kept.late_minutes) == ("一", first.arrived_at, 0)


def test_what_was_called_off_waits_for_nobody(kernel, district, whistle):
    does(kernel, district[Role.STREET], settling.call_off, settling.CallOff, whistle, reason="灯自己亮了")
    assert party_of(kernel, whistle, district.units[UnitKind.PROPERTY]).climbs_at is None
    with pytest.raises(NotNow, match="取消了"):
        signs_in(kernel, district[Role.PROPERTY], whistle)

"""A notice from the issue to the acceptance: who may, what the tickets hear, what is refused, who reads it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.builders.notice import accepts, does, issues, now_of, replies, sends_back, signs
from tests.builders.report import deliver_all, send_report
from tests.builders.walk import step, ticket_of
from webapp.access.role import Role
from webapp.base.clock import CHINA, Lamp
from webapp.base.errors import Forbidden, Invalid, NotFound, NotNow
from webapp.people.records import Unit, UnitKind
from webapp.supervise import answering, judging
from webapp.supervise.board import board
from webapp.supervise.lifecycle import NOTICE, NoticeState
from webapp.supervise.pictures import pictures_of
from webapp.supervise.queries import notices_of_ticket, open_notices
from webapp.supervise.records import NoticeSeries, NoticeTicket
from webapp.supervise.scope import get_notice
from webapp.supervise.whole import notice_view
from webapp.ticket.records import Ticket, TicketStep
from webapp.ticket.words import Action


@pytest.fixture
def receipt(kernel, district):
    made = send_report(kernel, district, text="北门灯全灭了")
    deliver_all(kernel)
    return made


@pytest.fixture
def notice(kernel, district, receipt):
    return issues(kernel, district, receipt.ticket.number)


def sees(kernel, actor, notice) -> bool:
    with kernel.read() as session:
        return get_notice(session, actor, notice.id) is not None


def test_every_state_is_reached_and_every_open_one_can_end():
    assert NOTICE.reachable({NoticeState.ISSUED}) == set(NoticeState)
    for state in NOTICE.open_states:
        assert NOTICE.reachable({state}) - NOTICE.open_states


def test_a_notice_is_signed_for_replied_to_sent_back_and_accepted(kernel, district, receipt, notice, clock):
    firm, street = district[Role.PROPERTY], district[Role.STREET]
    year = clock.now().astimezone(CHINA).year
    assert notice.full_number == f"street单位督〔{year}〕1号"
    with pytest.raises(NotNow, match="待签收"):
        replies(kernel, firm, notice)
    clock.move(hours=1)
    assert signs(kernel, firm, notice).signed_by == firm.name
    with pytest.raises(Invalid, match="整改后的照片"):
        does(kernel, firm, answering.reply_to_notice, answering.ReplyToNotice, notice, reply="办好了")
    replies(kernel, firm, notice)
    deliver_all(kernel)
    with kernel.read() as session:
        view = notice_view(session, street, now_of(kernel, notice), clock.now())
        shown = pictures_of(session, [notice.id])[notice.id]
    assert (len(view.before), len(view.after), view.waiting_pictures) == (1, 1, 0)
    assert {one.turn for one in shown} == {1}
    assert kernel.store.exists(view.after[0].large_key)
    assert sends_back(kernel, street, notice).state is NoticeState.SIGNED
    clock.move(days=1, seconds=1)
    assert open_lamp(kernel, street, clock) is Lamp.RED
    replies(kernel, firm, notice)
    over = accepts(kernel, street, notice)
    assert (over.state, over.in_time, over.refusals, over.ended_at) == (
        NoticeState.ACCEPTED, False, 1, clock.now(),
    )  # fmt: skip
    with kernel.read() as session:
        mine = select(TicketStep).where(TicketStep.ticket_id == receipt.ticket.id)
        told = {s.action: s.reason for s in session.scalars(mine) if s.action.startswith("notice.")}
        assert not open_notices(session, street, clock.now())
        assert [one.number for one in notices_of_ticket(session, firm, receipt.ticket.id, clock.now())] == [
            notice.full_number
        ]
    assert list(told) == ["notice.issue", "notice.sign", "notice.reply", "notice.send_back", "notice.accept"]
    assert all(notice.full_number in words for words in told.values())
    assert ticket_of(kernel, receipt.ticket.id).noticed


def open_lamp(kernel, actor, clock) -> Lamp:
    with kernel.read() as session:
        return open_notices(session, actor, clock.now())[0].lamp


def test_what_was_replied_in_time_is_in_time_however_late_it_is_accepted(kernel, district, notice, clock):
    firm = district[Role.PROPERTY]
    signs(kernel, firm, notice)
    clock.move(days=3)
    replies(kernel, firm, notice)
    clock.move(days=3)
    assert accepts(kernel, district[Role.STREET], notice).in_time
    assert now_of(kernel, notice).proposes_at is None


def test_who_reads_it_and_who_may_act(kernel, district, notice):
    assert all(
        sees(kernel, district[role], notice)
        for role in (Role.STREET, Role.CLERK, Role.PROPERTY, Role.DISTRICT, Role.SHIFT_LEAD)
    )
    for stranger in (district.other_firm, district[Role.DEPARTMENT], district[Role.COMMUNITY]):
        assert not sees(kernel, stranger, notice)
        with pytest.raises(NotFound):
            signs(kernel, stranger, notice)
    with pytest.raises(Forbidden):
        signs(kernel, district[Role.STREET], notice)
    with pytest.raises(Forbidden):
        does(kernel, district[Role.PROPERTY], judging.withdraw, judging.Withdraw, notice, reason="不归我们")
    with pytest.raises(Forbidden, match="发单的单位"):
        does(kernel, district[Role.DISTRICT], judging.withdraw, judging.Withdraw, notice, reason="发错了")
    copied = issues(kernel, district, copies=(district.units[UnitKind.COMMUNITY],))
    assert sees(kernel, district[Role.COMMUNITY], copied)
    with pytest.raises(Forbidden, match="主送的不是您单位"):
        signs(kernel, district[Role.COMMUNITY], copied)


def test_no_firm_gets_or_goes_on_reading_what_is_confidential(kernel, district, receipt, notice):
    secret = send_report(kernel, district, text="楼上物业的人吵", confidential=True)
    deliver_all(kernel)
    with pytest.raises(Invalid, match="不能发给物业"):
        issues(kernel, district, secret.ticket.number)
    with kernel.work(district[Role.STREET]) as work:
        work.session.get_one(Ticket, receipt.ticket.id).confidential = True
    assert not sees(kernel, district[Role.PROPERTY], notice)
    assert sees(kernel, district[Role.STREET], notice)


def test_wrong_input_names_its_field_and_draws_no_number(kernel, district, clock):
    firm = district.units[UnitKind.PROPERTY]
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        work.session.get_one(Unit, firm).live = False
    wrong = (
        ({}, "units", "「新街物业」已经撤销"), ({"units": ()}, "units", "至少选一家"),
        ({"due": clock.now()}, "due", "已经过了"), ({"due": clock.now() + timedelta(days=400)}, "due", "太远"),
        ({"numbers": ("9999-0001",)}, "numbers", "没有找到 9999-0001"),
    )  # fmt: skip
    for more, field, sentence in wrong:
        given = {"units": (district.units[UnitKind.DEPARTMENT],)} if "units" not in more and more else {}
        with pytest.raises(Invalid) as refused:
            issues(kernel, district, **{**given, **more})
        assert sentence in refused.value.fields[field]
    with kernel.read() as session:
        assert session.scalar(select(func.count()).select_from(NoticeSeries)) == 0
    assert issues(kernel, district, units=(district.units[UnitKind.DEPARTMENT],)).number == 1


def test_several_units_get_a_notice_each_with_numbers_that_follow(kernel, district, receipt):
    units = tuple(district.units[kind] for kind in (UnitKind.PROPERTY, UnitKind.DEPARTMENT))
    issues(kernel, district, receipt.ticket.number, units=units, by=Role.DISTRICT)
    with kernel.read() as session:
        made = open_notices(session, district[Role.DISTRICT], kernel.clock.now())
    assert sorted(one.number[-2:] for one in made) == ["1号", "2号"]
    assert {one.unit_id for one in made} == set(units)


def test_a_withdrawn_notice_keeps_its_number_and_frees_its_ticket(kernel, district, receipt, notice):
    street = district[Role.STREET]
    second = issues(kernel, district, receipt.ticket.number)
    does(kernel, street, judging.withdraw, judging.Withdraw, notice, reason="发重了")
    assert ticket_of(kernel, receipt.ticket.id).noticed, "the second notice still holds it"
    does(kernel, street, judging.withdraw, judging.Withdraw, second, reason="发重了")
    assert not ticket_of(kernel, receipt.ticket.id).noticed
    assert issues(kernel, district, receipt.ticket.number).number == 3


def test_a_notice_follows_a_merge(kernel, district, receipt, notice):
    other = send_report(kernel, district, text="北门的灯又灭了")
    deliver_all(kernel)
    merge(kernel, district, receipt, other)
    with kernel.read() as session:
        about = session.scalars(select(NoticeTicket.ticket_id)).all()
    assert about == [other.ticket.id]
    assert ticket_of(kernel, other.ticket.id).noticed


def merge(kernel, district, source, target) -> None:
    step(kernel, district[Role.SHIFT_LEAD], source.ticket.id, Action.MERGE, target_id=target.ticket.id)
    deliver_all(kernel)


def test_the_board_says_what_waits_for_whom(kernel, district, notice, clock):
    firm, street = district[Role.PROPERTY], district[Role.STREET]

    def waits(actor) -> str:
        with kernel.read() as session:
            found = board(session, actor, clock.now())
        return found.waits.get(notice.id, "over" if found.over else "nothing")

    assert (waits(firm), waits(street)) == ("先签收", "nothing")
    signs(kernel, firm, notice)
    assert waits(firm) == "办好反馈"
    replies(kernel, firm, notice)
    assert (waits(firm), waits(street)) == ("nothing", "等您验收")
    sends_back(kernel, street, notice)
    assert waits(firm) == "重新反馈"
    replies(kernel, firm, notice)
    accepts(kernel, street, notice)
    assert (waits(firm), waits(street)) == ("over", "over")

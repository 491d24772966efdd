"""Who hears of a notice: the unit what is asked of it, those who read along, the office what waits for it."""

from datetime import timedelta

from sqlalchemy import select

from tests.builders.notice import issues, replies, sends_back, signs
from tests.builders.report import deliver_all, send_report
from webapp.access.actor import Actor
from webapp.access.role import Role
from webapp.base.work import Kernel
from webapp.message.queries import NOT_YOURS, my_messages
from webapp.message.records import Message
from webapp.message.words import Kind, Thing
from webapp.people.records import UnitKind
from webapp.supervise.due import propose_cards
from webapp.supervise.records import Notice, NoticeTicket
from webapp.ticket.records import Ticket


def heard(kernel: Kernel, actor: Actor) -> list[Kind]:
    with kernel.read() as session:
        mine = (Message.person_id == actor.person_id, Message.thing == Thing.NOTICE)
        return list(session.scalars(select(Message.kind).where(*mine).order_by(Message.slot)))


def test_each_hears_what_it_has_to_do(kernel, district, clock):
    firm, street, community = (district[role] for role in (Role.PROPERTY, Role.STREET, Role.COMMUNITY))
    notice = issues(kernel, district, copies=(district.units[UnitKind.COMMUNITY],))
    deliver_all(kernel)
    assert (heard(kernel, firm), heard(kernel, community)) == ([Kind.NOTICE_ISSUED], [Kind.NOTICE_COPIED])
    assert not heard(kernel, district.other_firm)
    clock.move(minutes=20)
    signs(kernel, firm, notice)
    replies(kernel, firm, notice)
    deliver_all(kernel)
    assert heard(kernel, street) == [Kind.NOTICE_REPLIED]
    clock.move(minutes=20)
    sends_back(kernel, street, notice, due=clock.now() + timedelta(hours=10))
    deliver_all(kernel)
    assert heard(kernel, firm)[-1] is Kind.NOTICE_BACK
    clock.move(hours=9)
    assert propose_cards(kernel) == 1
    deliver_all(kernel)
    assert heard(kernel, street)[-1] is Kind.NOTICE_PROPOSED
    assert heard(kernel, firm)[-1] is Kind.NOTICE_BACK, "what the office has in mind is not the unit's"
    with kernel.read() as session:
        words = my_messages(session, firm)[0].words
    assert notice.full_number in words


def test_a_firm_reads_nothing_more_of_what_became_confidential(kernel, district):
    made = send_report(kernel, district, text="北门灯全灭了")
    deliver_all(kernel)
    notice: Notice = issues(kernel, district, made.ticket.number)
    deliver_all(kernel)
    with kernel.work(district[Role.STREET]) as work:
        about = work.session.scalars(select(NoticeTicket.ticket_id)).one()
        work.session.get_one(Ticket, about).confidential = True
    with kernel.read() as session:
        said = [one.words for one in my_messages(session, district[Role.PROPERTY])]
    assert NOT_YOURS in said
    assert not [words for words in said if notice.full_number in words]

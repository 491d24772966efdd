"""转给别人: one tap, the next who fits is asked, and who gave it away is not asked again."""

import pytest
from sqlalchemy import select

from tests.builders.report import deliver_all, send_report
from tests.builders.signed_in import form_on, sign_in
from tests.builders.walk import to_fed_back
from webapp.access.role import Role
from webapp.base.errors import Forbidden, NotFound
from webapp.recheck.commands import HandBackRecheck, hand_back
from webapp.recheck.records import RecheckTask
from webapp.ticket.records import TicketStep


@pytest.fixture
def asked(kernel, district):
    ticket_id = send_report(kernel, district).ticket.id
    deliver_all(kernel)
    to_fed_back(kernel, district, ticket_id)
    deliver_all(kernel)
    return ticket_id


def task_of(kernel) -> RecheckTask:
    with kernel.read() as session:
        return session.scalars(select(RecheckTask)).one()


def give_away(kernel, actor, ticket_id, **more):
    with kernel.work(actor) as work:
        hand_back(work, HandBackRecheck(ticket_id=ticket_id, **more))


def test_one_tap_asks_the_next_and_the_last_leaves_it_to_the_desk(app, kernel, district, asked):
    browser = sign_in(app, district[Role.GRID_WORKER])
    here, there = f"/desk/recheck/{asked}", f"/desk/recheck/{asked}/hand-back"
    form = form_on(browser.get(here).text, there)
    for _ in range(2):
        assert browser.post(there, data=form).status_code == 303
    assert task_of(kernel).person_id == district[Role.INSPECTOR].person_id
    assert browser.get(here).status_code == 404
    give_away(kernel, district[Role.INSPECTOR], asked, reason="今天不当班")
    task = task_of(kernel)
    assert (task.person_id, task.state) == (None, "waiting")
    with kernel.read() as session:
        said = session.scalars(
            select(TicketStep.reason)
            .where(TicketStep.action == "recheck_handed_back")
            .order_by(TicketStep.version)
        ).all()
    assert len(said) == 2
    assert "今天不当班" in said[1]
    assert "请坐席指定" in said[1]


def test_what_is_not_mine_i_cannot_give_away(kernel, district, asked):
    with pytest.raises((Forbidden, NotFound)):
        give_away(kernel, district[Role.INSPECTOR], asked)
    with pytest.raises(Forbidden):
        give_away(kernel, district[Role.OPERATOR], asked)
    assert task_of(kernel).person_id == district[Role.GRID_WORKER].person_id

"""What is hung up waits for its day: past its old due date it is not late, in no view and on no page."""

from datetime import timedelta

import pytest

from tests.builders.report import deliver_all, send_report
from tests.builders.signed_in import sign_in
from tests.builders.walk import step
from webapp.access.role import Role
from webapp.screen.saved_views import view_named, views_for
from webapp.ticket.queries import list_tickets
from webapp.ticket.words import Action


def in_view(kernel, actor, code) -> set:
    now = kernel.clock.now()
    with kernel.read() as session:
        view = view_named(actor, now, code)
        assert view.code == code
        page = list_tickets(session, actor, now, view.where(actor, now), only_open=view.only_open)
        return {row.id for row in page.rows}


@pytest.fixture
def late_and_hung_up(kernel, clock, district):
    """Two tickets of the firm eight days later, both due after seven: one still in hand, one hung up for a month."""
    late, hung = (send_report(kernel, district).ticket.id for _ in range(2))
    deliver_all(kernel)
    for action in (Action.ACCEPT, Action.START):
        step(kernel, district[Role.PROPERTY], hung, action)
    until = kernel.clock.now() + timedelta(days=30)
    step(kernel, district[Role.STREET], hung, Action.HANG_UP, reason="等配件", until=until)
    clock.move(days=8)
    return late, hung


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.SHIFT_LEAD, Role.STREET, Role.COMMUNITY, Role.PROPERTY])
def test_hung_up_is_not_late(kernel, district, late_and_hung_up, role):
    late, hung = late_and_hung_up
    actor = district[role]
    assert "late" in {view.code for view in views_for(actor, kernel.clock.now())}
    assert in_view(kernel, actor, "late") == {late}
    if role is Role.OPERATOR:
        assert in_view(kernel, actor, "hung_up") == {hung}


def test_its_row_and_its_page_say_no_overdue(app, district, late_and_hung_up):
    late, hung = late_and_hung_up
    desk = sign_in(app, district[Role.OPERATOR])
    assert "已超 24 小时" not in desk.get("/desk/?view=hung_up").text
    assert "已超 24 小时" not in desk.get(f"/desk/tickets/{hung}?view=hung_up").text
    assert "已超 24 小时" in desk.get(f"/desk/tickets/{late}?view=late").text


def test_its_residents_read_the_day_and_no_older_limit(client, kernel, district, clock):
    receipt = send_report(kernel, district)
    deliver_all(kernel)
    assert "最晚" in client.get(receipt.ticket.url).text
    for action in (Action.ACCEPT, Action.START):
        step(kernel, district[Role.PROPERTY], receipt.ticket.id, action)
    until = clock.now() + timedelta(days=30)
    step(kernel, district[Role.STREET], receipt.ticket.id, Action.HANG_UP, reason="等配件", until=until)
    page = client.get(receipt.ticket.url).text
    assert "12月20日前再办" in page
    assert "最晚" not in page

"""Behind a published number stand the callbacks it was counted from, as they were: whatever comes later."""

import re
import uuid
from datetime import date

import pytest
import sqlalchemy as sa

from tests.builders.callback import answers_by_link, asks_to_leave_out, closed_report, colleague, task_of
from tests.builders.rates import lived_snapshot, publishes
from tests.builders.report import deliver_all
from tests.builders.signed_in import sign_in
from webapp.access.actor import RULE
from webapp.access.records import Participation
from webapp.access.role import Role
from webapp.base.errors import NotFound
from webapp.callback.leaving_out import DecideLeaveOut, decide_leave_out
from webapp.insight import counted_then
from webapp.insight.counted_then import behind_snapshot
from webapp.insight.published import snapshot_of
from webapp.insight.queries import behind
from webapp.insight.rules import PeriodKind
from webapp.insight.table import By

DAY = date(2026, 11, 20)
PAGE = "/desk/rates/published"
ANSWERS = (("yes", "yes"), ("no", "no"), ("partly", "basically"))


@pytest.fixture
def heard(kernel, clock, district):
    """November is over; three residents were heard in it, one after the other."""
    receipts = []
    for solved, satisfied in ANSWERS:
        receipts.append(closed_report(kernel, district))
        clock.move(minutes=1)
        answers_by_link(kernel, receipts[-1], solved, satisfied)
    deliver_all(kernel)
    clock.move(days=11)
    return receipts


@pytest.fixture
def snapshot_id(kernel, district, heard):
    return publishes(kernel, district, DAY)


def whole(session, actor, snapshot_id, by=By.UNIT, key=""):
    return behind_snapshot(session, actor, snapshot_id, by, key).rows


def test_it_is_what_the_figures_were_counted_from_and_no_later_answer_moves_it(
    kernel, clock, district, heard, snapshot_id
):
    street = district[Role.STREET]
    with kernel.read() as session:
        before, tables = whole(session, street, snapshot_id), snapshot_of(session, street, snapshot_id)[1]
        assert before == behind(session, street, clock, PeriodKind.MONTH, DAY, By.UNIT, "")
        assert [one.answer for one in before] == [
            "解决了一部分 · 基本满意",
            "没解决 · 不满意",
            "已解决 · 满意",
        ]
        lines = [(by, row) for by, table in tables.items() for row in (table.pooled, *table.rows)]
        for by, row in lines:
            rows = whole(session, street, snapshot_id, by, row.key)
            assert len(rows) == row.counts.valid > 0
            assert sum(one.answer.startswith("已解决") for one in rows) == row.counts.solved
        for key in ("none", "x", str(uuid.uuid4())):
            assert whole(session, street, snapshot_id, By.UNIT, key) == ()
    wish = asks_to_leave_out(kernel, street, task_of(kernel, heard[0].report).id)
    with kernel.work(colleague(kernel, district)) as work:
        decide_leave_out(work, DecideLeaveOut(leave_out_id=wish.id, approved=True))
    deliver_all(kernel)
    with kernel.read() as session:
        assert len(behind(session, street, clock, PeriodKind.MONTH, DAY, By.UNIT, "")) == len(before) - 1
        assert whole(session, street, snapshot_id) == before


def test_it_is_read_page_by_page_and_leads_to_each_ticket(
    app, kernel, district, heard, snapshot_id, monkeypatch
):
    monkeypatch.setattr(counted_then, "A_PAGE", 2)
    street = sign_in(app, district[Role.STREET])
    with kernel.work(RULE) as work:  # one of the tickets is another area's by now
        gone = heard[1].ticket
        work.session.execute(sa.delete(Participation).where(Participation.ticket_id == gone.id))
    first = street.get(f"{PAGE}/{snapshot_id}").text
    links = re.findall(rf'href="({PAGE}/{snapshot_id}/behind[^"]*)"', first)
    assert len(links) == 2, "the unit's line and the total"
    page, seen, address = "", [], links[-1].replace("&amp;", "&")
    while address:
        page = street.get(address).text
        seen += [one.ticket.number for one in heard if one.ticket.number in page]
        older = re.search(r'rel="next"\s+href="([^"]*)"', page)
        address = older[1].replace("&amp;", "&") if older else ""
        if gone.number in page:
            assert f"/desk/tickets/{gone.id}" not in page, "counted, but not theirs to read any more"
    assert sorted(seen) == sorted(one.ticket.number for one in heard)
    assert f"/desk/tickets/{heard[0].ticket.id}" in page
    assert street.get(f"/desk/tickets/{heard[0].ticket.id}").status_code == 200
    assert 'rel="prev"' in page


def test_who_may_not_read_the_snapshot_finds_nothing_behind_it(app, kernel, district, snapshot_id):
    for role in (Role.PROPERTY, Role.COMMUNITY):
        assert sign_in(app, district[role]).get(f"{PAGE}/{snapshot_id}/behind").status_code == 404
        with kernel.read() as session, pytest.raises(NotFound):
            behind_snapshot(session, district[role], snapshot_id, By.UNIT, "")


def test_of_a_period_that_was_published_before_lists_were_kept_the_page_says_so(app, kernel, district):
    snapshot_id = lived_snapshot(kernel, district)
    street = sign_in(app, district[Role.STREET])
    page = street.get(f"{PAGE}/{snapshot_id}").text
    assert f"{snapshot_id}/behind" not in page
    assert "没有存下当时的清单" in page
    assert "没有存下当时的清单" in street.get(f"{PAGE}/{snapshot_id}/behind").text

"""Filters as chips of a shareable address, order, own lists, the table and its Excel file."""

import io
import re
from datetime import date
from zipfile import ZipFile

import pytest
from sqlalchemy import update

from tests.builders.report import deliver_all, send_report
from tests.builders.walk import to_unit
from tests.webapp.screen.test_inbox import fields
from webapp.access.role import Role
from webapp.base.errors import Forbidden, Invalid, NotFound
from webapp.people.records import UnitKind
from webapp.screen.columns import USUAL, columns_of
from webapp.screen.filters import pairs_of, sort_of
from webapp.screen.own_views import MOST, DropView, KeepView, drop_view, keep_view, views_kept
from webapp.screen.ticket_list import ListAsked, Order, read_asked, show_list
from webapp.ticket.records import Ticket


def numbers(page: str) -> list[str]:
    return re.findall(r'class="number">(\d{4}-\d{4})', page)


def test_an_address_is_read_and_written_the_same_whoever_made_it():
    pairs = [
        ("lamp", "late"),
        ("class", "lamp"),
        ("class", "lift"),
        ("class", "lamp"),
        ("sort", "old"),
        ("x", "1"),
        ("view", "all"),
    ]
    asked = read_asked(pairs)
    assert asked.filters == (("class", "lamp"), ("class", "lift"), ("lamp", "late"))
    assert asked.order is Order.OLD
    assert asked.query() == "view=all&class=lamp&class=lift&lamp=late&sort=old"
    assert read_asked([("sort", "backwards"), ("after", "-1")]) == ListAsked()
    assert pairs_of([("class", "\u202e\x00")]) == ()
    assert columns_of("due.nothing.due.number") == ("due", "number")
    assert columns_of("nothing") == USUAL


def test_a_day_begins_and_ends_in_china(clock):
    now = clock.now()
    key = int(now.timestamp() * 1_000_000) * 1000
    assert sort_of(date(2026, 11, 20)) <= key < sort_of(date(2026, 11, 21))


def test_filters_narrow_the_list_in_ones_scope_and_bad_ones_are_told(kernel, district, sign_in, clock):
    lamp = send_report(kernel, district)
    noise = send_report(kernel, district, category="noise", text="半夜装修")
    lift = send_report(kernel, district, category="lift", text="电梯门夹人")
    deliver_all(kernel)
    browser = sign_in(Role.SHIFT_LEAD)

    def found(query: str) -> list[str]:
        return numbers(browser.get(f"/desk/?{query}").text)

    assert found("view=all&class=own-matter-noise") == [noise.ticket.number]
    assert set(found("view=all&class=own-matter-noise&class=own-matter-lift")) == {
        noise.ticket.number,
        lift.ticket.number,
    }
    assert found("view=all&unit=property&class=own-matter-lamp") == [lamp.ticket.number]
    assert found("view=all&from=2026-11-21") == []
    assert len(found("view=all&from=2026-11-20&to=2026-11-20")) == 3
    assert found("view=all&to=2026-11-19") == []
    assert found("view=all&sort=old") == found("view=all")[::-1]
    clock.move(days=30)
    browser = sign_in(Role.SHIFT_LEAD)
    assert lamp.ticket.number in found("view=all&lamp=late")
    assert noise.ticket.number not in found("view=all&lamp=late")
    assert found("view=all&sort=due")[0] in {lamp.ticket.number, lift.ticket.number}
    page = browser.get("/desk/?view=all&class=own-matter-noise&class=NICHTS&from=gestern&state=frei").text
    for said in ("没有「类别」是「NICHTS」的", "没有「从哪天起」是「gestern」的", "没有「状态」是「frei」的"):
        assert said in page
    assert numbers(page) == [noise.ticket.number]
    assert page.count('class="chip"') == 1
    stranger = sign_in("property-2")
    assert numbers(stranger.get("/desk/?view=all&unit=property").text) == []


def test_a_page_of_the_old_first_goes_on_and_comes_back(kernel, district, clock):
    for _ in range(45):
        clock.move(seconds=1)
        send_report(kernel, district, category="noise", text="半夜装修")
    lead, seen, after = district[Role.SHIFT_LEAD], [], None
    with kernel.read() as session:
        while True:
            page = show_list(session, lead, clock.now(), ListAsked("all", after=after, order=Order.OLD)).page
            seen += [row.sort for row in page.rows]
            after = page.older
            if after is None:
                break
        back = show_list(
            session, lead, clock.now(), ListAsked("all", before=page.newer, order=Order.OLD)
        ).page
    assert len(seen) == 45
    assert seen == sorted(seen)
    assert [row.sort for row in back.rows] == seen[20:40]


def test_a_list_is_put_by_counted_shared_and_begun_with(kernel, district, sign_in):
    noise = send_report(kernel, district, category="noise", text="半夜装修")
    send_report(kernel, district, category="other", text="路口看不清")
    deliver_all(kernel)
    lead = sign_in(Role.SHIFT_LEAD)
    page = lead.get("/desk/narrow?view=new&class=own-matter-noise&class=NICHTS").text
    sent = fields(
        page,
        query="view=new&class=own-matter-noise&class=NICHTS",
        name="只看噪音",
        role="operator",
        is_default="1",
    )
    kept = lead.post("/desk/narrow/views", data=sent, follow_redirects=True)
    assert "「只看噪音」存好了" in kept.text
    operator = sign_in(Role.OPERATOR)
    inbox = operator.get("/desk/").text
    assert numbers(inbox) == [noise.ticket.number]
    assert re.search(
        r'aria-current="page"[^>]*>\s*<span class="view-label">只看噪音</span>\s*<span class="count" data-count>1<',
        inbox,
    )
    assert len(numbers(operator.get("/desk/?view=new").text)) == 2
    assert "只看噪音" not in sign_in(Role.PROPERTY).get("/desk/").text
    refused = operator.post("/desk/narrow/views", data=fields(inbox, name="", query="view=new"))
    assert refused.status_code == 422
    drop = re.search(r'action="(/desk/narrow/views/[^"]+/drop)"', lead.get("/desk/narrow").text)[1]
    assert operator.post(drop, data=fields(inbox)).status_code == 404
    assert lead.post(drop, data=fields(page)).status_code == 303
    assert "只看噪音" not in operator.get("/desk/").text


def test_who_may_put_by_what(kernel, district):
    operator, street = district[Role.OPERATOR], district[Role.STREET]
    with kernel.work(operator) as work, pytest.raises(Forbidden):
        keep_view(work, KeepView(name="给大家", query="view=new", role=Role.OPERATOR))
    with kernel.work(operator) as work, pytest.raises(Invalid):
        keep_view(work, KeepView(name="先看", query="view=new", is_default=True))
    for name in ("一", "二"):  # of two that a role begins with the later counts
        with kernel.work(street) as work:
            keep_view(work, KeepView(name=name, query="view=late", role=Role.CLERK, is_default=True))
    with kernel.read() as session:
        assert [one.is_default for one in views_kept(session, district[Role.CLERK])] == [False, True]
    for place in range(MOST):
        with kernel.work(operator) as work:
            view = keep_view(work, KeepView(name=f"第{place}个", query="view=new"))
    with kernel.work(operator) as work, pytest.raises(Invalid, match="最多存"):
        keep_view(work, KeepView(name="多一个", query="view=new"))
    with kernel.work(operator) as work:  # the same name again is the same list
        assert keep_view(work, KeepView(name=view.name, query="view=late")).id == view.id
    with kernel.work(street) as work, pytest.raises(NotFound):
        drop_view(work, DropView(view_id=view.id))


def test_the_table_shows_the_chosen_columns_and_becomes_an_excel_file(kernel, district, sign_in, clock):
    sent = [send_report(kernel, district, category="noise", text="=1+1 半夜装修") for _ in range(3)]
    deliver_all(kernel)
    to_unit(kernel, district, sent[0].ticket.id, UnitKind.DEPARTMENT)
    with kernel.work(district[Role.SHIFT_LEAD]) as work:
        work.session.execute(update(Ticket).where(Ticket.id == sent[1].ticket.id).values(confidential=True))
    browser = sign_in(Role.DEPARTMENT)
    query = "view=all&state=dispatched"
    chosen = browser.get(f"/desk/table/columns?{query}&col=number&col=summary&col=nothing&col=unit")
    assert chosen.location == f"/desk/table?{query}&cols=number.summary.unit"
    page = browser.get(chosen.location).text
    assert re.findall(r'<th scope="col">([^<]+)', page) == ["案件号", "原话", "单位"]
    assert sent[0].ticket.number in page
    assert sent[1].ticket.number not in page
    asked = browser.post(f"/desk/table/files?{query}&cols=number.summary.unit.reported", data=fields(page))
    assert "正在做" in browser.get(asked.location).text
    deliver_all(kernel)
    assert "做好了" in browser.get(asked.location).text
    file = browser.get(f"{asked.location}/download", buffered=True).data
    book = ZipFile(io.BytesIO(file))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert sent[0].ticket.number in sheet
    assert sent[1].ticket.number not in sheet
    assert "<f>" not in sheet
    assert "=1+1 半夜装修" in sheet

"""The pages of the dispatch rules: written, tried out against last month's tickets, published; read by those who dispatch."""

import re

import pytest

from tests.builders.district import build_district
from tests.builders.report import deliver_all, send_report
from tests.builders.routing import draft_rules, publish
from tests.builders.signed_in import form_on, send, sign_in
from tests.builders.walk import step, ticket_of
from webapp.access.role import Role
from webapp.dispatch.routing.book import book_in_force
from webapp.people.records import Unit, UnitKind
from webapp.ticket.words import Action

DRAFT = "/desk/rules/draft"


@pytest.fixture
def d(kernel):
    return build_district(kernel)


@pytest.fixture
def lead(app, d):
    return sign_in(app, d[Role.SHIFT_LEAD])


def add(browser, **boxes):
    """Fill in the form for a new line as somebody without scripts does."""
    page = browser.get(f"{DRAFT}/new").text
    address = re.search(rf'action="({DRAFT}/[0-9a-f-]{{36}})"', page)[1]
    return browser.post(address, data=form_on(page, address) | boxes)


def test_a_shift_lead_writes_a_line_tries_it_out_and_publishes_it(app, kernel, d, lead):
    noise = send_report(kernel, d, category="noise", text="半夜装修").ticket
    bureau = {"unit_id": d.units[UnitKind.DEPARTMENT]}
    step(kernel, d[Role.OPERATOR], noise.id, Action.FILE)
    step(kernel, d[Role.OPERATOR], noise.id, Action.DISPATCH, **bureau)
    assert "用的是出厂的这一条" in lead.get("/desk/rules").text
    assert send(lead, "/desk/rules", DRAFT).status_code == 303
    boxes = {
        "classes": str(d.classes["noise"]),
        "place": "community",
        "place_name": "新街社区",
        "number": "1",
    }
    wrong = add(lead, **boxes, target="unit", unit_name="没有这家")
    assert wrong.status_code == 422
    assert all(
        one in wrong.text for one in ("没有叫「没有这家」的单位", 'value="没有这家"', 'value="新街社区"')
    )
    assert add(lead, **boxes, target="street", way="direct", why="街道先到").status_code == 303
    page = lead.get(DRAFT).text
    assert all(one in page for one in ("噪音 × 新街社区", "所在街道", "<b>新增</b> 第 1 条", "街道先到"))
    tried = lead.get(f"{DRAFT}/try").text
    assert "会派给 <b>street单位</b>，实际是 department单位" in tried
    assert noise.number in tried
    assert noise.number not in lead.get(f"{DRAFT}/try?view=desk").text
    assert send(lead, DRAFT, f"{DRAFT}/publish", why="街道来办").status_code == 303
    assert "第 1 版" in lead.get("/desk/rules").text
    sent = send_report(kernel, d, category="noise", text="又在装修").ticket.id
    deliver_all(kernel)
    assert ticket_of(kernel, sent).unit_id == d.units[UnitKind.STREET]
    assert "按规则 1（第1版）：噪音 × 新街社区" in lead.get(f"/desk/tickets/{sent}").text


def test_a_draft_is_moved_mended_and_thrown_away_and_says_what_is_wrong(app, kernel, d, lead):
    publish(kernel, d, {"classes": "ordinary"})
    draft_rules(
        kernel, d[Role.SHIFT_LEAD], {"classes": "any", "target": "unit", "unit_name": "department"},
        {"classes": str(d.classes["lamp"]), "target": "street"},
    )  # fmt: skip
    page = lead.get(DRAFT).text
    assert "永远轮不到：第 1 条已经把它管的都管了" in page
    kept = send(lead, DRAFT, f"{DRAFT}/publish", why="先这样")
    assert (kept.status_code, "没有发布：第 2 条" in kept.text, "先这样" in kept.text) == (422, True, True)
    move = re.findall(rf'action="({DRAFT}/[0-9a-f-]{{36}}/move)"', page)[1]
    old = form_on(page, move)
    assert lead.post(move, data=old | {"number": "1"}).status_code == 303
    assert "永远轮不到" not in lead.get(DRAFT).text
    again = lead.post(move, data=old | {"number": "2", "once": ""})
    assert (again.status_code, "另一个窗口里改过了" in again.text) == (409, True)
    line = move.removesuffix("/move")
    assert send(lead, line, f"{line}/drop").status_code == 303
    with kernel.work(d[Role.ADMINISTRATOR]) as work:
        work.session.get_one(Unit, d.units[UnitKind.DEPARTMENT]).live = False
    assert "已经撤销，派过去没有人接" in lead.get(DRAFT).text
    assert send(lead, DRAFT, f"{DRAFT}/discard").status_code == 303
    assert lead.get(DRAFT).headers["Location"] == "/desk/rules"
    with kernel.read() as session:
        assert book_in_force(session).version == 1
    assert sign_in(app, d[Role.OPERATOR]).get("/desk/rules").status_code == 200
    assert sign_in(app, d[Role.OPERATOR]).get(DRAFT).status_code == 403

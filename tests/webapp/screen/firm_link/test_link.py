"""A property firm's link: made by its manager, read by the group, bound once; everybody who may not."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.builders.firm_link import PHONE, Firm, bind
from tests.builders.signed_in import form_on, send, sign_in
from webapp.access.actor import RULE
from webapp.access.records import CodeTry, FirmLink
from webapp.access.role import Role
from webapp.base.records import AuditEntry
from webapp.people.records import Unit
from webapp.ticket.records import Ticket
from webapp.ticket.words import State


def wrong_code(firm: Firm) -> str:
    return f"{(int(firm.code) + 1) % 1_000_000:06d}"


def ticket_of(kernel, receipt) -> Ticket:
    return kernel.get(Ticket, receipt.ticket.id)


def change(kernel, kind, key, **facts) -> None:
    """Something happened to a row that no page of ours does."""
    with kernel.work(RULE) as work:
        row = work.session.get_one(kind, key)
        for name, value in facts.items():
            setattr(row, name, value)


# ---- the manager's page ------------------------------------------------------------------------------------


def test_a_manager_makes_a_link_that_is_shown_once_and_kept_as_digests(kernel, app, district):
    browser = sign_in(app, district[Role.PROPERTY])
    form = form_on(browser.get("/desk/links").text, "/desk/links") | {"person_name": " 王建国 "}
    made = browser.post("/desk/links", data=form, follow_redirects=True)
    token = re.search(r"http://localhost/w/([a-z0-9]{26})", made.text)[1]
    code = re.search(r"data-code>(\d{6})<", made.text)[1]
    again = browser.post("/desk/links", data=form, follow_redirects=True).text
    listed = browser.get("/desk/links").text
    with browser.session_transaction() as cookie:
        assert token not in str(dict(cookie))
    for page in (again, listed, browser.get("/desk/links/made", follow_redirects=True).text):
        assert token not in page
        assert code not in page
    assert "只显示一次" in again
    assert "王建国" in listed
    assert "等绑定" in listed
    with kernel.read() as session:
        (link,) = session.scalars(select(FirmLink))
        written = str([(entry.doing, entry.changes) for entry in session.scalars(select(AuditEntry))])
    kept = {column.name: str(getattr(link, column.name)) for column in FirmLink.__table__.columns}
    assert token not in str(kept) + written
    assert code not in str(kept.values()) + written
    assert link.expires_at - link.made_at == timedelta(days=90)
    assert "firm_link.make" in written


def test_the_sentence_for_the_group_holds_no_code_and_nothing_of_a_resident(app, district, receipt):
    browser = sign_in(app, district[Role.PROPERTY])
    send(browser, "/desk/links", "/desk/links", person_name="王建国")
    made = browser.get("/desk/links/made").text
    sentence = re.search(r"<textarea[^>]*data-copy>\s*(.*?)</textarea>", made, re.DOTALL)[1]
    code = re.search(r"data-code>(\d{6})<", made)[1]
    assert "/w/" in sentence
    assert code not in sentence
    assert [part for part in (receipt.ticket.number, PHONE, "楼道灯", "号院") if part in sentence] == []


def test_a_link_wants_a_name(kernel, app, district):
    browser = sign_in(app, district[Role.PROPERTY])
    for name, sentence in (("  ", "请写给谁用"), ("王" * 41, "太长了")):
        refused = send(browser, "/desk/links", "/desk/links", person_name=name)
        assert refused.status_code == 422
        assert sentence in refused.text
    assert "王" * 41 in refused.text
    with kernel.read() as session:
        assert session.scalar(select(func.count()).select_from(FirmLink)) == 0


def test_links_are_made_seen_and_revoked_by_managers_of_their_own_unit_alone(app, kernel, district, make):
    theirs = make(district.other_firm, "别家的人")
    browser = sign_in(app, district[Role.PROPERTY])
    page = browser.get("/desk/links").text
    assert "别家的人" not in page
    token = form_on(page, "/desk/links")
    address = f"/desk/links/{theirs.link_id}/revoke"
    assert browser.post(address, data=token).status_code == 404
    assert kernel.get(FirmLink, theirs.link_id).revoked_at is None
    for role in (Role.DEPARTMENT, Role.OPERATOR, Role.STREET):
        assert sign_in(app, district[role]).get("/desk/links").status_code == 403
    assert app.test_client().get("/desk/links").status_code == 302


def test_the_list_says_how_each_link_stands(app, kernel, district, make, clock):
    manager = district[Role.PROPERTY]
    bind(app.test_client(), make(manager, "绑了的"))
    gone = make(manager, "走了的")
    old = make(manager, "旧的")
    make(manager, "新的")
    change(kernel, FirmLink, old.link_id, expires_at=clock.now() - timedelta(minutes=1))
    browser = sign_in(app, manager)
    done = send(browser, "/desk/links", f"/desk/links/{gone.link_id}/revoke")
    assert done.status_code == 303
    page = browser.get("/desk/links").text
    rows = dict(re.findall(r'<th scope="row">(.*?)</th>.*?data-tone="\w+">(.*?)</span>', page, re.DOTALL))
    assert rows == {"绑了的": "已绑定", "走了的": "已撤销", "旧的": "过期", "新的": "等绑定"}
    assert page.count('/revoke"') == 2


# ---- reading, without binding ------------------------------------------------------------------------------


def test_before_binding_the_link_is_a_list_for_reading(client, firm, receipt):
    page = client.get(firm.base).text
    assert receipt.ticket.number in page
    assert "楼道灯" in page
    assert "新街坊30号院 5号楼 1单元" in page
    assert "绑定这部手机" in page
    assert "王建国" in page
    assert "打我电话" not in page
    assert f"/tickets/{receipt.ticket.id}" not in page


def test_nothing_is_done_nor_opened_by_a_phone_that_is_not_bound(client, kernel, firm, receipt):
    client.get(firm.base)
    job = f"{firm.base}/tickets/{receipt.ticket.id}"
    assert client.get(job).status_code == 403
    for act in ("accept", "return", "word", "meeting/call"):
        assert client.post(f"{job}/{act}", data={"reason": "不归我们", "words": "马上来"}).status_code == 403
    assert ticket_of(kernel, receipt).state is State.DISPATCHED


def test_the_list_shows_only_the_units_open_tickets(app, kernel, district, make, receipt):
    other = make(district.other_firm)
    page = app.test_client().get(other.base).text
    assert receipt.ticket.number not in page
    assert "现在没有要办的单子" in page


def test_a_confidential_ticket_shows_the_compound_and_never_the_door(kernel, bound, firm, receipt):
    change(kernel, Ticket, receipt.ticket.id, confidential=True)
    for page in (bound.get(firm.base).text, bound.get(f"{firm.base}/tickets/{receipt.ticket.id}").text):
        assert "新街坊30号院（保密）" in page
        assert "5号楼" not in page
        assert "楼道灯不亮" not in page
        assert "800001234" not in page


# ---- binding -----------------------------------------------------------------------------------------------


def test_the_named_person_binds_the_phone_once(app, kernel, firm):
    phone = app.test_client()
    phone.get(firm.base)
    answer = phone.post(f"{firm.base}/bind", data={"code": firm.code})
    assert answer.status_code == 303
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("bound="))
    assert "HttpOnly" in cookie
    assert f"Path={firm.base}" in cookie
    link = kernel.get(FirmLink, firm.link_id)
    assert link.bound_at is not None
    assert link.device_hash not in cookie
    assert "可以办了" in phone.get(answer.location).text
    with kernel.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.doing == "firm_link.bind")).one()
    assert (entry.name, entry.role) == ("王建国", "property")


def test_the_same_form_sent_twice_by_the_same_browser_is_bound_all_the_same(bound, firm):
    assert bound.post(f"{firm.base}/bind", data={"code": firm.code}).status_code == 303


def test_a_second_phone_cannot_bind_not_even_with_the_right_code(app, kernel, firm, bound, receipt):
    before = kernel.get(FirmLink, firm.link_id).device_hash
    other = app.test_client()
    page = other.get(firm.base).text
    assert "已经绑在王建国的手机上" in page
    assert f'action="{firm.base}/bind"' not in page
    replayed = other.post(f"{firm.base}/bind", data={"code": firm.code})
    assert replayed.status_code == 409
    assert "另一部手机" in replayed.text
    assert kernel.get(FirmLink, firm.link_id).device_hash == before
    assert other.post(f"{firm.base}/tickets/{receipt.ticket.id}/accept").status_code == 403


def test_a_cookie_of_another_link_or_made_by_hand_binds_nothing(app, kernel, firm, district, make, receipt):
    elsewhere = make(district.other_firm)
    phone = bind(app.test_client(), elsewhere)
    stolen = phone.get_cookie("bound", path=elsewhere.base).value
    device = phone.get_cookie("device").value
    bind(app.test_client(), firm)
    for value in (stolen, f'["{firm.link_id}","{device}"]', "x.y.z"):
        phone.set_cookie("bound", value, path=firm.base)
        assert phone.post(f"{firm.base}/tickets/{receipt.ticket.id}/accept").status_code == 403
    assert ticket_of(kernel, receipt).state is State.DISPATCHED


def test_five_wrong_codes_a_day_and_then_no_more(client, kernel, clock, firm):
    client.get(firm.base)
    for left in (4, 3, 2, 1):
        refused = client.post(f"{firm.base}/bind", data={"code": wrong_code(firm)})
        assert refused.status_code == 422
        assert f"还能试 {left} 次" in refused.text
    for slip in ("", "12345", "绑定码"):
        assert "绑定码是 6 位数字" in client.post(f"{firm.base}/bind", data={"code": slip}).text
    assert "今天不能再试了" in client.post(f"{firm.base}/bind", data={"code": wrong_code(firm)}).text
    spent = client.post(f"{firm.base}/bind", data={"code": firm.code})
    assert spent.status_code == 429
    assert kernel.get(FirmLink, firm.link_id).device_hash is None
    clock.move(days=1)
    assert client.post(f"{firm.base}/bind", data={"code": f" {firm.code} "}).status_code == 303
    with kernel.read() as session:
        assert session.scalars(select(CodeTry.tries).order_by(CodeTry.day)).all() == [6, 0]


@pytest.mark.parametrize("path", ["/bind", "/tickets/{}/accept", "/tickets/{}/meeting/call"])
def test_a_form_from_another_site_is_refused(bound, kernel, firm, receipt, path):
    address = firm.base + path.format(receipt.ticket.id)
    for sender in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert bound.post(address, data={"code": firm.code}, headers=sender).status_code == 403
    assert ticket_of(kernel, receipt).state is State.DISPATCHED


# ---- links that answer nobody ------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["revoked", "expired", "closed unit"])
def test_a_link_that_ended_is_answered_kindly_and_does_nothing(
    app, kernel, clock, district, firm, bound, receipt, reason
):
    if reason == "revoked":
        done = send(
            sign_in(app, district[Role.PROPERTY]), "/desk/links", f"/desk/links/{firm.link_id}/revoke"
        )
        assert done.status_code == 303
    elif reason == "expired":
        clock.move(days=90)
    else:
        change(kernel, Unit, kernel.get(FirmLink, firm.link_id).unit_id, live=False)
    version = ticket_of(kernel, receipt).version
    job = f"{firm.base}/tickets/{receipt.ticket.id}"
    shown = bound.get(firm.base)
    assert shown.status_code == 410
    assert "到期了" in shown.text if reason == "expired" else "撤销了" in shown.text
    assert "新街物业" in shown.text
    assert receipt.ticket.number not in shown.text
    assert bound.get(job).status_code == 410
    assert bound.post(f"{job}/accept").status_code == 410
    assert bound.post(f"{job}/meeting/call").status_code == 410
    assert bound.post(f"{firm.base}/bind", data={"code": firm.code}).status_code == 410
    assert ticket_of(kernel, receipt).version == version


@pytest.mark.parametrize(
    "address", ["/w/abc", "/w/abc/tickets/9f1c5f6e-5d0b-4f43-9a5d-1b1d8f1f0000", "/w/%00"]
)
def test_a_link_that_was_never_ours_is_not_found(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert "没认出这个链接" in answer.text

"""Staff take a report: for a caller, a visitor, the hotline, and what a patrol found."""

import io
import re
import uuid

import pytest
from sqlalchemy import func, select

from tests.builders.photo import jpeg
from tests.builders.report import deliver_all
from tests.builders.rows import count, only
from tests.builders.signed_in import form_on, sign_in
from webapp.access.link_tokens import query_code
from webapp.access.role import MAY, Permission, Role
from webapp.base.errors import Differs
from webapp.place.records import Door
from webapp.report.commands import receive_report
from webapp.report.orders import SendReport
from webapp.report.records import Report, ReportKind
from webapp.ticket.records import Contact, Photo, PhotoState, Reporter, Ticket

NEW = "/desk/reports/new"
SAID = {"kind": "phone", "text": "三单元对讲机坏了"}


@pytest.fixture
def desk(app, district):
    return sign_in(app, district[Role.OPERATOR])


@pytest.fixture
def walker(app, district):
    return sign_in(app, district[Role.GRID_WORKER])


def form(browser, **typed):
    return form_on(browser.get(NEW).text, NEW) | typed


def test_a_call_becomes_a_ticket_and_the_number_is_read_aloud(kernel, desk, door, district):
    consent = {"phone": "138 0000 1234", "consent": "1"}
    taken = desk.post(NEW, data=form(desk, door=door, category="lamp", **SAID, **consent))
    assert taken.status_code == 303
    page = desk.get(taken.location).text
    report, ticket = only(kernel, Report), only(kernel, Ticket)
    code = query_code(kernel.secret, report.id)
    assert f"念给对方听：单号 {ticket.number}，查询码 {' '.join(code)}" in page
    assert f'href="/desk/verify?ticket={ticket.id}"' in page
    assert f'href="{NEW}"' in page
    assert (report.kind, report.person_id) == (ReportKind.PHONE, district[Role.OPERATOR].person_id)
    assert (str(report.door_id), str(ticket.door_id)) == (door, door)
    assert ticket.resident_reported
    contact = only(kernel, Contact)
    assert (contact.phone, contact.consent_version) == ("13800001234", "2026-11")
    assert contact.consent_at is not None
    assert desk.get(f"/desk/verify?ticket={ticket.id}").status_code == 200
    assert taken.location.endswith(f"/desk/reports/{report.id}/taken")


def test_a_report_taken_twice_is_one_ticket_and_one_number(kernel, desk, door):
    sent = form(desk, door=door, **SAID)
    first, again = desk.post(NEW, data=sent), desk.post(NEW, data=sent)
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location
    assert count(kernel, Ticket) == count(kernel, Report) == 1
    other = desk.post(NEW, data=sent | {"text": "另一件事"})
    assert other.status_code == 409
    assert "另一件事" in other.text
    assert count(kernel, Ticket) == 1


def test_the_same_report_at_another_door_is_another_report(kernel, district):
    order = SendReport(report_id=uuid.uuid4(), kind=ReportKind.PHONE, text="灯坏了")
    for number, refused in ((0, False), (0, False), (1, True)):
        with kernel.work(district[Role.OPERATOR]) as work:
            there = work.session.get_one(Door, district.doors[number])
            if refused:
                with pytest.raises(Differs):
                    receive_report(work, order, door=there)
            else:
                receive_report(work, order, door=there)
    assert only(kernel, Ticket).door_id == district.doors[0]


# ---- finding the door --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "letters",
    ["xjf30 1", "30号院 1单元", "XJF30 5h 1d", "xjf30hy5hl1", "新街坊30号院5号楼1单元", "xjf1 5 30"],
)
def test_a_few_letters_find_the_door_without_script_and_keep_what_was_typed(desk, door, letters):
    found = desk.post(NEW, data=form(desk, q=letters, find="1", **SAID))
    assert found.status_code == 200
    assert f'value="{door}"' in found.text
    assert "新街坊30号院 5号楼 1单元" in found.text
    assert "2单元" not in found.text
    assert SAID["text"] in found.text
    assert "还差一点" not in found.text


def test_the_door_chosen_before_stays_among_those_found_later(desk, door, district):
    found = desk.post(NEW, data=form(desk, q="31号院", door=door, find="1", **SAID)).text
    assert re.search(rf'value="{door}" checked', found)
    assert str(district.other_door) in found


def test_letters_that_fit_one_door_alone_have_named_it(kernel, desk, door):
    assert desk.post(NEW, data=form(desk, q="30号院 1单元", **SAID)).status_code == 303
    assert str(only(kernel, Ticket).door_id) == door


def test_letters_that_fit_several_doors_ask_which(kernel, desk):
    asked = desk.post(NEW, data=form(desk, q="30号院", **SAID))
    assert asked.status_code == 422
    assert "是哪一个？" in asked.text
    assert asked.text.count('name="door"') == 2
    assert count(kernel, Ticket) == 0


def test_letters_that_fit_no_door_say_so(desk):
    for more in ({"find": "1"}, {}):
        page = desk.post(NEW, data=form(desk, q="月亮<b>湾", **SAID, **more)).text
        assert "没有找到「月亮&lt;b&gt;湾」" in page


def test_the_script_reads_the_doors_as_a_piece_of_the_form(desk, door):
    piece = desk.get("/desk/doors?q=xjf30").text
    assert "<html" not in piece
    assert piece.count('type="radio"') == 2
    assert door in piece
    assert "radio" not in desk.get("/desk/doors?q=").text
    assert re.search(rf'value="{door}" checked', desk.get(f"/desk/doors?q=31&door={door}").text)
    assert "radio" not in desk.get("/desk/doors?q=%25&door=nonsense").text


def test_the_script_is_told_when_nothing_fits(desk):
    assert "没有找到「月亮湾」。换几个字" in desk.get("/desk/doors?q=月亮湾").text
    assert "没有找到" not in desk.get("/desk/doors?q=").text + desk.get("/desk/doors?q=xjf30").text


# ---- what is wrong -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"kind": ""}, "kind", "请选这件是怎么来的"),
        ({"kind": "resident"}, "kind", "请选这件是怎么来的"),
        ({"kind": "patrol"}, "kind", "请选这件是怎么来的"),
        ({"text": " \u200f"}, "text", "说一句怎么回事"),
        ({"text": "字" * 2001}, "text", "太长了，最多 2000 个字"),
        ({"door": ""}, "door", "请找到是哪个单元门"),
        ({"door": "nonsense"}, "door", "请找到是哪个单元门"),
        ({"door": str(uuid.uuid4())}, "door", "请找到是哪个单元门"),
        ({"phone": "12", "consent": "1"}, "phone", "电话好像不对"),
        ({"phone": "13800001234"}, "consent", "请先问同不同意"),
        ({"kind": "hotline"}, "order_no", "请写热线的单号"),
        ({"kind": "hotline", "order_no": "9" * 61}, "order_no", "太长了"),
        ({"kind": "hotline", "order_no": "1", "external_due": "明天"}, "external_due", "时间看不懂"),
        (
            {"kind": "hotline", "order_no": "1", "external_due": "2026-11-19T10:00"},
            "external_due",
            "已经过了",
        ),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(kernel, desk, door, typed, field, sentence):
    given = {
        "door": door,
        "kind": "phone",
        "text": "对讲机坏了",
        "category": "other",
        "confidential": "1",
    } | typed
    sent = form(desk, **given)
    refused = desk.post(NEW, data=sent)
    assert refused.status_code == 422
    assert sentence in refused.text
    assert f'href="#{field}"' in refused.text
    assert f'id="{field}"' in refused.text
    assert sent["report_id"] in refused.text
    for name in ("text", "phone", "order_no"):
        assert given.get(name, "").strip() in refused.text
    assert re.search(r'name="confidential"[^>]*checked', refused.text, re.DOTALL)
    assert '<option value="other" selected>' in refused.text
    assert count(kernel, Report) == count(kernel, Ticket) == 0


def test_several_mistakes_are_named_at_once(desk):
    refused = desk.post(NEW, data=form(desk, kind="hotline", phone="13800001234")).text
    for field in ("order_no", "door", "text", "consent"):
        assert f'href="#{field}"' in refused


# ---- photos and patrol -------------------------------------------------------------------------------------


def photo(content: bytes | None = None):
    return (io.BytesIO(content or jpeg()), "image.jpg")


def test_a_grid_worker_reports_what_a_patrol_found_with_photos_alone(kernel, walker, door, district):
    given = {"kind": "patrol", "door": door, "category": "rubbish", "phone": "13800001234"}
    taken = walker.post(NEW, data=form(walker, **given, photos=[photo(), photo(jpeg((9, 9, 9)))]))
    assert taken.status_code == 303
    report, ticket = only(kernel, Report), only(kernel, Ticket)
    assert report.kind is ReportKind.PATROL
    assert not ticket.resident_reported
    assert ticket.finder_id == district[Role.GRID_WORKER].person_id
    assert not only(kernel, Reporter).resident
    assert count(kernel, Contact) == 0
    page = walker.get(taken.location).text
    assert ticket.number in page
    assert "查询码" not in page
    assert "/desk/verify" not in page
    deliver_all(kernel)
    with kernel.read() as session:
        assert session.scalars(select(Photo.state)).all() == [PhotoState.READY, PhotoState.READY]
    assert walker.get(f"/desk/tickets/{ticket.id}").status_code == 200


def test_a_bad_photo_never_costs_the_words(kernel, desk, door):
    taken = desk.post(NEW, data=form(desk, door=door, **SAID, photos=[photo(b"no photo"), photo()]))
    assert taken.status_code == 303
    assert 'data-tone="soon"' in desk.get(taken.location).text
    with kernel.read() as session:
        assert {p.state for p in session.scalars(select(Photo))} == {PhotoState.KEPT, PhotoState.REFUSED}


def test_five_photos_are_four_and_a_sentence(kernel, desk, door):
    many = [photo(jpeg((n, n, n))) for n in range(5)]
    taken = desk.post(NEW, data=form(desk, door=door, **SAID, photos=many))
    assert "一次最多 4 张" in desk.get(taken.location).text
    with kernel.read() as session:
        kept = session.scalar(select(func.count()).select_from(Photo).where(Photo.state == PhotoState.KEPT))
    assert kept == 4


def test_a_bad_photo_alone_is_no_report(kernel, desk, door):
    refused = desk.post(NEW, data=form(desk, door=door, kind="phone", photos=[photo(b"no photo")]))
    assert refused.status_code == 422
    assert 'href="#photos"' in refused.text
    assert count(kernel, Report) == 0


# ---- who may -----------------------------------------------------------------------------------------------


def test_only_those_who_take_reports_find_the_form(app, client, district):
    for role in district.actors:
        expected = 200 if Permission.REPORT_FOR in MAY[role] else 403
        browser = sign_in(app, district[role])
        assert [browser.get(page).status_code for page in (NEW, "/desk/doors?q=x")] == [expected] * 2
    assert client.get(NEW).status_code == 302
    assert client.post(NEW, data=SAID).status_code in {400, 401}


def test_the_code_is_shown_to_who_took_the_report_and_to_nobody_else(app, kernel, desk, walker, door):
    taken = desk.post(NEW, data=form(desk, door=door, **SAID)).location
    assert walker.get(taken).status_code == 404
    assert desk.get(f"/desk/reports/{uuid.uuid4()}/taken").status_code == 404


def test_the_menu_leads_to_the_form(desk):
    assert f'href="{NEW}"' in desk.get("/desk/").text

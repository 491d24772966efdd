"""Rule 4: retaliation."""

import io

import pytest
from sqlalchemy import select

from tests.builders.callback import with_phone
from tests.builders.firm_link import bind, firm_link
from tests.builders.photo import jpeg
from tests.builders.report import deliver_all, send_report
from tests.builders.walk import step
from tests.safety.conftest import status
from webapp.access.firm_links import MakeLink, make_link
from webapp.access.records import Participation
from webapp.access.role import Role
from webapp.people.records import UnitKind
from webapp.ticket.records import Photo, PhotoState, Ticket
from webapp.ticket.words import Action

WORDS = "五单元天天有人占消防通道"
PHONE = "13800001234"


@pytest.fixture
def hushed(kernel, district, client, scan):
    """A 保密 report with photo and phone, filed by the desk and given to the department."""
    photos = [(io.BytesIO(jpeg()), "image.jpg")]
    sent = scan(text=WORDS, category="other", confidential="1", phone=PHONE, consent="2026-11", photos=photos)
    assert sent.status_code == 303
    client.get(sent.location)
    client.post(f"{sent.location}/word", data={"text": "我是二楼的老刘"})
    deliver_all(kernel)
    with kernel.read() as session:
        ticket_id = session.scalars(select(Ticket.id)).one()
    step(kernel, district[Role.OPERATOR], ticket_id, Action.FILE)
    step(
        kernel,
        district[Role.OPERATOR],
        ticket_id,
        Action.DISPATCH,
        unit_id=district.units[UnitKind.DEPARTMENT],
    )
    deliver_all(kernel)
    return ticket_id


SECRETS = (WORDS, WORDS[:6], "老刘", PHONE, "138****1234", "5号楼", "1单元")


def test_a_form_offers_to_keep_it_confidential(client, district):
    """保密 on every form"""
    page = client.get(f"/q/{district.codes[0]}").text
    assert 'name="confidential"' in page
    assert "替我保密" in page


@pytest.mark.parametrize(
    "address", ["/desk/", "/desk/?view=all", "/desk/?view=all&q=新街坊30号院", "/desk/tickets/{id}"]
)
def test_the_unit_sees_the_compound_and_not_the_door_nor_words_nor_contact(kernel, hushed, sign_in, address):
    """units see the compound, not the door, and no contact"""
    page = sign_in(Role.DEPARTMENT).get(address.format(id=hushed))
    assert page.status_code == 200
    assert "新街坊30号院" in page.text
    assert [secret for secret in SECRETS if secret in page.text] == []


def test_the_unit_cannot_find_it_by_its_words(kernel, district, hushed, sign_in):
    """units see the compound, not the door"""
    department = sign_in(Role.DEPARTMENT)
    number = kernel.get(Ticket, hushed).number
    for words in ("消防通道", "5号楼", "老刘"):
        assert number not in department.get(f"/desk/?view=all&q={words}").text, words
    assert number in department.get("/desk/?view=all&q=新街坊30").text


def test_the_photo_has_no_address_for_the_unit_but_one_for_the_street(kernel, hushed, sign_in):
    """units see the compound, not the door"""
    with kernel.read() as session:
        photo = session.scalars(select(Photo).where(Photo.state == PhotoState.READY)).one()
    for size in ("small", "large"):
        assert status(sign_in(Role.DEPARTMENT), f"/photos/{photo.id}/{size}") == 404
        assert status(sign_in(Role.STREET), f"/photos/{photo.id}/{size}") == 200
    assert str(photo.id) not in sign_in(Role.DEPARTMENT).get(f"/desk/tickets/{hushed}").text


def test_the_street_reads_the_whole_story(hushed, sign_in):
    """the street's officer does the meeting"""
    page = sign_in(Role.STREET).get(f"/desk/tickets/{hushed}").text
    for words in (WORDS, "老刘", "5号楼", "138****1234"):
        assert words in page
    assert PHONE not in page


@pytest.mark.parametrize(
    "given",
    [{"confidential": True}, {"text": "投诉物业保安骂人，灯也不修"}],
    ids=["confidential", "about the unit"],
)
def test_a_property_firm_takes_no_part_in_it_at_all(kernel, district, sign_in, app, given):
    """a report about a unit bypasses it"""
    receipt = send_report(kernel, district, **with_phone(PHONE), **given)
    deliver_all(kernel)
    with kernel.read() as session:
        firms = session.scalars(
            select(Participation.id).where(
                Participation.ticket_id == receipt.ticket.id,
                Participation.unit_id.in_([district.units[UnitKind.PROPERTY], district.other_firm.unit_id]),
            )
        )
        assert firms.all() == []
    browser = sign_in(Role.PROPERTY)
    assert browser.get(f"/desk/tickets/{receipt.ticket.id}").status_code == 404
    assert receipt.ticket.number not in browser.get("/desk/?view=all").text
    with kernel.work(district[Role.PROPERTY]) as work:
        made = make_link(work, MakeLink(person_name="王建国", days=30))
    phone = app.test_client()
    assert receipt.ticket.number not in phone.get(f"/w/{made.token}").text
    phone.post(f"/w/{made.token}/bind", data={"code": made.code})
    assert phone.get(f"/w/{made.token}/tickets/{receipt.ticket.id}").status_code == 404


def test_the_desk_cannot_send_a_confidential_one_to_a_firm(kernel, district):
    """a report about a unit bypasses it"""
    made = send_report(kernel, district, confidential=True).ticket.id
    deliver_all(kernel)
    step(kernel, district[Role.OPERATOR], made, Action.FILE)
    with pytest.raises(Exception, match=r".") as refused:
        step(
            kernel, district[Role.OPERATOR], made, Action.DISPATCH, unit_id=district.units[UnitKind.PROPERTY]
        )
    assert getattr(refused.value, "status", None) in {403, 409, 422}


def test_a_confidential_neighbour_on_an_open_ticket_is_kept_back_too(kernel, district, sign_in, client, scan):
    """units see the compound, not the door, and no contact"""
    first = send_report(kernel, district).ticket.id
    deliver_all(kernel)
    client.get(f"/q/{district.codes[0]}")
    photos = [(io.BytesIO(jpeg((1, 2, 3))), "image.jpg")]
    assert (
        scan(text="老刘家也是", category="", joins=str(first), confidential="1", photos=photos).status_code
        == 303
    )
    deliver_all(kernel)
    with kernel.read() as session:
        photo = session.scalars(select(Photo)).one()
    firm = sign_in(Role.PROPERTY)
    page = firm.get(f"/desk/tickets/{first}").text
    assert "老刘" not in page
    assert str(photo.id) not in page
    assert status(firm, f"/photos/{photo.id}/small") == 404
    assert status(sign_in(Role.OPERATOR), f"/photos/{photo.id}/small") == 200


def test_a_confidential_neighbours_photo_has_no_address_behind_a_group_link_either(
    kernel, district, app, scan
):
    """units see the compound, not the door, and no contact"""
    photo = [(io.BytesIO(jpeg((9, 9, 9))), "image.jpg")]
    assert scan(text="灯坏了", category="lamp", photos=photo).status_code == 303
    deliver_all(kernel)
    with kernel.read() as session:
        first = session.scalars(select(Ticket.id)).one()
        ordinary = session.scalars(select(Photo.id)).one()
    neighbour = app.test_client()
    neighbour.get(f"/q/{district.codes[0]}")
    photo = [(io.BytesIO(jpeg((1, 2, 3))), "image.jpg")]
    scan(neighbour, text="老刘家也是", category="", joins=str(first), confidential="1", photos=photo)
    deliver_all(kernel)
    with kernel.read() as session:
        kept_back = session.scalars(select(Photo.id).where(Photo.id != ordinary)).one()
        assert not session.scalars(select(Ticket.confidential)).one()
    firm = firm_link(kernel, district[Role.PROPERTY])
    phone = bind(app.test_client(), firm)
    assert str(kept_back) not in phone.get(firm.job(first)).text
    for size in ("small", "large"):
        assert status(phone, f"{firm.base}/photos/{ordinary}/{size}") == 200
        assert status(phone, f"{firm.base}/photos/{kept_back}/{size}") == 404

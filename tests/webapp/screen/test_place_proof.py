"""How sure the place of a ticket is: the desk reads what was really sent, never a scan that did not happen."""

import uuid

import pytest

from tests.builders.report import send_report
from tests.builders.signed_in import form_on, sign_in
from tests.builders.walk import step
from webapp.access.role import Role
from webapp.screen.ticket_story import read_ticket
from webapp.ticket.words import Action

NEW = "/desk/reports/new"
SPOT = {"lng": 116.4, "lat": 39.9, "datum": "wgs84", "source": "gnss"}


def proof(kernel, district, ticket_id) -> str:
    with kernel.read() as session:
        return read_ticket(
            session, district[Role.OPERATOR], ticket_id, kernel.clock.now(), ""
        ).report.place_proof


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "扫门口的码，地点准"),
        ({"door": None, "place": SPOT | {"accuracy_m": 12.4}}, "定位，误差 12 米"),
        ({"door": None, "place": SPOT}, "定位，误差不详"),
    ],
)
def test_a_scan_and_a_position_say_what_they_are(kernel, district, more, words):
    assert proof(kernel, district, send_report(kernel, district, **more).ticket.id) == words


@pytest.mark.parametrize("kind", ["phone", "counter", "hotline"])
def test_no_code_was_scanned_by_who_took_it_down_for_somebody(app, kernel, district, kind):
    desk = sign_in(app, district[Role.OPERATOR])
    order = {"order_no": "H-1"} if kind == "hotline" else {}
    typed = {"kind": kind, "text": "对讲机坏了", "category": "lamp", "door": str(district.doors[0]), **order}
    taken = desk.post(NEW, data=form_on(desk.get(NEW).text, NEW) | typed, follow_redirects=True)
    assert taken.status_code == 200
    page = desk.get("/desk/?view=all").text
    ticket_id = uuid.UUID(page.partition("/desk/tickets/")[2][:36])
    assert proof(kernel, district, ticket_id) == "登记时选的门，没有扫码"
    assert "地点准" not in desk.get(f"/desk/tickets/{ticket_id}").text


def test_a_place_that_the_desk_corrected_is_the_desks(kernel, district):
    ticket = send_report(kernel, district).ticket.id
    step(
        kernel, district[Role.OPERATOR], ticket, Action.CORRECT, door_id=district.other_door, reason="打电话问过"
    )  # fmt: skip
    assert proof(kernel, district, ticket) == "坐席核实时改过"

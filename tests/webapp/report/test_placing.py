"""Where a report puts its ticket: WGS-84 inside, as sent on the report, the door before the phone, doubt before loss."""

import pytest

from tests.builders.district import build_district
from tests.builders.report import send_report
from tests.builders.signed_in import sign_in
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.base.errors import Invalid
from webapp.base.fields import read
from webapp.place.cells import cell_of, put
from webapp.place.datum import from_wgs84
from webapp.place.records import Compound, Door
from webapp.report.orders import SendReport
from webapp.report.records import Report
from webapp.ticket.records import Ticket
from webapp.ticket.words import PlaceDoubt

HERE = (116.403, 39.902)


@pytest.fixture
def d(kernel):
    return build_district(kernel)


def sent(kernel, d, at, datum="wgs84", **more):
    place = {"lng": at[0], "lat": at[1], "datum": datum, "accuracy_m": 12}
    receipt = send_report(kernel, d, place=place, **({"door": None} | more))
    with kernel.read() as session:
        return session.get_one(Ticket, receipt.ticket.id), session.get_one(Report, receipt.report)


@pytest.mark.parametrize("datum", ["wgs84", "gcj02", "bd09"])
def test_a_ticket_is_in_wgs84_and_its_report_says_what_was_sent(kernel, d, datum):
    given = from_wgs84(*HERE, datum)
    ticket, report = sent(kernel, d, given, datum)
    assert (ticket.lng, ticket.lat) == pytest.approx(HERE, abs=1e-9)
    assert ticket.cell == cell_of(*HERE)
    assert ticket.place_doubt is None
    assert (report.place["lng"], report.place["lat"], report.place["datum"]) == (*given, datum)


def test_a_door_stands_where_it_was_measured_wherever_the_phone_is(kernel, d):
    far = (116.5, 39.95)
    ticket, report = sent(kernel, d, far, door=d.codes[0])
    assert (ticket.lng, ticket.lat) == (116.4, 39.9), "of the compound, as long as nobody measured the door"
    with kernel.work(RULE) as work:
        put(work.session.get_one(Door, d.doors[0]), 116.4007, 39.9003)
    ticket, report = sent(kernel, d, far, door=d.codes[0])
    assert (ticket.lng, ticket.lat, ticket.cell) == (116.4007, 39.9003, cell_of(116.4007, 39.9003))
    assert report.place["lng"] == far[0]


def test_a_position_far_from_the_district_is_kept_and_marked_for_the_desk(app, kernel, d):
    at_sea = (123.5, 30.5)
    ticket, _ = sent(kernel, d, at_sea)
    assert (ticket.lng, ticket.lat) == at_sea
    assert ticket.place_doubt is PlaceDoubt.OUTSIDE
    page = sign_in(app, d[Role.OPERATOR]).get(f"/desk/tickets/{ticket.id}").text
    assert "不在本区，请核实地点" in page
    near_by, _ = sent(kernel, d, (116.55, 39.9))
    assert near_by.place_doubt is None
    page = sign_in(app, d[Role.OPERATOR]).get(f"/desk/tickets/{near_by.id}").text
    assert "不在本区" not in page


def test_without_any_known_place_no_position_is_doubted(kernel, d):
    with kernel.work(RULE) as work:
        for compound in work.session.query(Compound):
            compound.lng = compound.lat = None
    ticket, _ = sent(kernel, d, (123.5, 30.5))
    assert ticket.place_doubt is None
    at_door, _ = sent(kernel, d, HERE, door=d.codes[0])
    assert (at_door.lng, at_door.lat) == HERE, "better than nothing"


def test_an_unlabelled_position_is_refused(kernel, d):
    with pytest.raises(Invalid):
        read(
            SendReport, {"report_id": str(d.doors[0]), "text": "灯坏了", "place": {"lng": 116.4, "lat": 39.9}}
        )

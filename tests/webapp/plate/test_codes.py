"""Codes of doors: ended and renewed, and an old plate is answered kindly."""

import pytest
from sqlalchemy import select

from tests.builders.district import build_district
from tests.builders.signed_in import send, sign_in
from webapp.access.role import Role
from webapp.base.errors import Forbidden, Invalid, NotFound
from webapp.base.records import AuditEntry
from webapp.place.codes import find_door, live_code
from webapp.place.records import DoorCode
from webapp.plate.commands import RevokeCode, RotateCode, revoke_code, rotate_code


@pytest.fixture
def district(app, kernel):
    return build_district(kernel)


def rotate(kernel, actor, door_id):
    with kernel.work(actor) as work:
        return rotate_code(work, RotateCode(door_id=door_id, why="服务板丢了"))


def test_a_new_code_leads_to_the_door_and_the_old_one_is_answered_kindly(kernel, client, district) -> None:
    fresh = rotate(kernel, district[Role.ADMINISTRATOR], district.doors[0])
    assert client.get(f"/q/{fresh}").status_code == 200
    old = client.get(f"/q/{district.codes[0]}")
    assert old.status_code == 410
    assert "新街坊30号院" in old.text
    with kernel.read() as session:
        found = find_door(session, district.codes[0])
        assert (found.door.id, found.live) == (district.doors[0], False)
        assert session.get(DoorCode, district.codes[0]).revoked_why == "服务板丢了"
        doing = session.scalars(select(AuditEntry.doing).order_by(AuditEntry.id.desc()).limit(1)).one()
        assert doing == "plate.rotate_code"


def test_a_code_can_be_renewed_again_and_again(kernel, district) -> None:
    codes = [rotate(kernel, district[Role.STREET], district.doors[0]) for _ in range(3)]
    assert len(set(codes)) == 3
    with kernel.read() as session:
        assert live_code(session, district.doors[0]) == codes[-1]


def test_an_ended_code_has_no_follower_and_cannot_end_twice(kernel, client, district) -> None:
    order = RevokeCode(door_id=district.doors[0], why="门拆了")
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        assert revoke_code(work, order) == district.codes[0]
    assert client.get(f"/q/{district.codes[0]}").status_code == 410
    with pytest.raises(Invalid), kernel.work(district[Role.ADMINISTRATOR]) as work:
        revoke_code(work, order)


def test_only_who_prints_plates_touches_codes(kernel, district) -> None:
    with pytest.raises(Forbidden):
        rotate(kernel, district[Role.OPERATOR], district.doors[0])
    with pytest.raises(NotFound):
        rotate(kernel, district[Role.ADMINISTRATOR], district.units["property"])


def test_the_page_finds_a_door_and_renews_its_code_once(app, kernel, district) -> None:
    browser = sign_in(app, district[Role.ADMINISTRATOR])
    page = "/desk/plates?q=xjf30"
    address = f"/desk/plates/doors/{district.doors[0]}/rotate"
    answer = send(browser, page, address, why="板被撕了")
    assert answer.status_code == 303
    with kernel.read() as session:
        fresh = live_code(session, district.doors[0])
    assert fresh != district.codes[0]
    assert f"{fresh[:4]} {fresh[4:]}" in browser.get(answer.location).text


def test_a_renewal_without_a_reason_is_refused_beside_its_field(app, kernel, district) -> None:
    browser = sign_in(app, district[Role.ADMINISTRATOR])
    answer = send(browser, "/desk/plates?q=xjf30", f"/desk/plates/doors/{district.doors[0]}/rotate", why="")
    assert answer.status_code == 422
    with kernel.read() as session:
        assert live_code(session, district.doors[0]) == district.codes[0]

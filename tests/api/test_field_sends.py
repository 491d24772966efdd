"""What a field phone may do with an old sign-in, and what becomes of work done on yesterday's lists."""

import uuid

import pytest
from sqlalchemy import select

from tests.api.conftest import QUEUED
from tests.builders.phone import promised, put_photo
from tests.builders.photo import jpeg
from tests.builders.report import send_report
from tests.builders.signed_in import form_on, sign_in
from tests.builders.walk import step, ticket_of
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.catalogue.records import MatterClass
from webapp.people.records import Person
from webapp.place.codes import make_code, revoke
from webapp.report.records import Report
from webapp.ticket.records import Ticket, TicketStep
from webapp.ticket.words import Action

PLACE = {"lng": 116.4001, "lat": 39.9001, "datum": "wgs84", "accuracy_m": 8}


@pytest.fixture
def phone(app, district):
    return sign_in(app, district[Role.GRID_WORKER])


def send(phone, report_id=None, **more):
    body = {
        "kind": "patrol",
        "text": "井盖松了",
        "captured_at": "2026-11-20T09:50:00+08:00",
        "place": PLACE,
    } | more
    base = f"/api/v1/reports/{report_id or uuid.uuid4()}"
    return base, phone.put(base, json=body, headers=QUEUED)


def notes(kernel, ticket_id) -> dict[str, str]:
    with kernel.read() as session:
        rows = session.scalars(select(TicketStep).where(TicketStep.ticket_id == uuid.UUID(str(ticket_id))))
        return {row.action: row.reason for row in rows}


def change(kernel, actor, **facts):
    with kernel.work(RULE) as work:
        person = work.session.get_one(Person, actor.person_id)
        for name, value in facts.items():
            setattr(person, name, value)


# ── the sign-in ──


def test_pages_lock_but_the_queue_goes_on_for_thirty_days(phone, clock):
    assert phone.get("/desk/").status_code == 200
    clock.move(days=29)
    assert phone.get("/desk/").status_code == 302
    assert phone.get("/api/v1/field/pack").status_code == 401
    assert send(phone)[1].status_code == 201
    assert phone.get("/desk/").status_code == 302, "sending must not unlock the pages"
    clock.move(days=2)
    _, late = send(phone)
    assert (late.status_code, late.json["code"]) == (401, "sign_in")


def test_an_office_sign_in_sends_nothing_once_it_is_idle(app, district, clock):
    desk = sign_in(app, district[Role.OPERATOR])
    assert send(desk, kind="phone")[1].status_code == 201
    clock.move(hours=2)
    assert send(desk, kind="phone")[1].status_code == 401


@pytest.mark.parametrize("facts", [{"active": False}, {"password_hash": "another-hash-of-another-word"}])
def test_deactivation_and_a_new_password_end_sending(kernel, district, phone, clock, facts):
    clock.move(hours=2)
    assert send(phone)[1].status_code == 201
    change(kernel, district[Role.GRID_WORKER], **facts)
    assert send(phone)[1].status_code == 401


def test_signing_out_ends_sending(phone):
    page = phone.get("/desk/", follow_redirects=True)
    phone.post("/desk/sign-out", data=form_on(page.text, "/desk/sign-out"))
    assert send(phone)[1].status_code == 401


def test_a_post_changed_while_offline_is_refused_with_a_sentence_and_what_came_before_stands(
    kernel, district, phone, clock
):
    photo = promised(jpeg())
    base, first = send(phone, photos=[photo])
    change(kernel, district[Role.GRID_WORKER], role=Role.PROPERTY.value)
    clock.move(hours=5)
    refused = send(phone)[1]
    assert (refused.status_code, refused.mimetype) == (403, "application/problem+json")
    assert "岗位" in refused.json["detail"]
    assert put_photo(phone, base, photo, jpeg()).json["complete"] is True
    assert phone.get(f"{base}/receipt").json["ticket"] == first.json["ticket"]


def test_a_photo_of_staff_comes_home_without_any_sign_in(app, phone):
    photo = promised(jpeg())
    base, _ = send(phone, photos=[photo])
    assert put_photo(app.test_client(), base, photo, jpeg()).status_code == 201


# ── receipts ──


def test_receipts_of_many_sends_come_at_once(kernel, district, phone):
    sent = [send(phone)[1].json for _ in range(3)]
    unknown = str(uuid.uuid4())
    ids = [one["report"] for one in sent]
    answer = phone.post("/api/v1/receipts", json={"reports": [*ids, unknown]}, headers=QUEUED)
    assert answer.json["receipts"] == {one["report"]: one for one in sent} | {unknown: None}


@pytest.mark.parametrize(("count", "status"), [(200, 200), (201, 422)])
def test_two_hundred_receipts_are_the_most(phone, count, status):
    ids = [str(uuid.uuid4()) for _ in range(count)]
    answer = phone.post(
        "/api/v1/receipts", json={"reports": ids[:100], "rechecks": ids[100:]}, headers=QUEUED
    )
    assert answer.status_code == status


def test_the_clock_tells_our_time(client, clock):
    assert client.get("/api/v1/field/clock").json == {"now": "2026-11-20T02:00:00+00:00"}


def test_a_phone_drains_two_hundred_reports_and_four_hundred_photos(phone, app, settings):
    pictures = [jpeg((1, 2, 3)), jpeg((3, 2, 1))]
    for _ in range(200):
        photos = [promised(content) for content in pictures]
        base, answer = send(phone, photos=photos)
        assert answer.status_code == 201
        for photo, content in zip(photos, pictures, strict=True):
            assert put_photo(phone, base, photo, content).status_code == 201


# ── yesterday's lists ──


def test_a_code_rotated_meanwhile_still_leads_to_its_door(kernel, district, phone):
    with kernel.work(RULE) as work:
        revoke(work.session, district.doors[0], "换新牌", work.now)
        make_code(work.session, district.doors[0], work.now)
    _, answer = send(phone, door=district.codes[0], place=None)
    assert answer.status_code == 201
    assert ticket_of(kernel, uuid.UUID(answer.json["ticket"]["id"])).door_id == district.doors[0]


def test_an_unknown_code_keeps_the_work_when_the_place_is_known(kernel, phone):
    _, answer = send(phone, door="GONE2345")
    assert answer.status_code == 201
    assert "GONE2345" in notes(kernel, answer.json["ticket"]["id"])["field_doubt"]
    _, nowhere = send(phone, door="GONE2345", place=None)
    assert (nowhere.status_code, list(nowhere.json["fields"])) == (422, ["door"])


def test_a_point_that_is_gone_keeps_the_work_also_without_a_position(kernel, phone):
    _, answer = send(phone, point="P-0815", place=None)
    assert answer.status_code == 201
    with kernel.read() as session:
        assert session.scalars(select(Report.point)).one() == "P-0815"
        assert "P-0815" in session.scalars(select(Ticket.place_words)).one()


def test_a_class_that_is_no_longer_used_leaves_the_choice_to_the_desk(kernel, district, phone):
    retire(kernel, district.classes["lamp"], live=False)
    _, answer = send(phone, category="lamp")
    assert answer.status_code == 201
    assert "楼道灯" in notes(kernel, answer.json["ticket"]["id"])["field_doubt"]
    assert ticket_of(kernel, uuid.UUID(answer.json["ticket"]["id"])).class_id is None


def retire(kernel, class_id, **facts):
    with kernel.work(RULE) as work:
        row = work.session.get_one(MatterClass, class_id)
        for name, value in facts.items():
            setattr(row, name, value)


def test_joining_what_was_merged_follows_it_and_joining_what_is_over_opens_a_new_one(kernel, district, phone):
    first, other = send_report(kernel, district).ticket, send_report(kernel, district, text="同一盏灯").ticket
    step(kernel, district[Role.OPERATOR], first.id, Action.MERGE, target_id=other.id, reason="同一件")
    _, joined = send(phone, joins=str(first.id))
    assert joined.json["ticket"]["id"] == str(other.id)
    step(kernel, district[Role.OPERATOR], other.id, Action.REFUSE, reason="不归我们", referral="供电 95598")
    _, opened = send(phone, joins=str(first.id))
    assert opened.status_code == 201
    assert opened.json["ticket"]["id"] not in {str(first.id), str(other.id)}
    assert first.number in notes(kernel, opened.json["ticket"]["id"])["field_doubt"]


def test_seeing_the_same_thing_twice_loses_no_photo(kernel, district, phone):
    ticket = send_report(kernel, district).ticket
    for _ in range(2):
        photo = promised(jpeg())
        base, answer = send(phone, joins=str(ticket.id), device="one-phone", photos=[photo])
        assert answer.json["ticket"]["id"] == str(ticket.id)
        assert put_photo(phone, base, photo, jpeg()).json["complete"] is True
    assert "said_again" in notes(kernel, ticket.id)
    assert ticket_of(kernel, ticket.id).joins == 1


def test_what_is_edited_and_sent_as_new_keeps_its_photos(kernel, phone):
    photo = promised(jpeg())
    base, first = send(phone, photos=[photo])
    put_photo(phone, base, photo, jpeg())
    again, answer = send(phone, text="井盖松了，在路口", replaces=first.json["report"], photos=[photo])
    assert answer.status_code == 201
    receipt = put_photo(phone, again, photo, jpeg()).json
    assert receipt["photos"] == [{"id": photo["id"], "sha256": photo["sha256"]}]
    assert receipt["complete"] is True
    assert phone.get(f"{base}/receipt").json["complete"] is True

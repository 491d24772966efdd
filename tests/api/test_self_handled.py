"""自行处置: closed at once, counted apart, its photos follow; some of it is looked at by a second person."""

import uuid

import pytest
from sqlalchemy import select

from tests.api.test_field_sends import notes, retire, send
from tests.builders.phone import promised, put_photo, put_verdict
from tests.builders.photo import jpeg
from tests.builders.report import deliver_all
from tests.builders.signed_in import sign_in
from tests.builders.walk import ticket_of
from webapp.access.role import Role
from webapp.catalogue.settings import put_setting
from webapp.recheck.records import RecheckTask


@pytest.fixture
def phone(app, district):
    return sign_in(app, district[Role.GRID_WORKER])


def self_handled(phone, **more):
    pictures = {"before": jpeg((90, 9, 9)), "after": jpeg((9, 90, 9))}
    photos = [promised(content, role=role) for role, content in pictures.items()]
    base, answer = send(phone, kind="self_handled", category="rubbish", text="", photos=photos, **more)
    return base, answer, list(zip(photos, pictures.values(), strict=True))


def test_what_is_settled_on_the_spot_is_closed_at_once_and_its_photos_follow(kernel, district, phone):
    base, answer, photos = self_handled(phone)
    assert (answer.status_code, answer.json["ticket"]["state"], answer.json["complete"]) == (
        201,
        "closed",
        False,
    )
    for photo, content in photos:
        put_photo(phone, base, photo, content)
    deliver_all(kernel)
    ticket = ticket_of(kernel, uuid.UUID(answer.json["ticket"]["id"]))
    assert (ticket.self_handled, ticket.handler_id) == (True, district[Role.GRID_WORKER].person_id)
    assert phone.get(f"{base}/receipt").json["complete"] is True


def test_without_both_photos_or_a_class_it_goes_back_to_the_draft(phone):
    only = [promised(jpeg(), role="after")]
    assert send(phone, kind="self_handled", category="rubbish", photos=only)[1].status_code == 422
    both = [promised(jpeg(), role="before"), promised(jpeg(), role="after")]
    assert send(phone, kind="self_handled", photos=both)[1].status_code == 422


def test_a_class_that_left_the_list_makes_an_ordinary_report_of_it(kernel, district, phone):
    retire(kernel, district.classes["rubbish"], self_handled=False)
    _, answer, _ = self_handled(phone)
    assert (answer.status_code, answer.json["ticket"]["state"]) == (201, "new")
    assert "自行处置" in notes(kernel, answer.json["ticket"]["id"])["field_doubt"]


def test_photos_that_never_come_stand_in_the_desks_list(app, district, phone, clock):
    base, answer, photos = self_handled(phone)
    put_photo(phone, base, *photos[0])
    desk = sign_in(app, district[Role.SHIFT_LEAD])
    number = answer.json["ticket"]["number"]
    assert number not in desk.get("/desk/field").text
    clock.move(hours=25)
    page = sign_in(app, district[Role.SHIFT_LEAD]).get("/desk/field").text
    assert number in page
    assert "1/2 张到了" in page


def sample_all(kernel, district, clock):
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        put_setting(work.session, "self_handled_sample", 100, clock.now().date())


def test_a_sample_is_looked_at_by_a_second_person_and_a_failed_one_is_handled_anew(
    app, kernel, district, phone, clock
):
    sample_all(kernel, district, clock)
    _, answer, _ = self_handled(phone)
    deliver_all(kernel)
    ticket_id = uuid.UUID(answer.json["ticket"]["id"])
    with kernel.read() as session:
        task = session.scalars(select(RecheckTask)).one()
    assert (task.sample, task.person_id) == (True, district[Role.INSPECTOR].person_id)
    inspector = sign_in(app, district[Role.INSPECTOR])
    page = inspector.get(f"/desk/recheck/{ticket_id}").text
    assert "抽查" in page
    _, judged = put_verdict(inspector, ticket_id, verdict="fail", reason="现场没收拾")
    assert judged.json["outcome"] == "done"
    deliver_all(kernel)
    ticket = ticket_of(kernel, ticket_id)
    assert (ticket.state, ticket.reopened) == ("dispatched", 1)


def test_a_sample_that_passes_leaves_the_ticket_closed(app, kernel, district, phone, clock):
    sample_all(kernel, district, clock)
    _, answer, _ = self_handled(phone)
    deliver_all(kernel)
    _, judged = put_verdict(sign_in(app, district[Role.INSPECTOR]), answer.json["ticket"]["id"])
    assert (judged.json["outcome"], judged.json["ticket"]["state"]) == ("done", "closed")
    deliver_all(kernel)
    assert "sample_passed" in notes(kernel, answer.json["ticket"]["id"])
    with kernel.read() as session:
        assert session.scalars(select(RecheckTask.state)).one() == "passed"


def test_none_is_sampled_where_the_district_wants_none(kernel, phone, district, clock):
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        put_setting(work.session, "self_handled_sample", 0, clock.now().date())
    self_handled(phone)
    deliver_all(kernel)
    with kernel.read() as session:
        assert session.scalars(select(RecheckTask)).all() == []

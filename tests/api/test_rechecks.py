"""`/api/v1/rechecks`: a verdict from a cellar counts when its photos are safe; what comes too late is kept and told."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.builders.phone import QUEUED, promised, put_photo, put_verdict, verdict
from tests.builders.photo import jpeg, kept_photo
from tests.builders.report import deliver_all, send_report
from tests.builders.signed_in import sign_in
from tests.builders.walk import step, ticket_of, to_fed_back
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.people.records import Person
from webapp.recheck.commands import NameRechecker, name_rechecker
from webapp.recheck.records import RecheckSent, RecheckTask
from webapp.ticket.records import Photo, TicketStep
from webapp.ticket.words import Action


@pytest.fixture
def asked(kernel, district):
    """A ticket that waits for the look of the grid worker."""
    receipt = send_report(kernel, district)
    deliver_all(kernel)
    to_fed_back(kernel, district, receipt.ticket.id)
    deliver_all(kernel)
    return receipt.ticket.id


@pytest.fixture
def phone(app, district):
    return sign_in(app, district[Role.GRID_WORKER])


def steps(kernel, ticket_id) -> list[str]:
    with kernel.read() as session:
        query = (
            select(TicketStep.action).where(TicketStep.ticket_id == ticket_id).order_by(TicketStep.version)
        )
        return list(session.scalars(query))


def kept_note(kernel, ticket_id) -> tuple[str, int]:
    """The desk's note on a verdict that did not count: its words and how many photos hang on it."""
    with kernel.read() as session:
        note = session.scalars(
            select(TicketStep).where(TicketStep.ticket_id == ticket_id, TicketStep.action == "recheck_kept")
        ).one()
        return note.reason, len(session.scalars(select(Photo).where(Photo.step_id == note.id)).all())


def test_the_step_is_taken_with_the_last_photo_and_not_before(kernel, phone, asked):
    contents = [jpeg((9, 9, 9)), jpeg((200, 9, 9))]
    photos = [promised(content) for content in contents]
    base = f"/api/v1/rechecks/{uuid.uuid4()}"
    first = phone.put(base, json=verdict(asked, photos), headers=QUEUED)
    assert (first.status_code, first.json["outcome"], first.json["complete"]) == (201, "waiting", False)
    assert phone.put(base, json=verdict(asked, photos), headers=QUEUED).status_code == 200
    one = put_photo(phone, base, photos[0], contents[0])
    assert (one.status_code, one.json["outcome"]) == (201, "waiting")
    assert ticket_of(kernel, asked).state == "fed_back"
    last = put_photo(phone, base, photos[1], contents[1])
    assert (last.json["outcome"], last.json["complete"], last.json["ticket"]["state"]) == (
        "done",
        True,
        "passed",
    )
    assert put_photo(phone, base, photos[1], contents[1]).status_code == 200
    assert phone.get(f"{base}/receipt").json == last.json
    deliver_all(kernel)
    assert steps(kernel, asked).count("pass") == 1
    with kernel.read() as session:
        keys = set(session.scalars(select(Photo.original_key).where(Photo.ticket_id == asked)))
    assert keys == set(kernel.store.list("original")), "a repeat left bytes behind"


def test_what_is_still_wrong_sends_it_back(kernel, phone, asked):
    _, answer = put_verdict(phone, asked, verdict="fail", reason="没修好", words="灯还是一闪一闪")
    assert (answer.json["outcome"], answer.json["ticket"]["state"]) == ("done", "handling")
    with kernel.read() as session:
        assert "没修好：灯还是一闪一闪" in session.scalars(select(TicketStep.reason)).all()


def test_a_look_without_signal_counts_from_when_it_was_made(kernel, phone, asked, clock):
    looked = clock.now() + timedelta(minutes=5)
    clock.move(days=4)  # Tuesday: the look was due by the end of Monday
    _, answer = put_verdict(phone, asked, captured_at=looked.isoformat(), sent_at=looked.isoformat())
    assert answer.json["outcome"] == "done"
    with kernel.read() as session:
        task = session.scalars(select(RecheckTask)).one()
        assert task.done_at == looked
        assert task.done_at <= task.due_at < clock.now()


def test_a_clock_of_1970_is_no_lateness(kernel, phone, asked, clock):
    base, photo = f"/api/v1/rechecks/{uuid.uuid4()}", promised(jpeg())
    clock.move(hours=1)
    body = verdict(asked, [photo], captured_at="1970-01-01T00:10:00Z", sent_at="1970-01-01T00:20:00Z")
    assert (
        phone.put(base, json=body, headers={"X-Mashang-Queued": "1970-01-01T00:20:00+00:00"}).status_code
        == 201
    )
    assert put_photo(phone, base, photo, jpeg()).json["outcome"] == "done"
    with kernel.read() as session:
        assert session.scalars(select(RecheckSent.looked_at)).one() == clock.now() - timedelta(minutes=10)


def test_a_look_from_before_it_was_fed_back_anew_does_not_count_for_the_new_work(
    kernel, district, phone, asked, clock
):
    looked = clock.now() + timedelta(minutes=5)
    clock.move(hours=1)
    step(kernel, district[Role.GRID_WORKER], asked, Action.FAIL, reason="没修", photos=(kept_photo(kernel),))
    deliver_all(kernel)
    clock.move(hours=1)
    to_fed_back(kernel, district, asked, words="又修了一次")
    deliver_all(kernel)
    _, answer = put_verdict(phone, asked, captured_at=looked.isoformat())
    assert (answer.json["outcome"], answer.json["complete"]) == ("refused", True)
    assert "还没报办好" in answer.json["why"]
    assert ticket_of(kernel, asked).state == "fed_back"
    assert kept_note(kernel, asked)[1] == 1


def test_a_ticket_that_moved_on_keeps_photos_and_words_as_a_note(kernel, district, phone, asked):
    step(kernel, district[Role.GRID_WORKER], asked, Action.PASS, photos=(kept_photo(kernel),))
    deliver_all(kernel)
    _, answer = put_verdict(phone, asked, jpeg(), jpeg((1, 2, 3)), words="我也去看了")
    assert answer.json["outcome"] == "refused"
    words, photos = kept_note(kernel, asked)
    assert photos == 2
    assert "我也去看了" in words
    assert "待结案" in words


def test_a_merged_ticket_is_followed_and_the_note_stands_where_it_went(kernel, district, phone, asked):
    step(kernel, district[Role.GRID_WORKER], asked, Action.FAIL, reason="没修", photos=(kept_photo(kernel),))
    other = send_report(kernel, district, text="同一盏灯").ticket
    step(kernel, district[Role.OPERATOR], asked, Action.MERGE, target_id=other.id, reason="同一件")
    _, answer = put_verdict(phone, asked)
    assert answer.json["outcome"] == "refused"
    assert other.number in answer.json["why"]
    assert answer.json["ticket"] == {"id": str(asked), "number": "", "state": "", "url": ""}
    assert kept_note(kernel, other.id)[1] == 1


def test_a_post_lost_while_offline_is_refused_in_plain_words_and_nothing_is_lost(
    kernel, district, phone, asked
):
    base, photo = f"/api/v1/rechecks/{uuid.uuid4()}", promised(jpeg())
    assert phone.put(base, json=verdict(asked, [photo]), headers=QUEUED).status_code == 201
    change(kernel, district, role=Role.OPERATOR.value)
    late = put_photo(phone, base, photo, jpeg())
    assert (late.status_code, late.json["outcome"]) == (201, "refused")
    assert kept_note(kernel, asked)[1] == 1
    # A verdict that had not been stored yet is parked by the phone: 403 with the sentence.
    _, answer = put_verdict(phone, asked)
    assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")
    assert "岗位" in answer.json["detail"]
    assert phone.put(base, json=verdict(asked, [photo]), headers=QUEUED).status_code == 200, (
        "the repeat is answered"
    )


def test_photos_come_home_after_the_account_was_closed(app, kernel, district, phone, asked):
    base, photo = f"/api/v1/rechecks/{uuid.uuid4()}", promised(jpeg())
    phone.put(base, json=verdict(asked, [photo]), headers=QUEUED)
    change(kernel, district, active=False)
    answer = put_photo(app.test_client(), base, photo, jpeg())
    assert (answer.json["outcome"], answer.json["ticket"]["number"]) == ("refused", "")
    assert "停用" in answer.json["why"]
    assert kept_note(kernel, asked)[1] == 1


def change(kernel, district, **facts):
    with kernel.work(RULE) as work:
        person = work.session.get_one(Person, district[Role.GRID_WORKER].person_id)
        for name, value in facts.items():
            setattr(person, name, value)


def test_somebody_else_was_named_meanwhile(kernel, district, phone, asked):
    with kernel.work(district[Role.OPERATOR]) as work:
        name_rechecker(work, NameRechecker(ticket_id=asked, person_id=district[Role.INSPECTOR].person_id))
    _, answer = put_verdict(phone, asked)
    assert answer.json["outcome"] == "refused"
    assert answer.json["ticket"] == {"id": str(asked), "number": "", "state": "", "url": ""}
    assert kept_note(kernel, asked)[1] == 1
    assert ticket_of(kernel, asked).state == "fed_back"


def test_a_file_that_is_no_photo_is_kept_and_a_good_one_beside_it_is_enough(kernel, phone, asked):
    broken = jpeg()[:200]
    _, answer = put_verdict(phone, asked, broken)
    assert (answer.status_code, answer.json["complete"], answer.json["outcome"]) == (201, True, "refused")
    assert "重拍" in answer.json["why"]
    _, answer = put_verdict(phone, asked, broken, jpeg())
    assert answer.json["outcome"] == "done"
    with kernel.read() as session:
        assert (
            len(session.scalars(select(Photo).where(Photo.sha256 == promised(broken)["sha256"])).all()) == 2
        )


def test_other_bytes_than_promised_are_not_kept(kernel, phone, asked):
    base, photo = f"/api/v1/rechecks/{uuid.uuid4()}", promised(jpeg())
    phone.put(base, json=verdict(asked, [photo]), headers=QUEUED)
    before = set(kernel.store.list("original"))
    wrong = put_photo(phone, base, photo, jpeg((77, 7, 7)))
    assert (wrong.status_code, wrong.json["code"]) == (422, "wrong_digest")
    assert put_photo(phone, base, promised(jpeg()), jpeg()).status_code == 404
    assert set(kernel.store.list("original")) == before


def test_the_same_id_with_another_verdict_shows_ours(phone, asked):
    recheck_id, photo = uuid.uuid4(), promised(jpeg())
    base = f"/api/v1/rechecks/{recheck_id}"
    phone.put(base, json=verdict(asked, [photo]), headers=QUEUED)
    other = phone.put(base, json=verdict(asked, [photo], verdict="fail", reason="没修"), headers=QUEUED)
    assert (other.status_code, other.json["code"], other.json["server"]["verdict"]) == (
        409,
        "differs",
        "pass",
    )


@pytest.mark.only_sqlite("a refusal by form")
@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"photos": []}, "photos"), ({"verdict": "fail"}, "reason"), ({"verdict": "maybe"}, "verdict"),
        ({"captured_at": "2026-11-20T09:59:00"}, "captured_at"), ({"odd": 1}, "odd"),
        ({"recheck_id": str(uuid.uuid4())}, "recheck_id"),
        ({"photos": [promised(jpeg(), role="voice")]}, "photos"),
        ({"place": {"lng": 0, "lat": 0, "datum": "wgs84"}}, "place"),
    ],
)  # fmt: skip
def test_wrong_input_goes_back_to_the_draft_with_the_field(phone, asked, more, field):
    body = verdict(asked, [promised(jpeg())]) | more
    answer = phone.put(f"/api/v1/rechecks/{uuid.uuid4()}", json=body, headers=QUEUED)
    assert (answer.status_code, list(answer.json["fields"])) == (422, [field])


def test_an_unknown_ticket_or_verdict_is_not_found_in_plain_words(phone):
    assert put_verdict(phone, uuid.uuid4())[1].status_code == 404
    unknown = phone.get(f"/api/v1/rechecks/{uuid.uuid4()}/receipt")
    assert (unknown.status_code, unknown.mimetype) == (404, "application/problem+json")

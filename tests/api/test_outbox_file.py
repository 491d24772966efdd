"""`/api/v1/field/import`: a phone's file is taken item by item; what was edited by hand is refused with a reason."""

import io
import json
import uuid
import zipfile

import pytest
from sqlalchemy import select

from tests.api.conftest import QUEUED
from tests.builders.phone import promised, verdict
from tests.builders.photo import jpeg
from tests.builders.report import deliver_all, send_report
from tests.builders.rows import count
from tests.builders.signed_in import form_on, sign_in
from tests.builders.walk import ticket_of, to_fed_back
from webapp.access.role import Role
from webapp.base.records import AuditEntry
from webapp.recheck.records import RecheckSent
from webapp.report.records import Report
from webapp.ticket.records import Photo, TicketStep


@pytest.fixture
def phone(app, district):
    return sign_in(app, district[Role.GRID_WORKER])


@pytest.fixture
def desk(app, district):
    return sign_in(app, district[Role.OPERATOR])


def item(kind="report", body=None, contents=(), **instead):
    photos = [promised(content) for content in contents]
    payload = body or {
        "kind": "patrol",
        "text": "井盖松了",
        "place": {"lng": 116.4, "lat": 39.9, "datum": "wgs84"},
    }
    payload = payload | {"photos": photos} if photos else payload
    parts = [
        {"id": p["id"], "sha256": p["sha256"], "size": p["bytes"], "file": f"photos/{p['id']}"}
        for p in photos
    ]
    made = {
        "kind": kind,
        "id": str(uuid.uuid4()),
        "payload": json.dumps(payload, ensure_ascii=False),
        "parts": parts,
    }
    return made | instead, dict(zip([p["id"] for p in photos], contents, strict=True))


def outbox(*items, account="grid_worker", packed=zipfile.ZIP_STORED, extra=(), **instead) -> bytes:
    held = io.BytesIO()
    index = {"format": 1, "exported_at": "2026-11-20T09:00:00+08:00", "device": "d", "account": account}
    index |= {"items": [one for one, _ in items]} | instead
    with zipfile.ZipFile(held, "w", packed) as archive:
        archive.writestr("outbox.json", json.dumps(index, ensure_ascii=False))
        for _, photos in items:
            for photo_id, content in photos.items():
                archive.writestr(f"photos/{photo_id}", content)
        for name, content in extra:
            archive.writestr(name, content)
    return held.getvalue()


def bring(browser, content: bytes):
    return browser.post("/api/v1/field/import", data=content, headers=QUEUED, content_type="application/zip")


def test_a_file_brings_reports_and_verdicts_and_again_it_changes_nothing(kernel, district, phone):
    asked = send_report(kernel, district).ticket
    deliver_all(kernel)
    to_fed_back(kernel, district, asked.id)
    deliver_all(kernel)
    look = verdict(asked.id, [])
    look.pop("photos")
    file = outbox(item(contents=(jpeg(), jpeg((5, 5, 5)))), item("recheck", look, (jpeg((7, 7, 7)),)))
    first = bring(phone, file)
    assert first.status_code == 200, first.text
    assert [(one["outcome"], one["why"]) for one in first.json["items"]] == [("added", ""), ("added", "")]
    assert ticket_of(kernel, asked.id).state == "passed"
    before = (
        count(kernel, Report),
        count(kernel, Photo),
        count(kernel, RecheckSent),
        sorted(kernel.store.list("original")),
    )
    again = bring(phone, file)
    assert (again.json["already"], again.json["added"]) == (2, 0)
    after = (
        count(kernel, Report),
        count(kernel, Photo),
        count(kernel, RecheckSent),
        sorted(kernel.store.list("original")),
    )
    assert after == before


def test_the_phone_may_still_send_what_was_brought_as_a_file(phone):
    one = item(contents=(jpeg(),))
    bring(phone, outbox(one))
    made = one[0]
    answer = phone.put(
        f"/api/v1/reports/{made['id']}", data=made["payload"], headers=QUEUED, content_type="application/json"
    )
    assert (answer.status_code, answer.json["complete"]) == (200, True)


def test_it_is_recorded_who_brought_it_and_whose_phone_it_was(kernel, district, desk):
    answer = bring(desk, outbox(item()))
    assert answer.json["added"] == 1
    with kernel.read() as session:
        assert session.scalars(select(Report.person_id)).one() == district[Role.OPERATOR].person_id
        line = session.scalars(select(TicketStep).where(TicketStep.action == "imported")).one()
        assert "grid_worker" in line.reason
        assert session.scalars(select(AuditEntry).where(AuditEntry.doing.contains("field.import"))).one()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (item(payload="{"), "JSON"), (item(payload="[" * 100_000), "JSON"), (item("poem"), "不认识"),
        (item(id="no-uuid"), "编号"), (item(body={"kind": "patrol", "text": "话", "odd": 1}), "没有这个字段"),
        (item("recheck", {"verdict": "pass"}), "要填"), (("a string", {}), "要填"),
        (item(parts=[{"id": "x"}]), "编号"),
    ],
)  # fmt: skip
def test_what_was_edited_by_hand_is_refused_alone(kernel, phone, wrong, words):
    answer = bring(phone, outbox(wrong, item()))
    assert [one["outcome"] for one in answer.json["items"]] == ["refused", "added"]
    assert words in answer.json["items"][0]["why"]
    assert count(kernel, Report) == 1


def test_other_content_under_a_known_id_is_refused_and_ours_stands(kernel, phone):
    made, photos = item()
    bring(phone, outbox((made, photos)))
    edited = made | {"payload": made["payload"].replace("井盖松了", "井盖丢了")}
    answer = bring(phone, outbox((edited, photos)))
    assert (answer.json["refused"], "内容和这次不一样" in answer.json["items"][0]["why"]) == (1, True)
    with kernel.read() as session:
        assert session.scalars(select(Report.text)).all() == ["井盖松了"]


def test_a_photo_that_was_exchanged_or_left_out_is_named_and_the_words_are_kept(kernel, phone):
    made, photos = item(contents=(jpeg(), jpeg((5, 5, 5)), jpeg((6, 6, 6))))
    ids = list(photos)
    photos[ids[0]] = jpeg((99, 9, 9))
    del photos[ids[2]]
    answer = bring(phone, outbox((made, photos)))
    one = answer.json["items"][0]
    assert one["outcome"] == "added"
    assert "第 1 张" in one["why"]
    assert "第 2 张" not in one["why"]
    assert "第 3 张：不在这个文件里" in one["why"]


@pytest.mark.only_sqlite("what is refused here is refused before anything is written")
@pytest.mark.parametrize(
    "content",
    [
        b"", b"no zip at all", outbox(item())[:-30], outbox(item(), packed=zipfile.ZIP_DEFLATED),
        outbox(item(), format=2), outbox(items=[{}] * 1001), outbox(items="all"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_ours_is_refused_as_a_whole(kernel, phone, content):
    answer = bring(phone, content)
    assert (answer.status_code, list(answer.json["fields"])) == (422, ["file"])
    assert count(kernel, Report) == 0


@pytest.mark.only_sqlite("what is refused here is refused before anything is written")
def test_a_file_that_claims_to_be_larger_than_it_is_is_refused(kernel, phone):
    content = bytearray(outbox(item(), extra=[("photos/bomb", b"x" * 100)]))
    central = content.rfind(b"PK\x01\x02")
    content[central + 24 : central + 28] = (3_000_000_000).to_bytes(4, "little")
    assert bring(phone, bytes(content)).status_code == 422


def test_paths_in_it_lead_nowhere(phone, tmp_path):
    made, _ = item(contents=(jpeg(),))
    made["parts"][0]["file"] = "../../evil"
    answer = bring(phone, outbox((made, {}), extra=[("../../evil", jpeg()), ("/etc/evil", b"x")]))
    assert "不在这个文件里" in answer.json["items"][0]["why"]
    assert not list(tmp_path.rglob("evil"))


@pytest.mark.only_sqlite("what is refused here is refused before anything is written")
def test_who_may_not_report_for_others_brings_nothing(app, client, district, kernel):
    assert bring(client, outbox(item())).status_code == 401
    assert bring(sign_in(app, district[Role.PROPERTY]), outbox(item())).status_code == 403
    assert count(kernel, Report) == 0


def test_the_desk_brings_it_on_a_page_and_reads_what_became_of_it(kernel, desk):
    page = desk.get("/desk/field")
    form = form_on(page.text, "/desk/field")
    file = outbox(item(contents=(jpeg(),)), item("poem"))
    answer = desk.post("/desk/field", data=form | {"file": (io.BytesIO(file), "outbox.zip")})
    assert answer.status_code == 200
    assert "收下 1 项" in answer.text
    assert "不认识" in answer.text
    none = desk.post("/desk/field", data=form)
    assert (none.status_code, "请先选" in none.text) == (422, True)

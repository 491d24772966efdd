"""Who reads the resident's pages in English is refused in English too, and staff never are."""

import io
import re
import uuid
from itertools import product

import pytest
from flask_babel import force_locale

from tests.builders.callback import closed_report
from tests.builders.report import send_report
from webapp.access import verdict_code
from webapp.base.picture.refusal import SENTENCES
from webapp.catalogue.settings import DECISIONS
from webapp.layout.problems import BACK, LOOK_AGAIN, NOT_DONE, SAYINGS
from webapp.layout.said import said
from webapp.plate import pages as plate
from webapp.report.forms import NEEDS_CONSENT, NOTHING_SAID

CHINESE = re.compile(r"[\u4e00-\u9fff]")
EMERGENCY = next(decision.default for decision in DECISIONS if decision.name == "emergency")
SENTENCES_OF_PAGES = (
    *(words for saying in SAYINGS.values() for words in (saying.heading, saying.sentence, saying.what_to_do)
      if saying is not SAYINGS[401] and "岗位" not in words and "值班长" not in words),
    BACK, LOOK_AGAIN, NOT_DONE, NEEDS_CONSENT, NOTHING_SAID, plate.SPOILT, plate.TOO_LARGE, plate.TOO_MANY,
    verdict_code.NO_CODE, verdict_code.LAST, verdict_code.SPENT.format(most=5),
    *(verdict_code.WRONG.format(left=left) for left in range(1, 5)),
    *(sentence.format(megabytes=25) for sentence in SENTENCES.values()),
    *(label for label, _ in EMERGENCY),
)  # fmt: skip


def test_every_sentence_has_its_english(app):
    with app.test_request_context("/q/"), force_locale("en"):
        assert [sentence for sentence in SENTENCES_OF_PAGES if CHINESE.search(said(sentence))] == []


def main_of(page) -> str:
    return re.sub(
        r"<(h1|p) class=\"(place|where)\".*?</\1>",
        "",
        page.text.split("<main", 1)[1].split("</main>")[0],
        flags=re.S,
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "x" * 2001},
        {"phone": "12"},
        {"phone": "13800001234"},
        {"joins": str(uuid.UUID(int=7))},
        {"report_id": "x"},
    ],
)
def test_the_door_refuses_in_english(client, district, wrong):
    data = {"report_id": str(uuid.uuid4()), "text": "the lamp is broken"} | wrong
    page = client.post(f"/q/{district.codes[0]}?lang=en", data=data, content_type="multipart/form-data")
    assert page.status_code in {409, 422}
    refused = page.text.split('id="summary"')[1].split("</div>")[0]
    assert not CHINESE.search(refused), refused


def test_a_refused_photo_is_told_in_english(client, district):
    data = {"report_id": str(uuid.uuid4()), "text": "broken", "photos": [(io.BytesIO(b"no photo"), "a.jpg")]}
    client.get("/t/?lang=en")
    sent = client.post(f"/q/{district.codes[0]}", data=data, content_type="multipart/form-data")
    client.get(sent.location)
    assert "not a photo that we can open" in client.get(sent.location).text


def test_answers_and_questions_are_refused_in_english(client, kernel, district):
    receipt = closed_report(kernel, district)
    client.get("/t/?lang=en")
    pages = [
        client.post(f"{receipt.ticket.url}/{act}", data={"code": code, "text": ""})
        for act, code in product(("verdict", "word", "cancel"), ("", "12", receipt.query_code))
    ]
    pages += [
        client.post("/t/", data={"number": number, "code": "1"}) for number in ("", receipt.ticket.number)
    ]
    for page in pages:
        assert page.status_code in {409, 422}
        refused = page.text.split('id="summary"')[1].split("</div>")[0]
        assert not CHINESE.search(refused), refused


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/t/nosuch", 404), ("PUT", "/t/", 405), ("GET", "/nothing", 404)]
)
def test_a_page_that_is_none_says_so_in_english(client, method, path, status):
    client.get("/t/?lang=en")
    page = client.open(path, method=method)
    assert page.status_code == status
    assert not CHINESE.search(main_of(page))


def test_the_desk_stays_chinese(client):
    client.get("/t/?lang=en")
    assert "没有找到这一页" in client.get("/desk/nothing").text


def test_residents_are_not_sent_to_a_shift_lead(client, district, kernel):
    receipt = send_report(kernel, district)
    page = client.post(
        f"{receipt.ticket.url}/word", data={"text": "好"}, headers={"Origin": "https://evil.example"}
    )
    assert page.status_code == 403
    assert "值班长" not in page.text
    assert "这份表单不是从我们的页面发来的" in page.text

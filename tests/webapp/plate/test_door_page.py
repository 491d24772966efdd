"""The page behind a plate, without script."""

import io
import re
import uuid

import pytest
from PIL import Image
from sqlalchemy import func, select

from tests.builders.district import build_district
from tests.builders.report import deliver_all, send_report
from webapp.report.records import Report
from webapp.ticket.records import Photo, PhotoState, Ticket


def jpeg(colour="red", size=(640, 480)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def form(report_id=None, **more):
    """A form in the contract's order."""
    given = {"report_id": str(report_id or uuid.uuid4()), "text": "楼道灯不亮", "category": "lamp"}
    return given | more


def test_the_page_says_where_we_are_and_needs_no_script(app, client, kernel):
    district = build_district(kernel)
    page = client.get(f"/q/{district.codes[0]}")
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    assert "新街坊30号院 5号楼 1单元" in text
    names = re.findall(r'name="(report_id|text|category|phone|consent|confidential|photos)"', text)
    assert list(dict.fromkeys(names)) == [
        "report_id",
        "text",
        "category",
        "phone",
        "consent",
        "confidential",
        "photos",
    ]


def test_sending_leads_to_the_receipt_with_number_and_code(client, kernel):
    district = build_district(kernel)
    photo = (io.BytesIO(jpeg()), "image.jpg")
    sent = client.post(
        f"/q/{district.codes[0]}", data=form(photos=[photo]), content_type="multipart/form-data"
    )
    assert sent.status_code == 303
    assert re.fullmatch(r"/t/[a-z0-9]{22}", sent.location)
    receipt = client.get(sent.location).get_data(as_text=True)
    assert "1120-0001" in receipt
    deliver_all(kernel)
    later = client.get(sent.location).get_data(as_text=True)
    assert "已转给新街物业" in later
    assert "/small" in later


def test_the_same_form_twice_leads_to_the_same_place_one_ticket_and_one_photo(client, kernel):
    district = build_district(kernel)
    report_id = uuid.uuid4()
    first, again = (
        client.post(
            f"/q/{district.codes[0]}",
            data=form(report_id, photos=[(io.BytesIO(jpeg()), "image.jpg")]),
            content_type="multipart/form-data",
        )
        for _ in range(2)
    )
    assert first.location == again.location
    with kernel.read() as session:
        assert session.scalar(select(func.count()).select_from(Ticket)) == 1
        assert session.scalar(select(func.count()).select_from(Photo)) == 1
    assert len(list(kernel.store.list())) == 1


def id_in(page) -> str:
    """The id that the page's form carries."""
    return re.search(r'name="report_id"\s+value="([0-9a-f-]{36})"', page.get_data(as_text=True))[1]


def test_who_goes_back_after_a_lost_answer_sends_the_same_report_again(client, kernel):
    address = f"/q/{build_district(kernel).codes[0]}"
    first = id_in(client.get(address))
    committed = client.post(address, data=form(first), content_type="multipart/form-data")
    # The receipt that the answer leads to did not open: the server died just then.
    back = id_in(client.get(address))
    assert back == first
    again = client.post(address, data=form(back), content_type="multipart/form-data")
    assert again.location == committed.location
    with kernel.read() as session:
        assert session.scalar(select(func.count()).select_from(Ticket)) == 1


def test_after_the_receipt_the_page_is_for_another_matter(client, kernel):
    address = f"/q/{build_district(kernel).codes[0]}"
    first = id_in(client.get(address))
    sent = client.post(address, data=form(first), content_type="multipart/form-data")
    assert "receipt" in client.get(sent.location).get_data(as_text=True)
    assert id_in(client.get(address)) != first


def test_other_words_under_a_known_id_are_shown_again_and_go_out_as_a_new_report(client, kernel):
    address = f"/q/{build_district(kernel).codes[0]}"
    first = id_in(client.get(address))
    client.post(address, data=form(first), content_type="multipart/form-data")
    page = client.post(address, data=form(first, text="水管也漏了"), content_type="multipart/form-data")
    assert page.status_code == 409
    assert "水管也漏了" in page.get_data(as_text=True)
    assert "已经收到过" in page.get_data(as_text=True)
    assert id_in(page) != first
    sent = client.post(address, data=form(id_in(page), text="水管也漏了"), content_type="multipart/form-data")
    assert sent.status_code == 303
    with kernel.read() as session:
        assert session.scalar(select(func.count()).select_from(Ticket)) == 2


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"text": ""}, "说一句怎么回事，或者拍一张照片"),
        ({"phone": "12345"}, "电话好像不对"),
        ({"phone": "13800001234"}, "同意"),
        ({"text": "长" * 2001}, "最多 2000 个字"),
    ],
)
def test_bad_input_says_what_to_do_and_keeps_what_was_typed(client, kernel, more, sentence):
    district = build_district(kernel)
    page = client.post(f"/q/{district.codes[0]}", data=form() | more, content_type="multipart/form-data")
    text = page.get_data(as_text=True)
    assert page.status_code == 422
    assert sentence in text
    assert form(**more)["text"] in text
    with kernel.read() as session:
        assert session.scalar(select(func.count()).select_from(Report)) == 0


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"<html>not a picture</html>", "不是我们能打开"), (jpeg()[:400], "不完整"), (b"", "是空的")],
)
def test_a_bad_photo_never_costs_the_words(client, kernel, content, word):
    district = build_district(kernel)
    data = form(photos=[(io.BytesIO(content), "image.jpg"), (io.BytesIO(jpeg()), "image.jpg")])
    sent = client.post(f"/q/{district.codes[0]}", data=data, content_type="multipart/form-data")
    assert sent.status_code == 303
    receipt = client.get(sent.headers["Location"]).text
    assert ("查询码" in receipt, word in receipt) == (True, True)
    deliver_all(kernel)
    with kernel.read() as session:
        states = sorted(str(s) for s in session.scalars(select(Photo.state)))
        assert states == ["ready", "refused"]
        why = session.scalars(select(Photo.refused_why).where(Photo.state == PhotoState.REFUSED)).one()
    assert word in why


def test_a_box_without_a_photo_is_no_bad_photo(client, kernel):
    district = build_district(kernel)
    data = form(photos=[(io.BytesIO(b""), "")])
    assert (
        client.post(f"/q/{district.codes[0]}", data=data, content_type="multipart/form-data").status_code
        == 303
    )
    with kernel.read() as session:
        assert session.scalar(select(func.count()).select_from(Photo)) == 0


def test_the_fifth_photo_is_named_and_four_are_kept(client, kernel):
    district = build_district(kernel)
    photos = [(io.BytesIO(jpeg((i * 40, 0, 0))), "image.jpg") for i in range(5)]
    sent = client.post(
        f"/q/{district.codes[0]}", data=form(photos=photos), content_type="multipart/form-data"
    )
    client.get(sent.location)
    assert "一次最多 4 张" in client.get(sent.location).get_data(as_text=True)
    with kernel.read() as session:
        assert session.scalar(select(func.count()).where(Photo.state == PhotoState.KEPT)) == 4


def test_a_body_that_breaks_off_in_a_photo_keeps_the_words_and_a_repeat_brings_the_photo(client, kernel):
    district = build_district(kernel)
    report_id = uuid.uuid4()
    head = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'
        for k, v in form(report_id).items()
    )
    file = b'--b\r\nContent-Disposition: form-data; name="photos"; filename="image.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    torn = head.encode() + file + jpeg()[:200]
    address = f"/q/{district.codes[0]}"
    first = client.post(address, data=torn, content_type="multipart/form-data; boundary=b")
    assert first.status_code == 303
    whole = head.encode() + file + jpeg() + b"\r\n--b--\r\n"
    again = client.post(address, data=whole, content_type="multipart/form-data; boundary=b")
    assert again.location == first.location
    with kernel.read() as session:
        assert session.scalar(select(func.count()).select_from(Report)) == 1
        assert session.scalar(select(func.count()).where(Photo.state == PhotoState.KEPT)) == 1


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "=cmd()|' /C calc'!A0", "灯坏了😀👨‍👩‍👧", "‮反过来‬", "a\x00b\x07c"]
)
def test_strange_words_are_shown_as_words(client, kernel, text):
    district = build_district(kernel)
    sent = client.post(f"/q/{district.codes[0]}", data=form(text=text), content_type="multipart/form-data")
    client.get(sent.location)
    page = client.get(sent.location).get_data(as_text=True)
    assert "<script>alert" not in page
    assert not set("\x00\x07‮") & set(page)
    if "😀" in text:
        assert "😀👨‍👩‍👧" in page


@pytest.mark.parametrize("code", ["NOSUCH22", "%00", "%2e%2e", "x" * 300])
def test_an_unknown_code_is_answered_kindly(client, kernel, code):
    build_district(kernel)
    page = client.get(f"/q/{code}")
    assert page.status_code == 404
    assert "没认出这张码" in page.get_data(as_text=True)


def test_neighbours_see_class_state_and_day_of_public_facilities_only(client, kernel):
    district = build_district(kernel)
    send_report(kernel, district, text="楼道灯灭了三天，我是张三")
    send_report(kernel, district, text="隔壁半夜吵", category="noise")
    send_report(kernel, district, text="垃圾没人收", category="rubbish", confidential=True)
    deliver_all(kernel)
    page = client.get(f"/q/{district.codes[0]}").get_data(as_text=True)
    assert "邻居已反映 1 件" in page
    assert "张三" not in page
    assert "<b>楼道灯</b> · 已派人 · 今天" in page


def test_joining_counts_once_a_device_and_opens_no_second_ticket(client, kernel):
    district = build_district(kernel)
    receipt = send_report(kernel, district)
    page = client.get(f"/q/{district.codes[0]}")
    assert page.status_code == 200
    data = {"report_id": str(uuid.uuid4()), "text": "我也遇到", "joins": str(receipt.ticket.id)}
    sent = client.post(f"/q/{district.codes[0]}", data=data, content_type="multipart/form-data")
    assert sent.status_code == 303
    again = client.post(
        f"/q/{district.codes[0]}",
        data=data | {"report_id": str(uuid.uuid4())},
        content_type="multipart/form-data",
    )
    assert again.status_code == 409
    with kernel.read() as session:
        assert session.scalar(select(func.count()).select_from(Ticket)) == 1
        assert session.scalar(select(Ticket.joins)) == 1


def test_a_form_from_another_site_is_refused(client, kernel):
    district = build_district(kernel)
    sent = client.post(
        f"/q/{district.codes[0]}",
        data=form(),
        content_type="multipart/form-data",
        headers={"Origin": "https://evil.example"},
    )
    assert sent.status_code == 403

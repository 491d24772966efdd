"""Rule 3: what neighbours see at a door."""

import io
import re
import uuid

import pytest

from tests.builders.photo import jpeg
from tests.builders.report import deliver_all, send_report
from webapp.dispatch.due import pass_up_late
from webapp.ticket.records import Ticket

SECRET = "三单元的张大爷"


def block(page: str) -> str:
    """The list of the neighbours' tickets, empty when there is none."""
    found = re.search(r'<details class="fold neighbours">.*?</details>', page, re.DOTALL)
    return found[0] if found else ""


def seen(client, district) -> str:
    client.delete_cookie("device")  # a neighbour's phone
    return block(client.get(f"/q/{district.codes[1]}").text)


@pytest.mark.parametrize(
    "given",
    [
        {"category": "noise", "text": "半夜吵"},
        {"category": "other", "text": "二房东打隔断"},
        {"category": "lamp", "text": "投诉物业态度差，灯不亮"},
        {"category": "lamp", "text": "灯不亮", "confidential": True},
        {"category": "lamp", "text": "表扬电工老王"},
        {"category": "lamp", "text": "请问灯什么时候能换？"},
        {"category": None, "text": "有人遛狗不牵绳"},
    ],
    ids=["noise", "sublet", "complaint about staff", "confidential", "praise", "question", "no class"],
)
def test_what_is_no_public_facility_is_never_shown(client, kernel, district, given):
    """an allow-list of public-facility classes only … Noise, disputes, sublets, dogs, complaints about staff never."""
    send_report(kernel, district, **given)
    deliver_all(kernel)
    assert seen(client, district) == ""


def test_class_state_and_day_and_nothing_else(client, kernel, district, clock, scan):
    """class and state, day not hour, no words, no photo"""
    clock.move(hours=4, minutes=37)
    scan(text=f"{SECRET}家门口灯不亮", photos=[(io.BytesIO(jpeg()), "image.jpg")])
    deliver_all(kernel)
    clock.move(days=1)
    shown = seen(client, district)
    told = " ".join(re.sub(r"<[^>]+>", " ", shown).split())
    assert told == "邻居已反映 1 件 楼道灯 · 已派人 · 昨天 我也遇到"
    assert "<img" not in shown
    assert "photos/" not in shown
    assert "14:37" not in shown
    assert "datetime" not in shown


def test_who_stands_elsewhere_sees_nothing_of_this_compound(client, kernel, district):
    """at a door"""
    send_report(kernel, district)
    deliver_all(kernel)
    assert block(client.get(f"/q/{district.other_code}").text) == ""


def test_me_too_counts_once_per_device_however_often_it_is_sent(client, kernel, district, scan, app):
    """我也遇到 counts once per device"""
    made = send_report(kernel, district).ticket.id
    client.get(f"/q/{district.codes[0]}")
    join = {"text": "我也遇到", "category": "", "joins": str(made)}
    assert scan(**join).status_code == 303
    for _ in range(3):
        scan(**join)
    assert kernel.get(Ticket, made).joins == 1
    other = app.test_client()
    other.get(f"/q/{district.codes[0]}")
    scan(other, **join)
    assert kernel.get(Ticket, made).joins == 2


def test_twenty_who_met_the_same_escalate_nothing(kernel, district, scan, app):
    """and never escalates alone"""
    made = send_report(kernel, district).ticket.id
    deliver_all(kernel)
    before = kernel.get(Ticket, made)
    for _ in range(20):
        phone = app.test_client()
        phone.get(f"/q/{district.codes[0]}")
        scan(phone, text="我也遇到", category="", joins=str(made))
    deliver_all(kernel)
    pass_up_late(kernel)
    after = kernel.get(Ticket, made)
    assert after.joins == 20
    facts = ("level", "urgent", "tier", "state", "unit_id", "due", "next_word_by")
    assert [getattr(after, f) for f in facts] == [getattr(before, f) for f in facts]


@pytest.mark.parametrize(
    "hidden",
    [{"category": "noise", "text": "吵"}, {"confidential": True}, {"text": "举报物业乱收费，灯坏了"}],
)
def test_what_is_not_shown_cannot_be_joined_by_its_id_either(kernel, district, scan, client, hidden):
    """an allow-list"""
    made = send_report(kernel, district, **hidden).ticket.id
    client.get(f"/q/{district.codes[0]}")
    sent = scan(text="我也遇到", category="", joins=str(made), report_id=str(uuid.uuid4()))
    assert sent.status_code in {404, 409, 422}
    assert kernel.get(Ticket, made).joins == 0

"""Rule 2: false plates."""

import io
import re

import pytest
from sqlalchemy import select

from qr.sheet import draw_sheet_a4
from webapp.access.role import Role
from webapp.place.records import DoorCode
from webapp.plate.commands import RotateCode, rotate_code
from webapp.plate.documents import plate_of
from webapp.report.records import Report


def test_the_page_says_domain_short_code_and_hotline_in_clear(client, district):
    """Plates print the domain, the short code and the hotline in clear; [so does the page]."""
    code = district.codes[0]
    page = client.get(f"/q/{code}").text
    for words in (f"{code[:4]} {code[4:]}", "localhost", "12345"):
        assert words in page


def test_the_plate_prints_domain_short_code_and_hotline_in_clear():
    """Plates print the domain, the short code and the hotline in clear."""
    plate = plate_of("https://ms.example.cn", "12345", "新街坊30号院 5号楼 1单元", "ABCD2345")
    assert (plate.domain, plate.short_code, plate.hotline) == ("ms.example.cn", "ABCD 2345", "12345")
    assert plate.url == "https://ms.example.cn/q/ABCD2345"
    paper = io.BytesIO()
    assert draw_sheet_a4([plate], paper) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_says_that_we_never_ask_for_a_code_by_message_nor_for_money(client, district, lang):
    """the page says 我们从不要验证码，也不收费"""
    page = client.get(f"/q/{district.codes[0]}?lang={lang}").text
    assert (
        "我们从不要验证码，也不收费"
        if lang == "zh"
        else "We never ask for a verification code, and we never charge"
    ) in page


def test_this_code_is_wrong_is_a_report(client, district, kernel, scan):
    """「这张码不对」 is a report."""
    page = client.get(f"/q/{district.codes[0]}").text
    link = re.search(r'<a href="([^"]+)">[^<]*这张码不对', page)[1]
    begun = client.get(link).text
    assert "这张服务板的码不对：" in begun
    assert re.search(r'value="other"\s+checked', begun)
    assert scan(text="这张服务板的码不对：贴在隔壁楼上", category="other").status_code == 303
    with kernel.read() as session:
        assert session.scalars(select(Report.door_code)).one() == district.codes[0]


def test_codes_are_random_and_an_old_one_answers_kindly(client, district, kernel):
    """Codes are random, stored, revocable; an old one answers kindly."""
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        fresh = {rotate_code(work, RotateCode(door_id=district.doors[n % 2], why="换板")) for n in range(20)}
    assert len(fresh) == 20
    with kernel.read() as session:
        live = session.scalars(
            select(DoorCode.code).where(DoorCode.door_id == district.doors[0], DoorCode.revoked_at.is_(None))
        ).all()
    assert len(live) == 1
    old = client.get(f"/q/{district.codes[0]}")
    assert old.status_code == 410
    assert "这张码换过了" in old.text
    assert "12345" in old.text
    assert "5号楼" not in old.text
    assert client.get(f"/q/{live[0]}").status_code == 200


def test_an_old_code_takes_no_report(kernel, district, scan):
    """Codes are … revocable."""
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        rotate_code(work, RotateCode(door_id=district.doors[0], why="换板"))
    assert scan().status_code == 410
    with kernel.read() as session:
        assert session.scalars(select(Report.id)).all() == []

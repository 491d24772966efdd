"""The meeting on a firm's link: signed in on the spot, minutes put right without losing what was agreed."""

import re

from tests.builders.firm_link import PHONE
from tests.builders.meeting import answers, holds, invitation_of
from tests.builders.signed_in import form_on
from webapp.access.role import Role
from webapp.meeting.commands import AcceptTime


def test_the_code_for_signing_in_stands_there_when_it_is_time(bound, kernel, district, firm, receipt, clock):
    page = f"{firm.base}/tickets/{receipt.ticket.id}"
    answers(kernel, receipt, AcceptTime, slot=1)
    assert "到现场签到" not in bound.get(page).text
    clock.moment = invitation_of(kernel, receipt.ticket.id).meet_at
    assert "到现场签到" in bound.get(page).text


def test_minutes_before_the_time_want_a_tick(bound, kernel, district, firm, receipt):
    answers(kernel, receipt, AcceptTime, slot=1)
    page = f"{firm.base}/tickets/{receipt.ticket.id}"
    typed = form_on(bound.get(page).text, f"{page}/meeting/hold") | {
        "minutes": "楼下碰上了",
        "agreed": "换灯",
    }
    back = bound.post(f"{page}/meeting/hold", data=typed)
    assert (back.status_code, "要是提前见了" in back.text, "楼下碰上了" in back.text) == (422, True, True)
    assert bound.post(f"{page}/meeting/hold", data=typed | {"earlier": "1"}).status_code == 303
    assert invitation_of(kernel, receipt.ticket.id).state == "held"


def test_putting_minutes_right_begins_with_what_they_say_and_shows_no_number(
    bound, kernel, district, firm, receipt
):
    holds(
        kernel, district[Role.PROPERTY], receipt.ticket.id, minutes=f"打 {PHONE} 再约", agreed="换灯", agreed_by="张师傅",
        more=({"what": "修门"},),
    )  # fmt: skip
    address = f"{firm.base}/tickets/{receipt.ticket.id}"
    page = bound.get(address).text
    assert PHONE not in page
    form = re.search(r'<form[^>]*action="[^"]*/meeting/amend".*?</form>', page, re.DOTALL)[0]
    typed = dict(re.findall(r'name="([^"]+)" type="[^"]*" value="([^"]*)"', form))
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    assert (typed["agreed"], typed["agreed_by"], typed["what_2"]) == ("换灯", "张师傅", "修门")
    sent = bound.post(f"{address}/meeting/amend", data=hidden | typed | {"minutes": "后天再约"})
    assert sent.status_code == 303
    now = invitation_of(kernel, receipt.ticket.id)
    assert (now.minutes, now.agreed) == ("后天再约", "换灯（张师傅）；修门")

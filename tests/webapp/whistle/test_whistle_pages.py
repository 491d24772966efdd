"""The pages: blowing from a ticket, the forms with their errors, the guest's link, the list, the history."""

import re

import pytest

from tests.builders.callback import PHONE, with_phone
from tests.builders.report import deliver_all, send_report
from tests.builders.signed_in import form_on, send, sign_in
from tests.builders.whistle import blows, does, lived_whistle, now_of, party_of, rates
from webapp.access.role import Role
from webapp.people.records import UnitKind
from webapp.whistle import commands, settling


@pytest.fixture
def receipt(kernel, district):
    made = send_report(kernel, district, text="我家三楼301门口灯灭了", **with_phone())
    deliver_all(kernel)
    return made


@pytest.fixture
def street(app, district):
    return sign_in(app, district[Role.STREET])


def test_the_street_blows_from_a_ticket_once_however_often_the_form_is_sent(app, street, district, receipt):
    page = street.get(f"/desk/tickets/{receipt.ticket.id}").text
    where = re.search(r'href="(/desk/whistles/new\?ticket=[^"]+)"', page)[1]
    form = street.get(where).text
    assert f'value="{receipt.ticket.number}"' in form
    assert "301" not in form
    empty = street.post(
        "/desk/whistles", data=form_on(form, "/desk/whistles") | {"numbers": receipt.ticket.number}
    )
    assert empty.status_code == 422
    for sentence in ("请写什么事", "请写到哪儿集合", "请写几点前到"):
        assert sentence in empty.text
    typed = form_on(form, "/desk/whistles") | {
        "numbers": receipt.ticket.number, "issue": "灯全灭", "place": "北门", "arrive_by": "2026-11-20T23:30",
        "units": [str(district.units[UnitKind.PROPERTY]), str(district.units[UnitKind.DEPARTMENT])],
    }  # fmt: skip
    first, again = (street.post("/desk/whistles", data=typed) for _ in range(2))
    assert first.status_code == again.status_code == 303
    assert first.location == again.location
    assert "到了 0 家，共叫 2 家" in street.get(first.location).text
    assert "街道吹哨" in street.get(f"/desk/tickets/{receipt.ticket.id}").text
    firm = sign_in(app, district[Role.PROPERTY])
    assert "吹哨，叫几家一起来" not in firm.get(f"/desk/tickets/{receipt.ticket.id}").text
    assert "点「收到」" in firm.get("/desk/whistles").text
    assert firm.get("/desk/whistles/new").status_code == 403


def test_a_called_unit_answers_and_signs_in_and_outsiders_find_nothing(app, kernel, district, receipt):
    whistle = blows(kernel, district, receipt.ticket.number)
    here = f"/desk/whistles/{whistle.id}"
    firm = sign_in(app, district[Role.PROPERTY])
    assert send(firm, here, f"{here}/answer", words="王师傅").status_code == 303
    wrong = send(firm, here, f"{here}/sign_in", code="WRONG1")
    assert wrong.status_code == 422
    assert "现场码不对" in wrong.text
    assert (
        send(firm, f"{here}?code={whistle.spot_code}", f"{here}/sign_in", code=whistle.spot_code).status_code
        == 303
    )
    assert "扫了现场的码" in firm.get(here).text
    assert whistle.spot_code not in firm.get(here).text
    assert firm.get(f"{here}/spot").status_code == 403
    clerk = sign_in(app, district[Role.CLERK])
    assert whistle.spot_code in clerk.get(f"{here}/spot").text
    stranger = sign_in(app, district.other_firm)
    assert stranger.get(here).status_code == 404
    assert whistle.number not in stranger.get("/desk/whistles").text


def test_what_was_typed_into_a_form_that_is_gone_comes_back(app, kernel, street, district, receipt):
    whistle = blows(kernel, district, receipt.ticket.number)
    here = f"/desk/whistles/{whistle.id}"
    typed = form_on(street.get(here).text, f"{here}/settle") | {"minutes": "写了很久的纪要"}
    does(kernel, district[Role.STREET], settling.call_off, settling.CallOff, whistle, reason="不用来了")
    answer = street.post(f"{here}/settle", data=typed)
    assert answer.status_code == 409
    assert "写了很久的纪要" in answer.text
    assert now_of(kernel, whistle).minutes is None


def test_a_guests_link_reads_one_whistle_without_residents_and_ends(
    app, client, kernel, street, district, receipt, clock
):
    whistle = blows(kernel, district, receipt.ticket.number)
    here = f"/desk/whistles/{whistle.id}"
    made = send(street, here, f"{here}/guest", guest="第二小学总务处")
    shown = street.get(made.location).text
    link = re.search(r"/g/[a-z0-9]+", shown)[0]
    assert link not in street.get(here).text, "the link is shown once"
    page = client.get(link)
    assert page.status_code == 200
    for hidden in (PHONE, receipt.ticket.number, "301", whistle.spot_code):
        assert hidden not in page.text
    assert client.post(f"{link}/answer", data={}).status_code == 400, "the form carries its token"
    assert client.post(f"{link}/answer", data=form_on(page.text, f"{link}/answer")).status_code == 303
    clock.move(hours=2, minutes=7)
    arrived = client.post(f"{link}/sign_in", data=form_on(client.get(link).text, f"{link}/sign_in"))
    assert "晚到 7 分钟" in client.get(arrived.location).text
    assert client.post(f"{link}/settle", data=form_on(page.text, f"{link}/answer")).status_code == 404
    street = sign_in(app, district[Role.STREET])  # hours later the first sign-in has locked
    party = re.search(r'name="party" value="([^"]+)"', street.get(here).text)[1]
    send(street, here, f"{here}/revoke", party=party)
    assert client.get(link).status_code == 410
    assert client.get("/g/nothing").status_code == 404


def test_a_guests_form_that_is_sent_twice_shows_the_same_link_again_until_it_is_revoked(
    client, kernel, street, district, receipt
):
    whistle = blows(kernel, district, receipt.ticket.number)
    here = f"/desk/whistles/{whistle.id}"
    typed = form_on(street.get(here).text, f"{here}/guest") | {"guest": "第二小学总务处"}
    links = []
    for _ in range(2):
        page = street.get(street.post(f"{here}/guest", data=typed).location).text
        links.append(re.search(r"/g/[a-z0-9]+", page)[0])
    assert links[0] == links[1]
    assert client.get(links[0]).status_code == 200
    party = party_of(kernel, whistle, None).id
    does(kernel, district[Role.STREET], commands.revoke_guest, commands.RevokeGuest, whistle, party=party)
    assert links[0] not in street.get(street.post(f"{here}/guest", data=typed).location).text


def test_a_guests_link_runs_out_a_week_after_the_time(client, kernel, district, receipt, clock):
    _, token = lived_whistle(kernel, district, receipt.ticket.number)
    clock.move(days=7, hours=1)
    assert client.get(f"/g/{token}").status_code == 200
    clock.move(hours=1)
    assert client.get(f"/g/{token}").status_code == 410


def test_the_history_counts_each_unit_and_shows_a_unit_its_own_alone(
    app, kernel, street, district, receipt, clock
):
    whistle, _ = lived_whistle(kernel, district, receipt.ticket.number)
    rates(kernel, district, whistle, stars=4)
    blows(kernel, district, receipt.ticket.number, units=(district.units[UnitKind.PROPERTY],))
    page = street.get("/desk/whistles/history").text
    row = re.search(r"新街物业</th>(.*?)</tr>", page, re.DOTALL)[1]
    assert re.findall(r"<td>\s*([^<\s]+(?: 分钟)?)", row) == ["1／1", "1", "—", "0／0", "0", "4.0"]
    assert "department单位" in page
    firm = sign_in(app, district[Role.PROPERTY]).get("/desk/whistles/history").text
    assert "新街物业" in firm
    assert "department单位" not in firm
    clock.move(hours=2)
    late = sign_in(app, district[Role.STREET]).get("/desk/whistles/history").text
    assert "1／2" in re.search(r"新街物业</th>(.*?)</tr>", late, re.DOTALL)[1], "its hour has come"
    clock.move(days=366)
    assert "还没有叫过" in sign_in(app, district[Role.STREET]).get("/desk/whistles/history").text

"""What the reporter may answer on the ticket's page."""

import io
import re

import pytest

from tests.builders.report import deliver_all, send_report
from tests.webapp.plate.test_door_page import jpeg
from webapp.access.actor import Actor
from webapp.access.role import Role
from webapp.ticket.advance import advance
from webapp.ticket.given import Given
from webapp.ticket.photos import keep_photo
from webapp.ticket.records import PhotoRole, Ticket
from webapp.ticket.words import Action, Gate, State


def go(kernel, actor: Actor, ticket_id, action: Action, **given) -> None:
    with kernel.work(actor) as work:
        advance(work, ticket_id, action, Given(**given))
    deliver_all(kernel)


def photo(kernel, role=PhotoRole.AFTER):
    return (keep_photo(kernel.store, io.BytesIO(jpeg()), role),)


def mend(kernel, district, ticket_id) -> None:
    """The unit's work until it is passed."""
    firm = district[Role.PROPERTY]
    go(kernel, firm, ticket_id, Action.ACCEPT)
    go(kernel, firm, ticket_id, Action.START)
    go(kernel, firm, ticket_id, Action.FEED_BACK, words="换好了", photos=photo(kernel))
    go(kernel, district[Role.GRID_WORKER], ticket_id, Action.PASS, photos=photo(kernel))


def row(kernel, ticket_id) -> Ticket:
    with kernel.read() as session:
        return session.get_one(Ticket, ticket_id)


def test_a_meeting_is_declined_with_one_tap_and_the_code(client, kernel, district):
    receipt = send_report(kernel, district)
    deliver_all(kernel)
    page = client.get(receipt.ticket.url).get_data(as_text=True)
    assert "想当面听您说说" in page
    invitation = re.search(r'name="invitation" value="([^"]+)"', page)[1]
    data = {"invitation": invitation, "answer": "decline"}
    wrong = client.post(
        f"{receipt.ticket.url}/answer_meeting",
        data=data | {"code": "0000" if receipt.query_code != "0000" else "1111"},
    )
    assert wrong.status_code == 422
    assert row(kernel, receipt.ticket.id).meeting_gate is Gate.WAITING
    right = client.post(f"{receipt.ticket.url}/answer_meeting", data=data | {"code": receipt.query_code})
    assert right.status_code == 303
    assert row(kernel, receipt.ticket.id).meeting_gate is Gate.DECLINED
    assert "您说不用见面" in client.get(receipt.ticket.url).get_data(as_text=True)


def test_the_right_code_is_not_asked_again_when_something_else_is_to_be_put_right(client, kernel, district):
    receipt = send_report(kernel, district)
    deliver_all(kernel)
    page = client.get(receipt.ticket.url).get_data(as_text=True)
    assert "和单号在一起" in page
    assert re.search(r'value="slot:0">今天 11月20日 周五 18:30<', page)
    invitation = re.search(r'name="invitation" value="([^"]+)"', page)[1]
    data = {"invitation": invitation, "answer": "for:0", "stand_in": ""}
    answer_at = f"{receipt.ticket.url}/answer_meeting"
    refused = client.post(answer_at, data=data | {"code": receipt.query_code})
    assert refused.status_code == 422
    assert "请写怎么称呼替您来的人" in refused.text
    assert 'name="code"' not in refused.text
    assert client.post(answer_at, data=data | {"stand_in": "我儿子小李"}).status_code == 303


def test_a_heap_is_cleared_in_ten_minutes_while_the_invitation_is_open_and_closing_waits(
    client, kernel, district, clock
):
    receipt = send_report(kernel, district, category="rubbish", text="垃圾堆了一大堆")
    deliver_all(kernel)
    clock.move(minutes=9)
    mend(kernel, district, receipt.ticket.id)
    assert row(kernel, receipt.ticket.id).state is State.PASSED
    with pytest.raises(Exception, match="还没和居民见面"):
        go(kernel, district[Role.OPERATOR], receipt.ticket.id, Action.CLOSE)
    page = client.get(receipt.ticket.url).get_data(as_text=True)
    invitation = re.search(r'name="invitation" value="([^"]+)"', page)[1]
    client.post(
        f"{receipt.ticket.url}/answer_meeting",
        data={"invitation": invitation, "answer": "decline", "code": receipt.query_code},
    )
    go(kernel, district[Role.OPERATOR], receipt.ticket.id, Action.CLOSE)
    assert row(kernel, receipt.ticket.id).state is State.CLOSED


def closed(client, kernel, district):
    receipt = send_report(kernel, district)
    deliver_all(kernel)
    page = client.get(receipt.ticket.url).get_data(as_text=True)
    invitation = re.search(r'name="invitation" value="([^"]+)"', page)[1]
    client.post(
        f"{receipt.ticket.url}/answer_meeting",
        data={"invitation": invitation, "answer": "decline", "code": receipt.query_code},
    )
    mend(kernel, district, receipt.ticket.id)
    go(kernel, district[Role.OPERATOR], receipt.ticket.id, Action.CLOSE)
    return receipt


def test_solved_and_satisfied_ends_the_ticket(client, kernel, district):
    receipt = closed(client, kernel, district)
    assert "修好了吗？您说了算" in client.get(receipt.ticket.url).get_data(as_text=True)
    data = {"solved": "yes", "satisfaction": "satisfied", "code": receipt.query_code}
    assert client.post(f"{receipt.ticket.url}/verdict", data=data).status_code == 303
    deliver_all(kernel)
    assert row(kernel, receipt.ticket.id).state is State.ENDED
    assert "您说：已解决，满意" in client.get(receipt.ticket.url).get_data(as_text=True)


def test_not_solved_reopens_the_same_ticket(client, kernel, district):
    receipt = closed(client, kernel, district)
    data = {"solved": "no", "satisfaction": "dissatisfied", "text": "又灭了", "code": receipt.query_code}
    assert client.post(f"{receipt.ticket.url}/verdict", data=data).status_code == 303
    ticket = row(kernel, receipt.ticket.id)
    assert ticket.state is State.DISPATCHED
    assert ticket.reopened == 1
    assert ticket.number == receipt.ticket.number


def test_a_verdict_without_a_choice_says_what_is_missing_and_keeps_the_words(client, kernel, district):
    receipt = closed(client, kernel, district)
    page = client.post(f"{receipt.ticket.url}/verdict", data={"text": "谢谢师傅", "code": receipt.query_code})
    assert page.status_code == 422
    assert "请选一个：已解决、解决了一部分、没解决。" in page.get_data(as_text=True)
    assert "谢谢师傅" in page.get_data(as_text=True)


def test_the_lost_link_is_found_by_number_and_code(client, kernel, district):
    receipt = send_report(kernel, district)
    found = client.post("/t/", data={"number": receipt.ticket.number, "code": receipt.query_code})
    assert found.location == receipt.ticket.url


def wide(words: str) -> str:
    """As a keyboard in full-width mode writes it."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in words)


@pytest.mark.parametrize(
    "typed", [wide, lambda n: n.replace("-", ""), lambda n: n.replace("-", " "), "单号 {}".format]
)
def test_number_and_code_are_read_as_people_type_them(client, kernel, district, typed):
    receipt = send_report(kernel, district)
    given = {"number": typed(receipt.ticket.number), "code": f" {wide(receipt.query_code)} "}
    assert client.post("/t/", data=given).location == receipt.ticket.url


def test_an_empty_box_costs_no_try(client, kernel, district):
    receipt = send_report(kernel, district)
    for code in ("", "12", "查询码", "１２", "12345", ""):
        page = client.post(f"{receipt.ticket.url}/cancel", data={"code": code})
        assert page.status_code == 422
        assert "查询码是 4 位数字" in page.text
    given = {"code": wide(receipt.query_code)}
    assert client.post(f"{receipt.ticket.url}/cancel", data=given).status_code == 303


def test_five_wrong_codes_a_day_are_enough(client, kernel, district):
    receipt = send_report(kernel, district)
    wrong = "0000" if receipt.query_code != "0000" else "1111"
    for _ in range(5):
        assert client.post("/t/", data={"number": receipt.ticket.number, "code": wrong}).status_code == 422
    assert (
        client.post("/t/", data={"number": receipt.ticket.number, "code": receipt.query_code}).status_code
        == 429
    )


def test_a_mangled_link_is_not_found(client, kernel, district):
    assert client.get("/t/nosuchtoken").status_code == 404


def test_the_page_speaks_english_and_large(client, kernel, district):
    receipt = send_report(kernel, district)
    deliver_all(kernel)
    page = client.get(f"{receipt.ticket.url}?lang=en").get_data(as_text=True)
    assert "Passed to 新街物业" in page
    assert 'data-size="large"' in client.get(f"{receipt.ticket.url}?size=large").get_data(as_text=True)
    assert 'data-size="large"' in client.get(receipt.ticket.url).get_data(as_text=True)


def test_the_resident_withdraws(client, kernel, district):
    receipt = send_report(kernel, district)
    assert client.post(f"{receipt.ticket.url}/cancel", data={"code": receipt.query_code}).status_code == 303
    assert row(kernel, receipt.ticket.id).state is State.CANCELLED


def test_one_of_several_leaves_and_the_neighbours_go_on(client, kernel, district):
    receipt = send_report(kernel, district)
    neighbour = send_report(kernel, district, joins=receipt.ticket.id)
    gone = client.post(
        f"{receipt.ticket.url}/cancel", data={"code": receipt.query_code}, follow_redirects=True
    )
    assert "您不再跟这件事" in gone.get_data(as_text=True)
    assert row(kernel, receipt.ticket.id).is_open
    client.post(f"{neighbour.ticket.url}/cancel", data={"code": neighbour.query_code})
    assert row(kernel, receipt.ticket.id).state is State.CANCELLED


def test_a_word_more_reaches_the_desk_but_no_neighbour(client, kernel, district):
    receipt = send_report(kernel, district)
    assert client.post(f"{receipt.ticket.url}/word", data={"text": "三楼的也不亮"}).status_code == 303
    assert "三楼的也不亮" in client.get(receipt.ticket.url).get_data(as_text=True)
    other = send_report(kernel, district, joins=receipt.ticket.id)
    assert "三楼的也不亮" not in client.get(other.ticket.url).get_data(as_text=True)


def test_the_english_page_speaks_of_the_meeting_in_english(client, kernel, district):
    receipt = send_report(kernel, district)
    deliver_all(kernel)
    page = client.get(f"{receipt.ticket.url}?lang=en").get_data(as_text=True)
    assert "You are invited to meet" in page
    assert "想当面听您说说" not in page


def test_a_broken_promise_is_called_one(client, kernel, district, clock):
    receipt = send_report(kernel, district)
    deliver_all(kernel)
    promised = row(kernel, receipt.ticket.id).next_word_by
    before = client.get(receipt.ticket.url).text
    assert "给您回话" in before
    assert "还没回" not in before
    clock.move(seconds=(promised - clock.now()).total_seconds() + 60)
    after = client.get(receipt.ticket.url).text
    assert re.search(r'class="promise late">.*?<span>说好\S+ \d\d:\d\d前给您回话，还没回', after, re.S)
    assert "has not come" in client.get(f"{receipt.ticket.url}?lang=en").text

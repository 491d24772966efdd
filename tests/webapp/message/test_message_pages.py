"""The pages: one's own messages and nobody else's, texts with their preview, channels without their keys."""

import re
import uuid

import pytest

from tests.builders.messages import (
    MAIL,
    channel,
    deliveries,
    file_channel,
    lines,
    messages,
    send_all,
    told,
)
from tests.builders.rows import count, only
from tests.builders.signed_in import form_on, send, sign_in
from webapp.access.actor import RULE
from webapp.access.records import Participation
from webapp.access.role import Role
from webapp.base.records import AuditEntry
from webapp.message.letters import PAGES
from webapp.message.records import MessageAddress, MessageChannel, MessageText
from webapp.message.texts import EXAMPLE, WORDINGS, filled, read_text
from webapp.message.words import Kind, Means, Thing

HERE, TEXTS, CHANNELS = "/desk/messages", "/desk/admin/messages", "/desk/admin/channels"
REWORK = f"{TEXTS}/rework/app"


@pytest.fixture
def firm(app, district):
    return sign_in(app, district[Role.PROPERTY])


@pytest.fixture
def chief(app, district):
    return sign_in(app, district[Role.ADMINISTRATOR])


def test_a_message_counts_in_the_menu_until_it_is_opened_and_leads_to_its_ticket(
    kernel, district, firm, ticket_id
):
    (mine,) = messages(kernel, district[Role.PROPERTY])
    page = firm.get(HERE).text
    assert "派来新工单" in page
    assert "没看" in page
    assert '<span class="unseen">，</span>1<span' in page
    opened = send(firm, HERE, f"{HERE}/{mine.id}")
    assert (opened.status_code, opened.location) == (303, f"/desk/tickets/{ticket_id}")
    assert firm.get(opened.location).status_code == 200
    assert "没看" not in firm.get(HERE).text


def test_all_can_be_taken_as_read_at_once(kernel, district, firm, ticket_id):
    told(kernel, ticket_id, district[Role.STREET])
    assert send(firm, HERE, f"{HERE}/read").status_code == 303
    assert [one.read_at is None for one in messages(kernel, district[Role.PROPERTY])] == [False]
    assert [one.read_at is None for one in messages(kernel, district[Role.STREET])] == [True]


def test_somebody_elses_message_is_not_found_and_stays_unread(kernel, app, district, ticket_id):
    (mine,) = messages(kernel, district[Role.PROPERTY])
    other = sign_in(app, district.other_firm)
    page = other.get(HERE)
    token = form_on(page.text, f"{HERE}/mail")
    assert "没有消息" in page.text
    for message_id in (mine.id, uuid.uuid4()):
        assert other.post(f"{HERE}/{message_id}", data=token).status_code == 404
    assert messages(kernel, district[Role.PROPERTY])[0].read_at is None


def test_of_what_is_no_longer_ones_own_a_message_says_nothing(kernel, district, firm, ticket_id):
    with kernel.work(RULE) as work:
        for row in work.session.query(Participation).where(Participation.ticket_id == ticket_id):
            work.session.delete(row)
    page = firm.get(HERE).text
    assert "现在不归您这里办了" in page
    assert "新街坊30号院" not in page
    assert "看这件" not in page


@pytest.mark.only_sqlite("which addresses there are")
def test_where_messages_lead_there_are_pages(app):
    for thing in Thing:
        with app.test_request_context():
            found = app.url_map.bind("localhost").match(PAGES[thing].format(uuid.uuid4()))
        assert found[0] in {"screen.ticket", "whistle.whole", "review.measure", "supervise.whole"}


def test_an_address_for_mails_is_ones_own_choice_and_masked_in_the_audit(kernel, district, firm):
    refused = send(firm, HERE, f"{HERE}/mail", mail="wang at example")
    assert refused.status_code == 422
    assert "邮箱好像不对" in refused.text
    assert 'value="wang at example"' in refused.text
    assert send(firm, HERE, f"{HERE}/mail", mail=f" {MAIL} ").status_code == 303
    assert only(kernel, MessageAddress).mail == MAIL
    with kernel.read() as session:
        entry = session.query(AuditEntry).where(AuditEntry.doing == "message.choose_mail").one()
    assert MAIL not in str(entry.changes)
    assert send(firm, HERE, f"{HERE}/mail", mail="").status_code == 303
    assert count(kernel, MessageAddress) == 0


@pytest.mark.only_sqlite("what a form refuses never reaches the database")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "请写 1 到 300 个字"),
        ("{单号} {电话}", "没有「{电话}」这个空，可以用：{单号}、{类别}、{地点}"),
        ("{单号} {时间}", "没有「{时间}」这个空"),
        ("再去看看 {类别}", "要有「{单号}」"),
        ("{单号} {类别", "花括号没有成对"),
        ("{单号} {}", "没有「{}」这个空"),
    ],
)
def test_a_text_with_an_unknown_or_a_missing_place_is_refused_and_kept_in_its_box(kernel, chief, typed, said):
    for doing in ("look", "save"):
        answer = send(chief, TEXTS, REWORK, body=typed, doing=doing)
        assert answer.status_code == 422
        assert said in answer.text
        assert f">\n{typed}</textarea>" in answer.text
    assert count(kernel, MessageText) == 0


def opened(page: str) -> list[str]:
    """Which kinds lie unfolded."""
    return re.findall(r'<details class="more text-kind" open>\s*<summary><span>([^<]+)', page)


def test_the_example_of_a_short_message_leads_where_residents_look(chief):
    page = send(chief, TEXTS, f"{TEXTS}/invited/sms", body="单号 {单号}，看 {链接}", doing="look").text
    assert "单号 1121-0007，看 https://…/t/" in page


def test_a_text_is_looked_at_with_an_invented_example_then_put_in_force_and_taken_back(
    kernel, district, chief, firm, ticket_id
):
    told(kernel, ticket_id, district[Role.PROPERTY])
    looked = send(chief, TEXTS, REWORK, body="{单号} 还要修，在{地点}", doing="look")
    assert "1121-0007 还要修，在示范坊30号院" in looked.text
    assert count(kernel, MessageText) == 0
    assert opened(looked.text) == ["复查没通过"]
    kept = send(chief, TEXTS, REWORK, body="{单号} 还要修，在{地点}", doing="save")
    assert kept.status_code == 303
    assert opened(chief.get(kept.location).text) == ["复查没通过"]
    assert opened(chief.get(TEXTS).text) == []
    assert "还要修，在新街坊30号院" in firm.get(HERE).text
    assert send(chief, TEXTS, REWORK, body="", doing="back").status_code == 303
    assert "还要修，在" not in firm.get(HERE).text
    assert "复查没通过" in firm.get(HERE).text


def test_a_districts_own_text_goes_out(kernel, district, chief, ticket_id):
    file_channel(kernel, district)
    send(chief, TEXTS, f"{TEXTS}/rework/mail", body="返工 {单号}：{链接}", doing="save")
    told(kernel, ticket_id, district[Role.STREET])
    send_all(kernel)
    assert lines(kernel)[0]["body"].startswith("返工 ")


def test_every_text_of_ours_passes_its_own_check_and_leaves_no_place_open():
    for kind, wording in WORDINGS.items():
        for form in wording.forms:
            text = wording.text(form)
            assert read_text(kind, form, text) == text
            example = filled(text, {**EXAMPLE[wording.thing], "链接": "http://x"})
            assert "{" not in example
            assert "  " not in example
    assert set(WORDINGS) == set(Kind)


def test_a_channel_is_opened_without_showing_its_keys_again(kernel, district, chief):
    given = {"means": "dingtalk", "name": "物业群", "address": "https://oapi.dingtalk.com/robot/send?access_token=geheim1",
             "key": "geheim2", "unit": str(district.other_firm.unit_id)}  # fmt: skip
    assert send(chief, CHANNELS, CHANNELS, **given).status_code == 303
    row = only(kernel, MessageChannel)
    assert (row.means, row.secret, row.unit_id) == (Means.DINGTALK, "geheim2", district.other_firm.unit_id)
    page = chief.get(CHANNELS).text
    assert "物业群" in page
    assert "geheim" not in page
    with kernel.read() as session:
        assert "geheim" not in str([entry.changes for entry in session.query(AuditEntry)])
    assert send(chief, CHANNELS, f"{CHANNELS}/{row.id}/again").status_code == 303
    assert send(chief, CHANNELS, f"{CHANNELS}/{row.id}/shut").status_code == 303
    assert only(kernel, MessageChannel).live is False
    page = chief.get(CHANNELS).text
    assert f"{CHANNELS}/{row.id}" not in page


@pytest.mark.only_sqlite("what a form refuses never reaches the database")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"means": "pigeon"}, "请选一种渠道"),
        ({"means": "file"}, "请起个名字"),
        ({"means": "wecom", "name": "群", "address": "群里复制"}, "请填机器人的完整网址"),
        ({"means": "wecom", "name": "群", "address": "https://[x"}, "请填机器人的完整网址"),
        ({"means": "wecom", "name": "群", "address": "https://a.cn/x"}, "请选这个群是哪个单位的"),
        (
            {"means": "mail", "name": "信", "address": "smtp.example.cn:99999", "account": "a@b.cn"},
            "请填邮件服务器",
        ),
        (
            {"means": "mail", "name": "信", "address": "smtp.example.cn", "account": "a@b\r\nBcc: c@d.cn"},
            "请填发件人",
        ),
    ],
)
def test_a_channel_that_is_not_complete_is_refused_with_what_is_missing(kernel, chief, given, said):
    answer = send(chief, CHANNELS, CHANNELS, **given)
    assert answer.status_code == 422
    assert said in answer.text
    assert count(kernel, MessageChannel) == 0


def test_what_failed_is_seen_on_the_page_of_channels(kernel, district, chief, ticket_id, smtp):
    channel_id = channel(kernel, district, Means.MAIL, address="127.0.0.1:9", account=MAIL, starttls=False)
    file_channel(kernel, district)
    told(kernel, ticket_id, district[Role.STREET])
    with kernel.work(RULE) as work:
        work.session.add(
            MessageAddress(person_id=district[Role.PROPERTY].person_id, mail=MAIL, since=work.now)
        )
    told(kernel, ticket_id, district[Role.PROPERTY])
    send_all(kernel)
    assert len(deliveries(kernel, channel_id)) == 1
    page = chief.get(CHANNELS).text
    assert "不通" in page
    assert "连不上邮件服务器" in page


@pytest.mark.parametrize("role", [Role.PROPERTY, Role.STREET, Role.SHIFT_LEAD])
def test_texts_and_channels_are_the_administrators(app, district, role):
    browser = sign_in(app, district[role])
    assert {browser.get(page).status_code for page in (TEXTS, CHANNELS)} == {403}


def test_an_act_that_is_none_is_not_found(chief):
    data = form_on(chief.get(CHANNELS).text, CHANNELS)
    for address in (
        f"{CHANNELS}/{uuid.uuid4()}/shut",
        f"{CHANNELS}/{uuid.uuid4()}/x",
        f"{TEXTS}/rework/x",
        f"{TEXTS}/x/app",
    ):
        assert chief.post(address, data=data).status_code == 404, address

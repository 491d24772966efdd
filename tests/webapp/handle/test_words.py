"""A word to the resident in one box, canned sentences and photos, and the milestones of a long matter."""

import io
from datetime import timedelta

import pytest

from tests.builders.district import build_district
from tests.builders.photo import jpeg
from tests.builders.report import deliver_all, send_report
from tests.builders.signed_in import sign_in
from tests.builders.walk import step, ticket_of
from webapp.access.link_tokens import report_token
from webapp.access.role import Role
from webapp.admin.deciding import decide
from webapp.base.errors import Invalid, NotFound, NotNow
from webapp.catalogue.canned import SENTENCES, filled, read_sentences
from webapp.handle.milestones import drop_milestone, end_milestone, end_order, set_milestone, set_order
from webapp.ticket.milestones import milestones_of
from webapp.ticket.words import Action


@pytest.fixture
def d(kernel):
    return build_district(kernel)


@pytest.fixture
def receipt(kernel, d):
    made = send_report(kernel, d)
    deliver_all(kernel)
    for action in (Action.ACCEPT, Action.START):
        step(kernel, d[Role.PROPERTY], made.ticket.id, action)
    return made


def send_step(browser, ticket_id, name, **typed):
    page = browser.get(f"/desk/tickets/{ticket_id}").text
    form = page.split(f'action="/desk/tickets/{ticket_id}/{name}"')[1].split("</form>")[0]
    hidden = {
        n: form.split(f'name="{n}" value="')[1].split('"')[0] for n in ("csrf_token", "once", "version")
    }
    return browser.post(f"/desk/tickets/{ticket_id}/{name}", data=hidden | typed)


def test_a_word_is_a_canned_sentence_own_words_and_a_photo_and_the_resident_sees_all(
    app, kernel, clock, d, receipt
):
    ticket_id, browser = receipt.ticket.id, sign_in(app, d[Role.PROPERTY])
    page = browser.get(f"/desk/tickets/{ticket_id}").text
    assert "新街物业正在备料" in page, "the hole is filled from the ticket"
    assert "{" not in page.split('id="word-canned"')[1].split("</select>")[0]
    assert "给居民回话：" in page
    empty = send_step(browser, ticket_id, "word", canned="", words=" ")
    assert empty.status_code == 422
    clock.move(hours=1)
    photo = (io.BytesIO(jpeg()), "a.jpg")
    done = send_step(
        browser, ticket_id, "word", canned="配件明天到。", words="到了先给您打电话。", photos=photo
    )
    assert done.status_code == 303, done.text
    deliver_all(kernel)
    seen = app.test_client().get(f"/t/{report_token(kernel.secret, receipt.report)}").text
    assert "配件明天到。\n到了先给您打电话。" in seen
    assert "现场照片" in seen
    assert ticket_of(kernel, ticket_id).next_word_by.date() == (clock.now() + timedelta(days=4)).date()


def test_milestones_are_public_and_done_once(app, kernel, clock, d, receipt):
    ticket_id, firm = receipt.ticket.id, d[Role.PROPERTY]
    today = clock.now().date()
    with kernel.work(firm) as work:
        set_milestone(work, set_order(ticket_id, {"milestone": "管道到货", "planned": str(today)}))
        set_milestone(work, set_order(ticket_id, {"milestone": "开始施工", "planned": "2026-12-01"}))
    with kernel.read() as session:
        first, second = milestones_of(session, ticket_id)
    page = f"/t/{report_token(kernel.secret, receipt.report)}"
    assert "开始施工" in app.test_client().get(page).text
    with kernel.work(firm) as work:
        end_milestone(work, end_order(ticket_id, {"milestone_id": str(first.id)}))
    assert "「管道到货」办到了。" in app.test_client().get(page).text
    for refused, order in ((Invalid, first.id), (NotFound, ticket_id)):
        with pytest.raises(refused), kernel.work(firm) as work:
            drop_milestone(work, end_order(ticket_id, {"milestone_id": str(order)}))
    with kernel.work(firm) as work:
        drop_milestone(work, end_order(ticket_id, {"milestone_id": str(second.id)}))
    shown = app.test_client().get(page).text
    assert "开始施工" not in shown
    with pytest.raises(NotNow), kernel.work(d[Role.STREET]) as work:
        set_milestone(work, set_order(ticket_id, {"milestone": "不归我们", "planned": "2026-12-01"}))


@pytest.mark.parametrize(
    "wrong",
    [
        {"planned": "2026-11-19"},
        {"planned": "2028-01-01"},
        {"planned": ""},
        {"milestone": ""},
        {"milestone": "长" * 41},
    ],
)
def test_a_milestone_has_a_name_and_a_day_ahead(kernel, d, receipt, wrong):
    form = {"milestone": "开工", "planned": "2026-12-01"} | wrong
    with pytest.raises(Invalid) as refused, kernel.work(d[Role.PROPERTY]) as work:
        set_milestone(work, set_order(receipt.ticket.id, form))
    assert set(refused.value.fields) == set(wrong)


def test_an_administrator_writes_the_sentences_and_wrong_holes_are_refused(kernel, d):
    assert read_sentences("\n".join(SENTENCES)) == SENTENCES
    assert filled(SENTENCES, {"单位": "", "类别": "灯", "办结时间": ""}) == SENTENCES[1:4]
    for wrong in ("", "{电话}打给您", "{单位", "长" * 121, "一句\n" * 21):
        with pytest.raises(ValueError, match=r"句|空|长"):
            read_sentences(wrong)
    with kernel.work(d[Role.ADMINISTRATOR]) as work:
        decide(work, "canned_words", "{单位}明天来。\n\n请等一等。", "")
    with pytest.raises(Invalid) as refused, kernel.work(d[Role.ADMINISTRATOR]) as work:
        decide(work, "canned_words", "{谁}明天来。", "")
    assert set(refused.value.fields) == {"value"}

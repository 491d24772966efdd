"""What the bound person of a firm does by link: steps, meeting and photos, each by name; and what is refused."""

import io
import re

import pytest
from sqlalchemy import select

from tests.builders.firm_link import PHONE, act, bind
from tests.builders.meeting import answers, invitation_of
from tests.builders.photo import jpeg
from tests.builders.report import deliver_all, send_report
from tests.builders.signed_in import form_on, send, sign_in
from webapp.access.role import Role
from webapp.base.records import AuditEntry
from webapp.meeting.commands import ProposeTime
from webapp.screen.firm_link_view import NO_NUMBERS, without_numbers
from webapp.ticket.records import Photo, Ticket, TicketStep
from webapp.ticket.words import Gate, State


def ticket_of(kernel, receipt) -> Ticket:
    return kernel.get(Ticket, receipt.ticket.id)


def test_the_bound_person_takes_a_ticket_to_its_end_by_name(bound, kernel, firm, receipt):
    for step, after in (("accept", State.ACCEPTED), ("start", State.HANDLING)):
        done = act(bound, firm, receipt.ticket.id, step)
        assert done.status_code == 303, done.text
        assert "办好了" in bound.get(done.location).text
        assert ticket_of(kernel, receipt).state is after
    assert act(bound, firm, receipt.ticket.id, "word", words="师傅在路上").status_code == 303
    photo = (io.BytesIO(jpeg()), "image.jpg")
    assert act(bound, firm, receipt.ticket.id, "feed_back", words="换了灯泡", photos=photo).status_code == 303
    assert ticket_of(kernel, receipt).state is State.FED_BACK
    with kernel.read() as session:
        steps = session.scalars(select(TicketStep).where(TicketStep.role == "property")).all()
        noted = session.scalars(select(AuditEntry).where(AuditEntry.doing.contains("firm_link.act"))).all()
    assert [step.action for step in steps] == ["accept", "start", "word", "feed_back"]
    assert {(step.name, step.person_id) for step in steps} == {("王建国", None)}
    assert all(step.unit_id is not None for step in steps)
    assert len(noted) == 4
    assert all(str(firm.link_id) in str(entry.changes) for entry in noted)
    page = bound.get(f"{firm.base}/tickets/{receipt.ticket.id}").text
    assert "王建国" in page
    assert "换了灯泡" in page


def test_a_refused_step_keeps_what_was_typed(bound, kernel, firm, receipt):
    act(bound, firm, receipt.ticket.id, "accept")
    refused = act(bound, firm, receipt.ticket.id, "feed_back", words="换了灯泡")
    assert refused.status_code == 422
    assert "换了灯泡" in refused.text
    assert 'href="#feed_back-photos"' in refused.text
    broken = (io.BytesIO(b"not a photo"), "image.jpg")
    assert (
        act(bound, firm, receipt.ticket.id, "feed_back", words="换了灯泡", photos=broken).status_code == 422
    )
    assert ticket_of(kernel, receipt).state is State.ACCEPTED


def test_a_ticket_is_returned_with_a_reason(bound, kernel, firm, receipt):
    assert act(bound, firm, receipt.ticket.id, "return", reason=" ").status_code == 422
    assert act(bound, firm, receipt.ticket.id, "return", reason="路灯归市政").status_code == 303
    assert ticket_of(kernel, receipt).state is State.FILED


def test_a_form_sent_twice_counts_once_and_leaves_no_photo_behind(bound, kernel, firm, receipt):
    act(bound, firm, receipt.ticket.id, "accept")
    job = f"{firm.base}/tickets/{receipt.ticket.id}"
    form = form_on(bound.get(job).text, f"{job}/feed_back") | {"words": "换了灯泡"}
    for _ in range(2):
        sent = form | {"photos": (io.BytesIO(jpeg()), "image.jpg")}
        assert bound.post(f"{job}/feed_back", data=sent).status_code == 303
    with kernel.read() as session:
        kept = set(session.scalars(select(Photo.original_key).where(Photo.step_id.is_not(None))))
    assert len(kept) == 1
    assert {key for key in kernel.store.list() if key.startswith("original")} == kept


def test_when_somebody_was_quicker_the_words_are_kept_beside_how_it_stands(
    app, bound, kernel, district, firm, receipt
):
    job = f"{firm.base}/tickets/{receipt.ticket.id}"
    form = form_on(bound.get(job).text, f"{job}/return") | {"reason": "路灯归市政"}
    desk = sign_in(app, district[Role.PROPERTY])
    address = f"/desk/tickets/{receipt.ticket.id}"
    assert send(desk, address, f"{address}/accept").status_code == 303
    stale = bound.post(f"{job}/return", data=form)
    assert stale.status_code == 409
    assert "路灯归市政" in stale.text
    assert "收到" in stale.text
    again = form_on(stale.text, f"{job}/return") | {"reason": "路灯归市政"}
    assert bound.post(f"{job}/return", data=again).status_code == 303


def test_a_ticket_of_another_unit_is_not_found_by_the_link(app, kernel, district, make, bound, firm, receipt):
    theirs = send_report(kernel, district, door=district.other_code)
    deliver_all(kernel)
    job = f"{firm.base}/tickets/{theirs.ticket.id}"
    assert bound.get(job).status_code == 404
    for name in ("accept", "return", "meeting/hold"):
        assert bound.post(f"{job}/{name}", data={"reason": "不归我们", "minutes": "见了"}).status_code == 404
    assert ticket_of(kernel, theirs).state is State.DISPATCHED
    other = bind(app.test_client(), make(district.other_firm))
    assert other.post(f"{firm.base}/tickets/{receipt.ticket.id}/accept").status_code == 403


@pytest.mark.parametrize("name", ["dispatch", "close", "hasten", "assign", "explode", "meeting/explode"])
def test_the_link_takes_only_its_own_steps(bound, kernel, firm, receipt, name):
    assert bound.post(f"{firm.base}/tickets/{receipt.ticket.id}/{name}").status_code == 404
    assert ticket_of(kernel, receipt).state is State.DISPATCHED


def test_a_step_that_the_table_does_not_allow_now_is_said_and_changes_nothing(bound, kernel, firm, receipt):
    refused = bound.post(f"{firm.base}/tickets/{receipt.ticket.id}/start", data={})
    assert refused.status_code == 409
    assert "还没办成" in refused.text
    assert ticket_of(kernel, receipt).state is State.DISPATCHED


# ---- the meeting -------------------------------------------------------------------------------------------


def test_the_meeting_is_arranged_and_held_by_link(bound, kernel, firm, receipt):
    answers(kernel, receipt, ProposeTime, proposal="周日下午三点")
    assert act(bound, firm, receipt.ticket.id, "meeting/agree", at="2026-11-15T15:00").status_code == 422
    assert act(bound, firm, receipt.ticket.id, "meeting/agree", at="2026-11-22T15:00").status_code == 303
    met = {"minutes": "看过灯", "agreed": "明天换好", "earlier": "1"}
    assert act(bound, firm, receipt.ticket.id, "meeting/hold", **met).status_code == 303
    assert ticket_of(kernel, receipt).meeting_gate is Gate.MET
    assert invitation_of(kernel, receipt.ticket.id).held_by is None
    with kernel.read() as session:
        names = session.scalars(select(TicketStep.name).where(TicketStep.action.startswith("meeting."))).all()
    assert names[-2:] == ["王建国", "王建国"]


def test_a_call_is_written_down_without_a_number_on_the_page(bound, kernel, firm, receipt):
    page = bound.get(f"{firm.base}/tickets/{receipt.ticket.id}").text
    assert "记电话" in page
    for number in (PHONE, "138****1234", "1234"):
        assert number not in page
    assert NO_NUMBERS in page
    assert act(bound, firm, receipt.ticket.id, "meeting/call").status_code == 422
    assert act(bound, firm, receipt.ticket.id, "meeting/call", outcome="not_reached").status_code == 303
    said = {"outcome": "reached", "answer_words": "不用见，修好就行"}
    assert act(bound, firm, receipt.ticket.id, "meeting/call", **said).status_code == 303
    assert ticket_of(kernel, receipt).meeting_gate is Gate.DECLINED


@pytest.mark.parametrize(
    "number", ["13800001234", "138 0000 1234", "138-0000-1234", "+8613800001234", "１３８００００１２３４", "010-65432100", "01065432100"]
)  # fmt: skip
def test_telephone_numbers_in_words_are_not_shown_by_link(number):
    assert without_numbers(f"打{number}找我") == f"打{NO_NUMBERS}找我"


@pytest.mark.parametrize(
    "words", ["", "1120-0007 那件", "5号楼 302", "2026-11-20 10:00", "表号 4401138000012345678"]
)
def test_other_figures_stay(words):
    assert without_numbers(words) == words


# ---- photos ------------------------------------------------------------------------------------------------


def test_photos_are_served_to_the_bound_phone_of_their_own_unit_alone(
    app, bound, kernel, district, make, firm, receipt
):
    act(bound, firm, receipt.ticket.id, "accept")
    photo = (io.BytesIO(jpeg()), "image.jpg")
    act(bound, firm, receipt.ticket.id, "feed_back", words="换了灯泡", photos=photo)
    deliver_all(kernel)
    page = bound.get(f"{firm.base}/tickets/{receipt.ticket.id}").text
    address = re.search(rf'src="({firm.base}/photos/[^"]+)"', page)[1]
    served = bound.get(address)
    assert (served.status_code, served.mimetype) == (200, "image/jpeg")
    assert served.data.startswith(b"\xff\xd8")
    served.close()
    assert app.test_client().get(address).status_code == 403
    other_firm = make(district.other_firm)
    other = bind(app.test_client(), other_firm)
    assert other.get(address.replace(firm.base, other_firm.base)).status_code == 404
    assert bound.get(address.replace("/small", "/original")).status_code == 404

"""The pages of the weekly review: picked from a ticket, what was typed is kept, the library, minutes as Word."""

import io
import uuid

import pytest
from docx import Document

from tests.builders.report import deliver_all, send_report
from tests.builders.review import holds_review, lived_review, measures_for, notes, picks, plans
from tests.builders.signed_in import form_on, send, sign_in
from webapp.access.role import Role
from webapp.base.work import Kernel
from webapp.review.causes import Cause
from webapp.review.library import Asked, library
from webapp.review.records import Review, ReviewMeasure


@pytest.fixture
def street(app, district):
    return sign_in(app, district[Role.STREET])


def found(kernel: Kernel, actor, **asked) -> list[str]:
    with kernel.read() as session:
        return [row.case.number for row in library(session, actor, Asked(**asked)).rows]


def test_from_a_tickets_page_into_the_review_of_this_week(kernel, street, receipt):
    ticket = street.get(f"/desk/tickets/{receipt.ticket.id}").text
    pick = f"/desk/reviews/pick?ticket={receipt.ticket.id}"
    assert pick in ticket
    planned = send(street, pick, "/desk/reviews", week="2026-11-16")
    assert planned.status_code == 303
    page = planned.headers["Location"]
    assert f'value="{receipt.ticket.number}"' in street.get(page).text
    here = page.partition("?")[0]
    assert send(street, page, f"{here}/pick", number=receipt.ticket.number, why="报了三次").status_code == 303
    assert "挑它：报了三次" in street.get(here).text
    assert here in street.get(pick).text, "the next ticket is offered the same week"


def test_a_refused_form_keeps_what_was_typed(kernel, district, street, receipt):
    review = plans(kernel, district)
    case = picks(kernel, district, review, receipt.ticket.number)
    page = f"/desk/reviews/{review.id}"
    back = send(street, page, f"{page}/note", case=case.id, wrong="没查线路")
    assert (back.status_code, "请选一个原因" in back.text, "没查线路" in back.text) == (422, True, True)
    back = send(street, page, f"{page}/measure", what="查线路", due="2026-11-01")
    assert (back.status_code, 'value="查线路"' in back.text, "从今天起" in back.text) == (422, True, True)
    back = send(street, page, f"{page}/pick", number="")
    assert (back.status_code, "请写单号" in back.text) == (422, True)
    gone = form_on(street.get(page).text, f"{page}/note") | {
        "case": str(uuid.uuid4()),
        "wrong": "没查线路",
        "cause": "late",
    }
    back = street.post(f"{page}/note", data=gone)
    assert (back.status_code, "没有提交，也没有丢" in back.text, "没查线路" in back.text) == (409, True, True)


def test_the_same_form_twice_is_one_measure(kernel, district, street, receipt):
    review = plans(kernel, district)
    page = f"/desk/reviews/{review.id}"
    typed = form_on(street.get(page).text, f"{page}/measure") | {
        "what": "查线路", "owner": str(district[Role.STREET].person_id), "due": "2026-11-25",
    }  # fmt: skip
    typed |= {"once": ""}  # the id alone must be enough
    assert [street.post(f"{page}/measure", data=typed).status_code for _ in range(2)] == [303, 303]
    with kernel.read() as session:
        assert session.query(ReviewMeasure).count() == 1


def test_an_owner_elsewhere_sees_their_own_measure_and_nothing_of_the_review(kernel, app, district, receipt):
    review = plans(kernel, district)
    picks(kernel, district, review, receipt.ticket.number)
    measure = measures_for(kernel, district, review, district[Role.PROPERTY])
    firm = sign_in(app, district[Role.PROPERTY])
    page = firm.get("/desk/reviews/mine").text
    assert "查一遍这栋的线路" in page
    assert str(review.id) not in page
    assert firm.get(f"/desk/reviews/{review.id}").status_code in {403, 404}
    done = f"/desk/reviews/measures/{measure.id}/done"
    too_long = send(firm, "/desk/reviews/mine", done, words="长" * 201)
    assert (too_long.status_code, "长" * 201 in too_long.text) == (422, True)
    assert send(firm, "/desk/reviews/mine", done, words="换了线").status_code == 303
    assert "近两个月办到的" in firm.get("/desk/reviews/mine").text
    stranger = sign_in(app, district.other_firm)
    assert "查一遍" not in stranger.get("/desk/reviews/mine").text


def test_the_library_is_found_by_two_characters_cause_class_and_unit(kernel, district, receipt, street):
    review, by = plans(kernel, district), district[Role.STREET]
    light = picks(kernel, district, review, receipt.ticket.number)
    other = send_report(kernel, district, category="noise", text="半夜装修吵")
    deliver_all(kernel)
    noise = picks(kernel, district, review, other.ticket.number)
    assert found(kernel, by) == [], "what has no cause yet is no case"
    notes(kernel, district, light)
    notes(kernel, district, noise, cause="manner", wrong="回话太冲", rule="")
    both = [other.ticket.number, receipt.ticket.number]
    assert found(kernel, by) == both
    assert found(kernel, by, words="线路") == found(kernel, by, words="灯又") == both[1:], (
        "noted, and said by the resident"
    )
    assert found(kernel, by, words="太冲") == found(kernel, by, cause=Cause.MANNER) == both[:1]
    assert found(kernel, by, words="没有%") == []
    assert found(kernel, by, unit_id=light.unit_id) == both[1:]
    assert found(kernel, district[Role.PROPERTY]) == []
    page = street.get("/desk/reviews/library?q=线路&cause=comes_back").text
    assert receipt.ticket.number in page
    assert other.ticket.number not in page
    assert "没有这样的案例" in street.get("/desk/reviews/library?q=水管").text


def test_the_library_turns_its_pages_by_key(kernel, district):
    review, by = plans(kernel, district), district[Role.STREET]
    numbers = []
    for _ in range(23):
        numbers.append(send_report(kernel, district).ticket.number)
        notes(kernel, district, picks(kernel, district, review, numbers[-1]))
    with kernel.read() as session:
        first = library(session, by, Asked())
        second = library(session, by, Asked(), after=first.older)
        back = library(session, by, Asked(), before=second.newer)
    assert [row.case.number for row in (*first.rows, *second.rows)] == numbers[::-1]
    assert (len(second.rows), second.older) == (3, None)
    assert back.rows == first.rows


def test_minutes_are_made_by_the_worker_and_hold_what_was_noted(kernel, app, district, street, receipt):
    review, _ = lived_review(kernel, district, receipt.ticket.number)
    assert kernel.get(Review, review.id).minutes_at is not None
    answer = street.get(f"/desk/reviews/{review.id}/minutes.docx", buffered=True)
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    paper = Document(io.BytesIO(answer.data))
    assert [round(column.width.mm) for column in paper.tables[1].columns] == [70, 40, 25, 35]
    said = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "2026年第47周（11月16日—11月22日）" in said
    assert "三次以上的先查根子" in said
    cases, measures = ([[cell.text for cell in row.cells] for row in table.rows] for table in paper.tables)
    assert cases[1][:1] + cases[1][3:] == [
        receipt.ticket.number, "反复出现，没治本", "灯换了三次，没查线路", "同一处报三次，先查线路",
    ]  # fmt: skip
    assert measures[1][0::3] == ["查一遍这栋的线路", "在办"]
    assert "楼道灯又不亮了" not in str(cases), "the resident's own words stay on the ticket"
    firm = sign_in(app, district.other_firm)
    assert firm.get(f"/desk/reviews/{review.id}/minutes.docx").status_code in {403, 404}


def test_there_are_no_minutes_before_it_was_held(kernel, district, street, receipt):
    review = plans(kernel, district)
    picks(kernel, district, review, receipt.ticket.number)
    page = f"/desk/reviews/{review.id}"
    assert street.get(f"{page}/minutes.docx").status_code == 404
    assert "做纪要" not in street.get(page).text
    holds_review(kernel, district, review)
    assert send(street, page, f"{page}/write_up").status_code == 303
    assert "纪要正在做" in street.get(page).text
    deliver_all(kernel)
    assert "下载纪要" in street.get(page).text

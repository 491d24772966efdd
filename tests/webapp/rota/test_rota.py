"""Putting people down, being away, and the note from shift to shift: at the desk's pages and in its clocks."""

import uuid
from datetime import date, datetime

import pytest

from tests.builders.district import build_district
from tests.builders.report import deliver_all, send_report
from tests.builders.rota import away, hands_over, plans
from tests.builders.signed_in import send, sign_in
from tests.builders.walk import step
from webapp.access.role import Role
from webapp.base.clock import CHINA
from webapp.base.errors import Invalid, NotNow
from webapp.people.records import Shift
from webapp.rota.commands import CopyWeek, RemoveShift, copy_week, remove_shift
from webapp.rota.handing_over import ReadHandOver, read_hand_over
from webapp.ticket.records import TicketClock
from webapp.ticket.words import Action, ClockKind

OPERATOR, LEAD = Role.OPERATOR, Role.SHIFT_LEAD
MONDAY = date(2026, 11, 23)


@pytest.fixture
def d(kernel):
    return build_district(kernel)


def verified_by(kernel, d):
    ticket_id = send_report(kernel, d, category="noise", text="半夜装修").ticket.id
    with kernel.read() as session:
        return session.get(TicketClock, (ticket_id, ClockKind.VERIFY)).due_at.astimezone(CHINA)


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=CHINA)


def test_the_two_minutes_run_while_somebody_of_the_rota_is_there(kernel, clock, d):
    assert verified_by(kernel, d) == at(20, 10, 2)
    plans(kernel, d, OPERATOR, "13:00", "22:00")
    assert verified_by(kernel, d) == at(20, 13, 2), "nobody is put down before one"
    plans(kernel, d, LEAD, "08:00", "13:00", lead=True)
    assert verified_by(kernel, d) == at(20, 10, 2)
    away(kernel, d, LEAD, 1)
    assert verified_by(kernel, d) == at(20, 11, 2)
    with pytest.raises(Invalid, match="已经记了请假"):
        away(kernel, d, LEAD, 1)
    away(kernel, d, OPERATOR, 48, stand_in=None)
    assert verified_by(kernel, d) == at(20, 11, 2)
    clock.move(hours=5)
    assert verified_by(kernel, d) == at(21, 8, 2), (
        "everybody of the afternoon is away; Saturday has its usual hours"
    )


def test_what_cannot_be_put_down_says_why(kernel, clock, d):
    plans(kernel, d, OPERATOR, "20:00", "08:00")
    for wrong, field in (
        ({"begins": "06:00", "ends": "09:00", "first": date(2026, 11, 21)}, "first"),
        ({"begins": "00:00", "ends": "23:00"}, "ends"),
        ({"begins": "08:00", "ends": "20:00", "first": date(2026, 11, 19)}, "first"),
        ({"begins": "08:00", "ends": "20:00", "last": date(2026, 11, 19)}, "last"),
        ({"begins": "08:00", "ends": "20:00", "last": date(2027, 11, 19)}, "last"),
    ):
        with pytest.raises(Invalid) as refused:
            plans(kernel, d, OPERATOR, **wrong)
        assert set(refused.value.fields) == {field}, wrong
    for who in (Role.PROPERTY, Role.STREET):
        with pytest.raises(Invalid, match="本班组"):
            plans(kernel, d, who, "08:00", "20:00")
    with pytest.raises(Invalid) as refused:
        away(kernel, d, OPERATOR, 3, stand_in=d[OPERATOR].person_id)
    assert "另一个人" in refused.value.fields["stand_in"]
    away(kernel, d, LEAD, 3)
    with pytest.raises(Invalid) as refused:
        away(kernel, d, OPERATOR, 3, stand_in=d[LEAD].person_id)
    assert "自己也请假" in refused.value.fields["stand_in"]


def test_a_week_is_repeated_where_it_fits_and_what_has_begun_stays(kernel, clock, d):
    plans(kernel, d, OPERATOR, "08:00", "20:00", last=date(2026, 11, 22))
    plans(kernel, d, OPERATOR, "09:00", "12:00", first=date(2026, 11, 27))
    lead = d[LEAD]
    with kernel.work(lead) as work:
        assert copy_week(work, CopyWeek(week=date(2026, 11, 25))) == 2, "Friday has a shift of its own"
    with pytest.raises(NotNow, match="没有排班"), kernel.work(lead) as work:
        copy_week(work, CopyWeek(week=MONDAY))
    with kernel.read() as session:
        shifts = {row.begins.astimezone(CHINA).day: row.id for row in session.query(Shift)}
    assert sorted(shifts) == [20, 21, 22, 27, 28, 29]
    with kernel.work(lead) as work:
        remove_shift(work, RemoveShift(shift_id=shifts[21]))
    with pytest.raises(NotNow, match="已经开始"), kernel.work(lead) as work:
        remove_shift(work, RemoveShift(shift_id=shifts[20]))


def test_the_pages_of_the_rota(app, kernel, clock, d):
    lead, operator = sign_in(app, d[LEAD]), sign_in(app, d[OPERATOR])
    page = "/desk/rota"
    person = str(d[OPERATOR].person_id)
    assert "没排班，按平常 8:00–20:00" in operator.get(page).text
    back = send(lead, page, f"{page}/shifts", person=person, first="2026-11-23", begins="八点", ends="20:00")
    assert (back.status_code, "写成 8:00" in back.text, 'value="八点"' in back.text) == (422, True, True)
    done = send(
        lead,
        page,
        f"{page}/shifts",
        person=person,
        first="2026-11-23",
        begins="9:00",
        ends="20:00",
        week="2026-11-23",
    )
    week = lead.get(done.headers["Location"]).text
    assert all(words in week for words in ("排好了 1 个班", "有人当班 9:00–20:00", "8:00–9:00 没有人"))
    back = send(lead, page, f"{page}/copy", week="2026-11-16")
    assert (back.status_code, "上一周没有排班" in back.text) == (409, True)
    typed = {"begins": "2026-11-23T09:00", "ends": "2026-11-23T12:00", "why": "培训", "week": "2026-11-23"}
    send(lead, page, f"{page}/absences", person=person, **typed)
    week = operator.get(f"{page}?week=2026-11-23").text
    assert all(words in week for words in ("请假，没有人替", "有人当班 12:00–20:00"))
    assert "销假" not in week, "an operator reads, and changes nothing"
    assert operator.post(f"{page}/copy", data={"week": "2026-11-23"}).status_code in {400, 403}


def test_the_next_shift_reads_what_the_last_one_left(app, kernel, clock, d):
    lift = send_report(kernel, d, category="lift", text="电梯困人了").ticket
    lamp = send_report(kernel, d).ticket
    deliver_all(kernel)
    clock.move(hours=30)
    lead, operator = sign_in(app, d[LEAD]), sign_in(app, d[OPERATOR])
    note = hands_over(kernel, d)
    page = f"/desk/handover/{note.id}"
    kept = {
        name: (group["count"], [line[0] for line in group["lines"]])
        for name, group in note.stood["groups"].items()
    }
    assert kept["urgent"] == (1, [str(lift.id)])
    assert set(kept["red"][1]) >= {str(lamp.id)}
    assert "半夜" not in str(note.stood), "no place and no words of a resident are kept twice"
    step(kernel, d[Role.PROPERTY], lamp.id, Action.ACCEPT)
    read = operator.get(page).text
    assert all(
        words in read for words in ("七号楼水管等街道的信儿", lamp.number, "现在：已接单", "还没有人接")
    )
    with pytest.raises(NotNow, match="接班的人"), kernel.work(d[LEAD]) as work:
        read_hand_over(work, ReadHandOver(note_id=note.id))
    assert send(operator, page, f"{page}/read").status_code == 303
    assert "operator甲" in lead.get("/desk/handover").text
    back = send(lead, "/desk/handover", "/desk/handover", words=" ")
    assert (back.status_code, "没有就写「没有」" in back.text) == (422, True)
    assert operator.get(f"/desk/handover/{uuid.uuid4()}").status_code == 404

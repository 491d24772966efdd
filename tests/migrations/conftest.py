"""A database in which a whole loop has left its rows."""

import uuid

import pytest

from tests.builders.bulk import kept_view, waiting_bulk
from tests.builders.callback import PHONE, answers_by_link, asks_to_leave_out, closed_report, colleague
from tests.builders.components import lived_components
from tests.builders.district import District, build_district
from tests.builders.meeting import lived_meeting
from tests.builders.messages import lived_messages
from tests.builders.notice import issues, lived_notice
from tests.builders.patrol import lived_patrol
from tests.builders.phone import waiting_verdict
from tests.builders.rates import lived_fees, lived_snapshot
from tests.builders.report import deliver_all, send_report
from tests.builders.review import lived_review
from tests.builders.rota import lived_rota
from tests.builders.routing import publish
from tests.builders.walk import to_closed, to_fed_back
from tests.builders.whistle import lived_whistle
from webapp.access.firm_links import MakeLink, make_link
from webapp.access.link_tokens import count_try
from webapp.access.role import Role
from webapp.access.sign_ins import end_sign_in, new_sign_in
from webapp.admin.calendar import decide_day, set_week
from webapp.base.housekeeping import seal_audit
from webapp.base.work import Kernel
from webapp.callback.leaving_out import DecideLeaveOut, decide_leave_out
from webapp.callback.opened import CALLS
from webapp.callback.records import CallbackCheck
from webapp.catalogue.settings import put_setting
from webapp.catalogue.standards import SetStandard, set_standard
from webapp.people.records import UnitKind
from webapp.place.records import ManagementUnit
from webapp.plate.commands import OrderSheet, order_sheet
from webapp.ticket.milestones import Milestone
from webapp.ticket.records import Ticket
from webapp.ticket.urgent import hear_alarms
from webapp.verify.opened import open_next


@pytest.fixture
def lived(kernel: Kernel, clock) -> District:
    """A district with one ticket walked to its end and one that begins: report, photos, contact, link, audit, seal."""
    district = build_district(kernel)
    more = {"phone": PHONE, "consent": {"version": "2026-11", "at": clock.now()}}
    receipt = send_report(kernel, district, **more)
    deliver_all(kernel)
    to_fed_back(kernel, district, receipt.ticket.id)
    deliver_all(kernel)
    waiting_verdict(kernel, district[Role.GRID_WORKER], receipt.ticket.id)
    to_closed(kernel, district, receipt.ticket.id)
    deliver_all(kernel)
    _reviewed_callback(kernel, district, answers_by_link(kernel, receipt).id)
    answers_by_link(kernel, closed_report(kernel, district))
    deliver_all(kernel)
    send_report(kernel, district, category="noise", text="半夜装修")
    urgent = send_report(kernel, district, category="other", text="楼道里有煤气味")
    with kernel.work(district[Role.OPERATOR]) as work:
        assert open_next(work) is not None
        assert hear_alarms(work, [urgent.ticket.id]) == 1
    waiting_bulk(kernel, district[Role.PROPERTY], receipt.ticket.id)
    kept_view(kernel, district[Role.OPERATOR])
    lived_patrol(kernel, district)
    lived_rota(kernel, district)
    publish(kernel, district, {"classes": "ordinary"})
    with kernel.work(district[Role.PROPERTY]) as work:
        make_link(work, MakeLink(person_name="王建国", days=30))
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        unit_id = work.session.query(ManagementUnit.id).order_by(ManagementUnit.code).first()[0]
        order_sheet(work, OrderSheet(management_unit_id=unit_id, form="a4"))
        decide_day(work, "2026-11-23", "rests", "停办一天")
        set_week(work, district.units[UnitKind.PROPERTY], {"day0": "8:00-12:00"})
        put_setting(work.session, "hotline", "010-12345", clock.now().date())
        set_standard(
            work,
            SetStandard(
                class_id=district.classes["lamp"], condition="不亮", limit_value=1, limit_unit="work_day"
            ),
        )
        end_sign_in(work, new_sign_in())
        count_try(work.session, f"ticket:{receipt.ticket.id}", clock.now())
        work.once("a-key", lambda: {"done": True})
    with kernel.work(district[Role.PROPERTY]) as work:
        first = work.session.query(Ticket.id).order_by(Ticket.sort).first()[0]
        day = clock.now().date()
        work.session.add(Milestone(ticket_id=first, name="管道到货", planned=day, made_at=clock.now()))
        lived_meeting(work.session, work.now)
    lived_components(kernel, district)
    lived_whistle(kernel, district, urgent.ticket.number)
    lived_notice(kernel, district, receipt.ticket.number)
    issues(kernel, district, copies=(district.units[UnitKind.COMMUNITY],))
    lived_review(kernel, district, receipt.ticket.number)
    lived_messages(kernel, district, urgent.ticket.id)
    lived_snapshot(kernel, district)
    lived_fees(kernel, district, unit_id)
    clock.move(minutes=20)
    assert seal_audit(kernel) > 0
    return district


def _reviewed_callback(kernel: Kernel, district: District, task_id: uuid.UUID) -> None:
    """A callback left out by one and approved by another, checked, and on somebody's screen."""
    street, other = district[Role.STREET], colleague(kernel, district)
    wish = asks_to_leave_out(kernel, street, task_id)
    with kernel.work(other) as work:
        decide_leave_out(work, DecideLeaveOut(leave_out_id=wish.id, approved=True))
        assert CALLS.open_here(work, task_id)
        day = kernel.clock.now()
        work.session.add(
            CallbackCheck(task_id=task_id, day=day.date(), drawn_at=day, clerk_id=street.person_id)
        )

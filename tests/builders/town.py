"""A small district in which a ticket stands at every desk, with an id for every name that an address asks for."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from tests.builders.bulk import kept_view, waiting_bulk
from tests.builders.callback import asks_to_leave_out, calls_back, closed_report, task_of, with_phone
from tests.builders.components import lived_components
from tests.builders.district import District, add_person, build_district
from tests.builders.meeting import invitation_of
from tests.builders.messages import lived_messages
from tests.builders.notice import lived_notice
from tests.builders.patrol import lived_patrol
from tests.builders.phone import waiting_verdict
from tests.builders.rates import lived_snapshot
from tests.builders.report import deliver_all, send_report
from tests.builders.review import lived_review
from tests.builders.rota import lived_rota
from tests.builders.routing import lived_rules
from tests.builders.walk import step, to_fed_back, to_unit
from tests.builders.whistle import lived_whistle
from webapp.access.actor import RULE, Actor
from webapp.access.firm_links import MakeLink, make_link
from webapp.access.link_tokens import report_token
from webapp.access.role import Role
from webapp.base.clock import CHINA
from webapp.base.database import new_id
from webapp.base.work import Kernel
from webapp.callback.records import CallbackCheck
from webapp.catalogue.standards import SetStandard, set_standard
from webapp.meeting.presence import code_of
from webapp.meeting.subscription import make_address
from webapp.meeting.words import Side
from webapp.people.records import Unit, UnitKind
from webapp.place.records import ManagementUnit
from webapp.plate.commands import OrderSheet, order_sheet
from webapp.report.orders import Receipt
from webapp.ticket.records import Photo
from webapp.ticket.words import Action


@dataclass(frozen=True)
class Town:
    """The district, its tickets by where they stand, and the fillings for `<…>` of addresses; all of unit A."""

    district: District
    tickets: dict[str, Receipt]
    fillings: dict[str, tuple[str, ...]]
    link: str
    """The token of firm A's link for its chat group."""
    other_link: str
    strangers: dict[Role, Actor]
    """Staff of units that have nothing to do with any of the tickets."""


def build_town(kernel: Kernel) -> Town:
    """Write the district and walk its tickets; everything in them belongs to the first firm or the department."""
    district = build_district(kernel)
    tickets = {
        "new": send_report(kernel, district, category="noise", text="半夜装修，睡不着", **with_phone()),
        "dispatched": send_report(kernel, district, text="二楼灯不亮", **with_phone()),
        "handling": send_report(kernel, district, text="三楼灯一闪一闪"),
        "fed_back": send_report(kernel, district, text="四楼灯罩掉了"),
        "department": send_report(kernel, district, category="other", text="路口看不清来车"),
        "confidential": send_report(
            kernel, district, text="二单元漏水，请保密", confidential=True, **with_phone()
        ),
        "urgent": send_report(kernel, district, category="lift", text="电梯停在三楼，有人被困"),
    }
    deliver_all(kernel)
    firm = district[Role.PROPERTY]
    for action in (Action.ACCEPT, Action.START):
        step(kernel, firm, tickets["handling"].ticket.id, action)
    to_fed_back(kernel, district, tickets["fed_back"].ticket.id)
    to_unit(kernel, district, tickets["department"].ticket.id, UnitKind.DEPARTMENT)
    tickets["closed"] = closed_report(kernel, district, text="五楼灯坏了")
    deliver_all(kernel)
    links = [_link(kernel, district[Role.PROPERTY]), _link(kernel, district.other_firm)]
    return Town(
        district,
        tickets,
        _fillings(kernel, district, tickets, links[0]),
        links[0][0],
        links[1][0],
        _strangers(kernel, district),
    )


def _strangers(kernel: Kernel, district: District) -> dict[Role, Actor]:
    with kernel.work(RULE) as work:
        office = Unit(
            id=new_id(), code="community-2", name="旧街社区", kind=UnitKind.COMMUNITY, post="值班室"
        )
        bureau = Unit(
            id=new_id(), code="department-2", name="园林局", kind=UnitKind.DEPARTMENT, post="值班室"
        )
        work.session.add_all([office, bureau])
        work.session.flush()
        return {
            Role.PROPERTY: district.other_firm,
            Role.DEPARTMENT: add_person(work, Role.DEPARTMENT, bureau, "department-2"),
        } | {role: add_person(work, role, office, f"{role}-2") for role in (Role.GRID_WORKER, Role.COMMUNITY)}


def _link(kernel: Kernel, manager: object) -> tuple[str, uuid.UUID]:
    with kernel.work(manager) as work:
        made = make_link(work, MakeLink(person_name="王建国", days=90))
    return made.token, made.link_id


def _reviewed(kernel: Kernel, district: District) -> tuple[uuid.UUID, uuid.UUID]:
    """A callback that somebody wishes to leave out, and one that was drawn to be checked."""
    clerk, ids = district[Role.CLERK], []
    for text in ("六楼灯坏了", "七楼灯坏了"):
        task = task_of(kernel, closed_report(kernel, district, text=text).report)
        calls_back(kernel, clerk, task.id, "reached", solved="yes", satisfied="yes")
        ids.append(task.id)
    check = CallbackCheck(
        id=new_id(), task_id=ids[1], day=kernel.clock.now().date(), drawn_at=kernel.clock.now(), clerk_id=clerk.person_id
    )  # fmt: skip
    with kernel.work(RULE) as work:
        work.session.add(check)
    return asks_to_leave_out(kernel, clerk, ids[0]).id, check.id


def _decided(kernel: Kernel, district: District) -> uuid.UUID:
    """A class with a case that holds today and another limit from next month on."""
    class_id, today = district.classes["lamp"], kernel.clock.now().astimezone(CHINA).date()
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        for value, since in ((3, today), (2, today + timedelta(days=30))):
            set_standard(
                work, SetStandard(class_id=class_id, limit_value=value, limit_unit="work_day", since=since)
            )
    return class_id


def _signs(kernel: Kernel, ticket_id: uuid.UUID) -> tuple[str, ...]:
    """What each side of a meeting shows on the spot, and something that is no code of ours."""
    invitation, now = invitation_of(kernel, ticket_id), kernel.clock.now()
    return ("nichts", *(code_of(kernel.secret, invitation.id, side, now) for side in Side))


def _fillings(
    kernel: Kernel, district: District, tickets: dict[str, Receipt], link: tuple[str, uuid.UUID]
) -> dict[str, tuple[str, ...]]:
    with kernel.read() as session:
        unit = session.scalars(select(ManagementUnit.id).where(ManagementUnit.code == "M0")).one()
        photo = session.scalars(
            select(Photo.id).where(Photo.ticket_id == tickets["fed_back"].ticket.id)
        ).first()
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        sheet = order_sheet(work, OrderSheet(management_unit_id=unit, form="a4"))
    deliver_all(kernel)
    wish, check = _reviewed(kernel, district)
    whistle, guest = lived_whistle(kernel, district, tickets["handling"].ticket.number)
    notice, shown = lived_notice(kernel, district, tickets["handling"].ticket.number)
    review, measure = lived_review(kernel, district, tickets["handling"].ticket.number)
    channel, message = lived_messages(kernel, district, tickets["handling"].ticket.id)
    rota = lived_rota(kernel, district)
    patrol, visit_id = lived_patrol(kernel, district)
    with kernel.work(district[Role.PROPERTY]) as work:
        calendar = make_address(work)
    tokens = tuple(report_token(kernel.secret, receipt.report) for receipt in tickets.values())
    return {
        "ticket_id": tuple(str(receipt.ticket.id) for receipt in tickets.values()),
        "report_id": (str(tickets["dispatched"].report),),
        "visit_id": (str(visit_id),),
        "point_id": (str(patrol.points[0]),),
        "component_id": (str(lived_components(kernel, district)),),
        "sheet": ("20261120020000-" + "0" * 32,),
        "label": (patrol.labels[0], "NICHTDA9"),
        "order": ("0", "9"),
        "recheck_id": (
            str(waiting_verdict(kernel, district[Role.GRID_WORKER], tickets["fed_back"].ticket.id)),
        ),
        "photo_id": (str(photo),),
        "bulk_id": (str(waiting_bulk(kernel, district[Role.DEPARTMENT], tickets["department"].ticket.id)),),
        "own_view_id": (str(kept_view(kernel, district[Role.DEPARTMENT])),),
        "leave_out_id": (str(wish),),
        "check_id": (str(check),),
        "task_id": (str(task_of(kernel, tickets["closed"].report).id),),
        "link_id": (str(link[1]),),
        "whistle_id": (str(whistle.id),),
        "notice_id": (str(notice.id),),
        "picture_id": (str(shown),),
        "review_id": (str(review.id),),
        "measure_id": (str(measure.id),),
        "shift_id": (str(rota["shift_id"]),),
        "absence_id": (str(rota["absence_id"]),),
        "note_id": (str(rota["note_id"]),),
        "message_id": (str(message),),
        "channel_id": (str(channel),),
        "kind": ("rework", "whistle_blown"),
        "form": ("app", "group"),
        "guest.token": (guest,),
        "unit_id": (str(unit),),
        "class_id": (str(_decided(kernel, district)),),
        "door_id": (str(district.doors[0]),),
        "sheet_id": (str(sheet.id),),
        "snapshot_id": (str(lived_snapshot(kernel, district)),),
        "person_id": (str(district[Role.PROPERTY].person_id),),
        "token": tokens,
        "link.token": (link[0],),
        "code": (district.codes[0], "NICHTDA9"),
        "size": ("small", "large"),
        "pixels": ("192", "512"),
        "rule_id": (str(lived_rules(kernel, district)),),
        "version": ("1", "99"),
        "step": ("accept", "word", "return"),
        "act": ("hold", "agree", "verdict", "rate"),
        "word": ("units", "doors", "points"),
        "name": ("hotline",),
        "sign": _signs(kernel, tickets["dispatched"].ticket.id),
        "address": ("nichts", calendar),
    }

"""What a thousand dispatch rules cost: the resident's own request nothing, the worker's answer little."""

import statistics
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from bench.figure import figure
from bench.program import fresh_program
from tests.builders.district import District, build_district
from tests.builders.report import deliver_all, send_report
from tests.builders.routing import publish
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.base.database import new_id
from webapp.base.outbox import deliver
from webapp.base.work import Kernel
from webapp.catalogue.records import MatterClass, Tier
from webapp.dispatch.routing.commands import BeginDraft, PublishRules, begin_draft, publish_rules
from webapp.dispatch.routing.records import DispatchRule
from webapp.dispatch.routing.words import ClassMatch, Hours, OwnerMatch, PlaceMatch, Target, Way
from webapp.people.records import UnitKind
from webapp.ticket.records import Ticket
from webapp.ticket.words import State

RULES, CLASSES = 1000, 400
ROUNDS, SENT = 9, 60
WITHIN_S = 2.0
"""From the report to the unit (mission.md, C7 and C15)."""


@figure("dispatch.report_with_1000_rules", "ms", want="≤ 1.05")
def request_cost() -> tuple[float, float]:
    """The median report with a thousand rules in force, beside the same with none; both in turns, in one run."""
    with _two_programs() as programs:
        spent: dict[str, list[float]] = {"none": [], "thousand": []}
        for _ in range(ROUNDS):
            for name, (kernel, district) in programs.items():
                for _ in range(SENT):
                    began = time.perf_counter()
                    send_report(kernel, district)
                    spent[name].append((time.perf_counter() - began) * 1000)
        return statistics.median(spent["thousand"]), statistics.median(spent["none"])


@figure("dispatch.sent_by_1000_rules", "s", limit=WITHIN_S)
def until_sent() -> float:
    """The 95th of 100 reports, one at a time: from the report until the worker has filed and sent it by the last rule."""
    with fresh_program("sqlite") as (_, kernel):
        district = build_district(kernel)
        _thousand(kernel, district)
        spent = []
        for _ in range(100):
            began = time.perf_counter()
            ticket_id = send_report(kernel, district).ticket.id
            while deliver(kernel):
                pass
            spent.append(time.perf_counter() - began)
            assert kernel.get(Ticket, ticket_id).state is State.DISPATCHED
        return statistics.quantiles(spent, n=20)[-1]


@contextmanager
def _two_programs() -> Iterator[dict[str, tuple[Kernel, District]]]:
    with fresh_program("sqlite") as (_, plain), fresh_program("sqlite") as (_, ruled):
        without, within = build_district(plain), build_district(ruled)
        _thousand(ruled, within)
        yield {"none": (plain, without), "thousand": (ruled, within)}


def _thousand(kernel: Kernel, district: District) -> None:
    """A thousand rules over four hundred classes, the last of them for the lamp of a stair."""
    publish(kernel, district, {"classes": "ordinary"})
    ids = [new_id() for _ in range(CLASSES)]
    with kernel.work(RULE) as work:
        work.add(*(_class(number, one) for number, one in enumerate(ids)))
    lead = district[Role.SHIFT_LEAD]
    bureau = district.units[UnitKind.DEPARTMENT]
    with kernel.work(lead) as work:
        draft = begin_draft(work, BeginDraft())
        work.session.query(DispatchRule).filter_by(set_id=draft.id).delete()
        for number in range(1, RULES):
            hours = (Hours.WORK, Hours.OFF, Hours.ANY)[number // CLASSES]
            work.add(_rule(draft.id, number, ids[number % CLASSES], hours, bureau))
        work.add(_rule(draft.id, RULES, district.classes["lamp"], Hours.ANY, bureau))
    with kernel.work(lead) as work:
        publish_rules(work, PublishRules(set_id=draft.id))
    send_report(kernel, district)
    deliver_all(kernel)


def _class(number: int, class_id: uuid.UUID) -> MatterClass:
    return MatterClass(
        id=class_id, scheme="gb", kind="event", code=f"{number:05}", name=f"类别 {number}", tier=Tier.ORDINARY,
        limit_value=7, limit_unit="calendar_day",
    )  # fmt: skip


def _rule(
    set_id: uuid.UUID, number: int, class_id: uuid.UUID, hours: Hours, unit_id: uuid.UUID
) -> DispatchRule:
    return DispatchRule(
        id=new_id(), set_id=set_id, number=number, class_match=ClassMatch.ONE, class_id=class_id, place=PlaceMatch.ANY,
        owner=OwnerMatch.ANY, hours=hours, target=Target.UNIT, unit_id=unit_id, way=Way.DIRECT,
    )  # fmt: skip

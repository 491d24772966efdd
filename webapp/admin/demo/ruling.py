"""The shift lead's draft of the dispatch rules in the demonstration: to be tried out, mended and published by whoever looks."""

import uuid
from typing import Any

from sqlalchemy import select

from webapp.access.signed_in import actor_of
from webapp.base.work import Kernel
from webapp.catalogue.records import MatterClass
from webapp.dispatch.routing.commands import BeginDraft, begin_draft, put_rule
from webapp.dispatch.routing.orders import PutRule
from webapp.people.records import Person

LINES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("lamp", {"owner": "component", "target": "keeper", "number": 1, "why": "路边的灯，谁养护谁来修"}),
    ("pothole", {"target": "unit", "unit_name": "BM1", "why": "市政道路"}),
    ("tree", {"target": "unit", "unit_name": "BM2"}),
    ("noise", {"target": "street", "way": "desk", "why": "街道先到场看看"}),
    ("noise", {"target": "unit", "unit_name": "BM1", "hours": "off"}),
)
"""The last one never counts, as the page says: something to mend."""


def draft_rules(kernel: Kernel) -> None:
    """The draft, on top of what holds without any; what is sent stays as it is until somebody publishes it."""
    with kernel.read() as session:
        lead = actor_of(session.scalars(select(Person).where(Person.account == "zhiban")).one())
        classes = {row.code: row.id for row in session.execute(select(MatterClass.code, MatterClass.id))}
    with kernel.work(lead) as work:
        draft = begin_draft(work, BeginDraft())
        for code, boxes in LINES:
            put_rule(
                work, PutRule(set_id=draft.id, rule_id=uuid.uuid4(), classes=str(classes[code]), **boxes)
            )

"""Dispatch rules as a shift lead publishes them."""

import uuid
from typing import Any

from tests.builders.district import District
from webapp.access.actor import Actor
from webapp.access.role import Role
from webapp.base.work import Kernel
from webapp.dispatch.routing.book import rules_of
from webapp.dispatch.routing.commands import (
    BeginDraft,
    DropRule,
    PublishRules,
    begin_draft,
    drop_rule,
    publish_rules,
    put_rule,
)
from webapp.dispatch.routing.orders import PutRule


def draft_rules(kernel: Kernel, lead: Actor, *rules: dict[str, Any], empty: bool = True) -> uuid.UUID:
    """A draft with these lines, on top of what is in force unless `empty`; each as the form's boxes would say it."""
    with kernel.work(lead) as work:
        draft = begin_draft(work, BeginDraft())
        if empty:
            for rule in rules_of(work.session, draft.id):
                drop_rule(work, DropRule(set_id=draft.id, rule_id=rule.id))
        for rule in rules:
            put_rule(work, PutRule(set_id=draft.id, rule_id=uuid.uuid4(), **rule))
        return draft.id


def publish(kernel: Kernel, district: District, *rules: dict[str, Any]) -> int:
    """Put these lines in force and nothing else; the version they got."""
    lead = district[Role.SHIFT_LEAD]
    draft_id = draft_rules(kernel, lead, *rules)
    with kernel.work(lead) as work:
        done = publish_rules(work, PublishRules(set_id=draft_id, why="试一试"))
        assert done.version is not None
        return done.version


def lived_rules(kernel: Kernel, district: District) -> uuid.UUID:
    """A table in force, and a draft of the shift lead's with one of its lines, by its id."""
    publish(kernel, district, {"classes": "ordinary"}, {"classes": "any", "target": "street", "way": "desk"})
    with kernel.work(district[Role.SHIFT_LEAD]) as work:
        draft = begin_draft(work, BeginDraft())
        return rules_of(work.session, draft.id)[1].id

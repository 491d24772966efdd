"""409 at the desk: the ticket moved on while a form was being filled in; what was typed stands beside what it is now."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for

from webapp.access.signed_in import kernel, the_actor
from webapp.base.errors import NotFound, Problem, Stale
from webapp.screen.ticket_story import TicketShown, read_ticket
from webapp.ticket.words import State

NOT_TYPED = frozenset({"csrf_token", "once", "version"})


@dataclass(frozen=True)
class Again:
    """How the same words can be sent to the ticket as it is now, while the table still allows the step."""

    action: str
    label: str
    sources: frozenset[State]


def moved_on_page(
    ticket_id: uuid.UUID, problem: Problem, labels: Mapping[str, str], again: Again | None = None
) -> tuple[str, int]:
    """The page of layout/stale.html and its status: `labels` names the fields to show, in their order."""
    with kernel().read() as session:
        found = read_ticket(session, the_actor(), ticket_id, kernel().clock.now(), "")
        if found is None:
            raise NotFound("没有这件工单，或者它不归您这里办。")
        state = found.row.state
    typed = {name: words for name, words in request.form.items() if name not in NOT_TYPED and words.strip()}
    offer = None
    if again is not None and state in again.sources:
        offer = {"action": again.action, "version": found.version, "label": again.label, "fields": typed}
    page = render_template(
        "layout/stale.html", number=found.number, late=isinstance(problem, Stale),
        sentence=problem.sentence, now_facts=_now_facts(found),
        typed={label: typed[name] for name, label in labels.items() if name in typed},
        changed_at=found.history[0].at if found.history else None,
        go_url=url_for("screen.ticket", ticket_id=ticket_id), again=offer,
    )  # fmt: skip
    return page, problem.status


def _now_facts(found: TicketShown) -> tuple[tuple[str, Any], ...]:
    last = found.history[0] if found.history else None
    return (
        ("现在", found.state_label), ("类别", found.klass), ("地点", found.place),
        ("最近一步", f"{last.what}（{last.who}）" if last else None), *found.facts,
    )  # fmt: skip

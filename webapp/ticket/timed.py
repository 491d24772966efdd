"""What a line of history keeps so that the clocks can be worked out again: the fact `timed`, written and read here.

`limit` and `external` when handling is set, `urgent` when verifying or acceptance starts, `unit` for acceptance, `due`
and `afresh` as the desk said, `ran` and `most` for what is set without a step of the table.
"""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from webapp.base.clock import Limit, LimitUnit
from webapp.base.lifecycle import ClockChange
from webapp.ticket.counting import Changes, Held, Moved, Terms
from webapp.ticket.words import ClockKind

TIMED: Final = "timed"


def told(
    terms: Terms, held: Held, changes: Changes, moved: Moved, due_moved: bool = False, noted: bool = False
) -> Mapping[str, Any]:
    """The fact, as a step has just set the clocks in `held`; nothing when there is nothing to say.

    `due_moved` says that the end of handling was put elsewhere, `noted` that no row of the table names the changes.
    """
    said: dict[str, Any] = {}
    started = {kind for kind, what in changes if what is ClockChange.START}
    if ClockKind.HANDLING in held and (due_moved or moved.afresh or ClockKind.HANDLING in dict(changes)):
        said["limit"] = _limit_words(terms.limit)
        if terms.external is not None:
            said["external"] = terms.external.isoformat()
    if started & {ClockKind.VERIFY, ClockKind.ACCEPTANCE}:
        said["urgent"] = terms.urgent
    if ClockKind.ACCEPTANCE in started and terms.unit_id is not None:
        said["unit"] = str(terms.unit_id)
    if moved.due is not None:
        said["due"] = moved.due.isoformat()
    if moved.afresh:
        said["afresh"] = True
    if noted:
        said["ran"] = [[kind.value, what.value] for kind, what in changes]
    if moved.most is not None:
        said["most"] = _limit_words(moved.most)
    return {TIMED: said} if said else {}


def terms_told(said: Mapping[str, Any], before: Terms, firms: frozenset[uuid.UUID]) -> Terms:
    """The terms after a line: what it says, else as they were before. `firms` are the units that are property firms."""
    terms = before
    if "limit" in said:
        external = datetime.fromisoformat(said["external"]) if "external" in said else None
        terms = replace(terms, limit=_limit(said["limit"]), external=external)
    if "urgent" in said:
        terms = replace(terms, urgent=said["urgent"])
    if "unit" in said:
        unit_id = uuid.UUID(said["unit"])
        terms = replace(terms, unit_id=unit_id, at_property=unit_id in firms)
    return terms


def moved_told(said: Mapping[str, Any]) -> Moved:
    """What a line says itself about the deadline."""
    return Moved(
        due=datetime.fromisoformat(said["due"]) if "due" in said else None,
        afresh=bool(said.get("afresh")),
        most=_limit(said["most"]) if "most" in said else None,
    )


def ran_told(said: Mapping[str, Any]) -> Changes:
    """The changes that a line without a step of the table made."""
    return tuple((ClockKind(kind), ClockChange(what)) for kind, what in said.get("ran", ()))


def _limit_words(limit: Limit) -> str:
    return f"{limit.value} {limit.unit.value}"


def _limit(words: str) -> Limit:
    value, unit = words.split()
    return Limit(int(value), LimitUnit(unit))

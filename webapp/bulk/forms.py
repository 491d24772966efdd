"""Mappings to orders of acts on many tickets."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from webapp.base.fields import read_form
from webapp.bulk.commands import AskBulk, Picked
from webapp.bulk.rules import MOST

TOGETHER = ":"
"""Between a ticket's id and its version, in the value of its tick box."""


def bulk_order(picked: Iterable[str], form: Mapping[str, Any]) -> AskBulk:
    """The order of a form, or `Invalid` by field; a tick box that nobody could have ticked counts as not ticked."""
    ticked = tuple(one for given in picked if (one := read_picked(given)) is not None)
    return read_form(AskBulk, {name: form.get(name, "") for name in form if name != "picked"}, picked=ticked)


def read_picked(given: str) -> Picked | None:
    """A tick box's value: the ticket and its version, which may be left out."""
    ticket_id, _, version = given.partition(TOGETHER)
    try:
        return Picked(ticket_id=uuid.UUID(ticket_id), seen=int(version or 0))
    except ValueError:
        return None


def picked_of(given: Iterable[str]) -> list[uuid.UUID]:
    """The tickets that an address names, no more than one act may have and one over, each once."""
    found = (one.ticket_id for text in given if (one := read_picked(text)) is not None)
    return list(dict.fromkeys(found))[: MOST + 1]

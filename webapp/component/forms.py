"""Mappings to what the component desk is asked for; what an address cannot mean is left out."""

import uuid
from collections.abc import Mapping
from typing import Any

from webapp.base.fields import clean, read_asking, read_form
from webapp.component.commands import CorrectComponent, TendComponent
from webapp.component.listing import Asked
from webapp.place.records import ComponentState

NEEDED = {"name": "请写部件的名称。", "reason": "请写一句为什么改，以后查得到。"}


def tend_order(component_id: uuid.UUID, form: Mapping[str, Any]) -> TendComponent:
    """The order to take a step, or `Invalid` by field."""
    return read_form(TendComponent, form, component_id=component_id)


def correct_order(component_id: uuid.UUID, form: Mapping[str, Any]) -> CorrectComponent:
    """The order to put the library right, or `Invalid` by field."""
    return read_asking(CorrectComponent, form, NEEDED, component_id=component_id)


def asked_list(given: Mapping[str, str]) -> Asked:
    """The list that an address asks for."""
    state = given.get("state", "")
    return Asked(
        clean(given.get("q", ""))[:60], clean(given.get("klass", ""))[:40],
        ComponentState(state) if state in set(ComponentState) else None, given.get("mine") == "1",
        clean(given.get("after", ""))[:17],
    )  # fmt: skip

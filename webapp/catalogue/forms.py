"""Mappings to orders of the catalogue."""

import uuid
from collections.abc import Mapping
from typing import Any

from webapp.base.fields import read_asking
from webapp.catalogue.classes import AddClass, ChangeClass
from webapp.catalogue.standards import EndStandard, SetStandard

LIMIT_MISSING = {"limit_value": "请填时限，例如 3。"}


def set_standard_order(class_id: uuid.UUID, form: Mapping[str, Any]) -> SetStandard:
    """The order to put a standard in force, or `Invalid` by field."""
    return read_asking(SetStandard, form, LIMIT_MISSING, class_id=class_id)


def end_standard_order(class_id: uuid.UUID, form: Mapping[str, Any]) -> EndStandard:
    """The order to end a standard, or `Invalid` by field."""
    return read_asking(EndStandard, form, {}, class_id=class_id)


def add_class_order(form: Mapping[str, Any]) -> AddClass:
    """The order to add a class, or `Invalid` by field."""
    return read_asking(AddClass, form, {"code": "请写编号，例如 0199。", "name": "请写名称。"})


def change_class_order(class_id: uuid.UUID, form: Mapping[str, Any]) -> ChangeClass:
    """The order to change a class, or `Invalid` by field."""
    return read_asking(ChangeClass, form, {"name": "请写名称。"}, class_id=class_id)

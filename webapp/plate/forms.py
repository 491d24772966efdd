"""Mappings to orders of the plate desk."""

import uuid
from collections.abc import Mapping
from typing import Any

from webapp.base.fields import read_form
from webapp.plate.commands import OrderSheet, RevokeCode, RotateCode


def revoke_order(door_id: uuid.UUID, form: Mapping[str, Any]) -> RevokeCode:
    """The order to end a code, or `Invalid` by field."""
    return read_form(RevokeCode, form, door_id=door_id)


def rotate_order(door_id: uuid.UUID, form: Mapping[str, Any]) -> RotateCode:
    """The order to renew a code, or `Invalid` by field."""
    return read_form(RotateCode, form, door_id=door_id)


def sheet_order(management_unit_id: uuid.UUID, form: Mapping[str, Any]) -> OrderSheet:
    """The order for a PDF, or `Invalid` by field."""
    return read_form(OrderSheet, form, management_unit_id=management_unit_id)

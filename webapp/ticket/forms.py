"""What the forms of all desks share: the version a person was looking at becomes `seen`."""

import uuid
from collections.abc import Mapping
from typing import Any, TypeVar

from webapp.base.fields import Command, read_form

C = TypeVar("C", bound=Command)


def order_about(model: type[C], ticket_id: uuid.UUID, form: Mapping[str, Any], **more: Any) -> C:
    """The order of a form or of JSON about one ticket, or `Invalid` by field."""
    version = form.get("version") or form.get("seen")
    seen = {"seen": version} if version else {}
    return read_form(model, form, ticket_id=ticket_id, **seen, **more)

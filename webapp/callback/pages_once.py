"""A form of this desk is acted upon once, however often it is sent."""

from collections.abc import Callable
from typing import Any

from flask import request

from webapp.access.signed_in import kernel, the_actor
from webapp.base.work import Work


def once(act: Callable[[Work], object]) -> None:
    """Do it once for one opening of the form, however often it is sent."""
    actor, key = the_actor(), request.form.get("once", "")[:40]
    with kernel().work(actor) as work:

        def run() -> dict[str, Any]:
            act(work)
            return {"done": True}

        if key:
            work.once(f"{actor.person_id}:{key}", run)
        else:
            run()

"""A form of staff is acted upon once, however often it is sent."""

from collections.abc import Callable
from typing import Any

from flask import request

from webapp.access.signed_in import kernel, the_actor
from webapp.base.work import Work


def once(act: Callable[[Work], object], button: str = "") -> dict[str, Any]:
    """Do it in a unit of work, once for one opening of the form: its field `once`, 40 characters, made with the page.

    `button` tells which was pressed, where a form has several: each of them is a wish of its own.
    Returns the first time's answer, `{"done": True}` where the act answers no mapping. A form without the field is
    acted upon each time it comes: two forms without a key are two wishes.
    """
    actor, key = the_actor(), request.form.get("once", "")[:40]
    with kernel().work(actor) as work:

        def run() -> dict[str, Any]:
            answer = act(work)
            return answer if isinstance(answer, dict) else {"done": True}

        return work.once(f"{actor.person_id}:{key}{button}", run) if key else run()

"""Taking a step that a page offered: the same for the inbox and for the firm's link."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from werkzeug.datastructures import FileStorage

from webapp.access.actor import Actor
from webapp.base.errors import Problem
from webapp.base.work import Kernel, Work
from webapp.handle.forms import photos_kept
from webapp.screen.steps import StepKind
from webapp.ticket.photos import KeptPhoto

MOST_ONCE = 40


@dataclass(frozen=True)
class Sent:
    """What a browser sent with a step. `party` keeps the repeats of two people apart."""

    form: Mapping[str, str]
    photos: Iterable[FileStorage] = ()
    party: str = ""


def take_step(
    kernel: Kernel, actor: Actor, kind: StepKind, ticket_id: uuid.UUID, sent: Sent,
    noted: Callable[[Work], object] | None = None,
) -> None:  # fmt: skip
    """Take the step in one commit; the same form again does nothing. Raises what the command raises.

    Photos are kept before the work is opened, and given up when the step did not take them. `noted` may add to the
    audit of the first time.
    """
    order = kind.order(ticket_id, sent.form)
    photos: tuple[KeptPhoto, ...] = ()
    if kind.files:
        sources = [cast(BinaryIO, f.stream) for f in sent.photos if f.filename]
        photos = photos_kept(kernel.store, sources, kind.photo_role)

    def run(work: Work) -> dict[str, Any]:
        step = kind.take(work, order, photos) if kind.files else kind.take(work, order)
        if noted is not None:
            noted(work)
        return {"version": getattr(step, "version", 0)}

    try:
        first = once(kernel, actor, sent, run)
    except Problem:
        _give_up(kernel, photos)
        raise
    if not first:
        _give_up(kernel, photos)


def _give_up(kernel: Kernel, photos: Iterable[KeptPhoto]) -> None:
    """Only after a refusal of ours: when a commit itself fails, the rows may be there and need their bytes."""
    for photo in photos:
        kernel.store.delete(photo.key)


def once(kernel: Kernel, actor: Actor, sent: Sent, run: Callable[[Work], dict[str, Any]]) -> bool:
    """Do it in a unit of work, a form's repeat counted once; whether this was the first time."""
    key = sent.form.get("once", "")[:MOST_ONCE]
    with kernel.work(actor) as work:
        if key:
            work.once(f"{sent.party}:{key}", lambda: run(work))
        else:
            run(work)
    return work.is_first

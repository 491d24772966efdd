"""The minutes of a review as a Word file: asked for on its page, made by the job worker, with what is known then.

No resident stands in it: a case is named by its number, class and compound.
"""

import tempfile
import uuid
from typing import TYPE_CHECKING, BinaryIO, cast

from sqlalchemy.orm import Session

from webapp.access.actor import TIMER
from webapp.base.fields import Command
from webapp.base.later import Later
from webapp.base.storage import chunked
from webapp.base.work import Kernel, Work
from webapp.review import advance
from webapp.review.events import MinutesOrdered
from webapp.review.lifecycle import ReviewAction
from webapp.review.queries import ReviewView, review_view
from webapp.review.records import Review
from webapp.review.scope import get_review

if TYPE_CHECKING:
    from webapp.review import word
else:
    word = Later("webapp.review.word")

IN_MEMORY = 8 * 1024 * 1024


class WriteUp(Command):
    """出纪要."""

    review_id: uuid.UUID


def write_up(work: Work, order: WriteUp) -> Review:
    """Ask for the minutes; asked again, they are made anew."""
    review = advance.move(work, advance.take_in_hand(work, order.review_id), ReviewAction.WRITE_UP)
    review.minutes_asked_at = work.now
    work.record(MinutesOrdered(review.id))
    return review


def draw_minutes(kernel: Kernel, event: MinutesOrdered) -> str | None:
    """Make the file as things stand, before the write turn; a second try writes to the same place."""
    with kernel.read() as session:
        found = _view(session, kernel, event.review_id)
    if found is None:
        return None
    key = f"reviews/{event.review_id.hex}"
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as held:
        out = cast(BinaryIO, held)
        word.written(found).save(out)
        held.seek(0)
        kernel.store.put(key, chunked(out))
    return key


def minutes_drawn(work: Work, event: MinutesOrdered, key: str | None) -> None:
    """Reaction to `review.minutes_ordered`: the file belongs to the review."""
    review = work.session.get(Review, event.review_id)
    if review is not None and key is not None:
        review.minutes_key, review.minutes_at = key, work.now


def _view(session: Session, kernel: Kernel, review_id: uuid.UUID) -> ReviewView | None:
    row = get_review(session, TIMER, review_id)
    return review_view(session, TIMER, row, kernel.clock.now()) if row is not None else None

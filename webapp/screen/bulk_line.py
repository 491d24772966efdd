"""What was asked for many tickets a while ago, as lines above the list; asked of the database only then."""

from flask import session

from webapp.access.signed_in import kernel, the_actor
from webapp.bulk.queries import SHOWN_FOR, BulkShown, latest_of

KEPT = "bulk_until"


def keep_line() -> None:
    """From now on, for some minutes, this browser's lists say how it goes."""
    session[KEPT] = (kernel().clock.now() + SHOWN_FOR).timestamp()


def bulk_line() -> tuple[BulkShown, ...]:
    """The acts of this person, if this browser asked for one lately; others' pages cost nothing."""
    now = kernel().clock.now()
    if session.get(KEPT, 0) <= now.timestamp():
        return ()
    with kernel().read() as db:
        return latest_of(db, the_actor(), now)

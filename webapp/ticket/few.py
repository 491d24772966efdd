"""The few tickets among many that a view shows: each condition written once, for its index and for who asks.

Written out and not bound, so that both databases see that the partial index fits. Columns of other indexes are
wrapped: SQLite keeps no statistics, and by the state it walked all dispatched tickets for one count.
"""

from sqlalchemy import ColumnElement, literal_column

RINGS = "{0}urgent AND coalesce({0}state, '') IN ('new','filed','dispatched')"
"""Urgent, and nobody has accepted it (safety.md 1)."""
ASKED = "{0}asked IS NOT NULL AND coalesce({0}open_sort, 0) > 0"
"""Open, and a unit waits for the answer of a higher desk."""
RAISED = "({0}level IN ('street','district') OR {0}reopened > 0) AND coalesce({0}open_sort, 0) > 0"
"""Open, and passed up or opened again."""

ON_A_MAP = (
    "cell", "state", "due", "counted_from", "reported_at", "next_word_by", "urgent", "lng", "lat", "place_doubt",
    "street_id", "class_id", "open_sort", "id",
)  # fmt: skip
"""Columns of the index by which open tickets are counted on a map: all that is asked of them. The cell first, for what
is near."""


def indexed(condition: str) -> str:
    """The condition as an index has it."""
    return condition.format("")


def are(condition: str) -> ColumnElement[bool]:
    """The condition on tickets, for a query."""
    return literal_column(f"({condition.format('ticket.')})")

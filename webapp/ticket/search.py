"""Finding Chinese words in tickets: single characters and pairs, made by us, the same on both databases.

Trigram indexes find nothing for two-character words (电梯), silently; that is why (dependencies.md).
"""

import re

from sqlalchemy import ColumnElement, bindparam, text
from sqlalchemy.orm import Session

from webapp.ticket.records import Ticket

_RUN = re.compile(r"[^\W_]+")


def grams(words: str) -> list[str]:
    """Single characters and pairs of each run of letters, without repeats."""
    found: dict[str, None] = {}
    for run in _RUN.findall(words.lower()):
        found.update(dict.fromkeys(run))
        found.update(dict.fromkeys(run[i : i + 2] for i in range(len(run) - 1)))
    return list(found)


def asked_grams(words: str) -> list[str]:
    """What a searched word must contain: its pairs, or the character itself when it is one."""
    wanted: dict[str, None] = {}
    for run in _RUN.findall(words.lower())[:8]:
        wanted.update(
            dict.fromkeys([run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)])
        )
    return list(wanted)[:20]


def index_words(session: Session, ticket: Ticket, words: str) -> None:
    """Put a ticket's words into the index, in place of what it held."""
    if session.get_bind().dialect.name == "sqlite":
        # The row's number is the ticket's own place in lists: looking for the id would read the whole index.
        kept = {"row": ticket.sort, "id": ticket.id.hex, "grams": " ".join(grams(words))}
        session.execute(_INTO_SQLITE, kept)
    else:
        session.execute(_INTO_POSTGRESQL, {"id": ticket.id, "grams": grams(words)})


_INTO_SQLITE = text("INSERT OR REPLACE INTO ticket_text (rowid, ticket_id, grams) VALUES (:row, :id, :grams)")
_INTO_POSTGRESQL = text(
    "INSERT INTO ticket_text (ticket_id, grams) VALUES (:id, :grams)"
    " ON CONFLICT (ticket_id) DO UPDATE SET grams = excluded.grams"
)


def contains(session: Session, words: str) -> ColumnElement[bool] | None:
    """The predicate for tickets whose text holds all of these words; None when nothing was typed."""
    wanted = asked_grams(words)
    if not wanted:
        return None
    if session.get_bind().dialect.name == "sqlite":
        match = " ".join(f'"{gram}"' for gram in wanted)
        inner = text("SELECT ticket_id FROM ticket_text WHERE ticket_text MATCH :match").bindparams(
            match=match
        )
    else:
        inner = text("SELECT ticket_id FROM ticket_text WHERE grams @> CAST(:wanted AS text[])").bindparams(
            bindparam("wanted", wanted)
        )
    return Ticket.id.in_(inner.columns(Ticket.id))

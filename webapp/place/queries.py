"""Places as desks ask for them."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from webapp.place.letters import letters
from webapp.place.records import Door


def find_doors(session: Session, typed: str, most: int = 12) -> Sequence[Door]:
    """Doors by a few characters of the place or the first letters of its pinyin; all parts must occur."""
    query = select(Door)
    parts = typed.split()
    if not parts:
        return []
    for part in parts:
        either = [Door.words.contains(part, autoescape=True)]
        short = letters(part)
        if short and part.isascii():
            either.append(Door.letters.contains(short, autoescape=True))
        query = query.where(or_(*either))
    return session.scalars(query.order_by(Door.words).limit(most)).all()


def door_of_code_or_number(session: Session, number: str) -> Door | None:
    """A door by the district's own number of it."""
    return session.scalars(select(Door).where(Door.code == number)).first()

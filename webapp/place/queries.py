"""Places as desks ask for them."""

import re
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from webapp.base.errors import Invalid
from webapp.place.letters import letters
from webapp.place.records import Door

_PIECE = re.compile(r"\d+\D*|\D+")


def find_doors(session: Session, typed: str, most: int = 12) -> Sequence[Door]:
    """Doors by a few characters of the place or the first letters of its pinyin; all parts must occur.

    What is written in one, 丁香园2号楼1单元 or dxy2, is taken apart before each number when nothing has it as it stands.
    """
    parts = typed.split()
    found = _doors_with(session, parts, most)
    pieces = [piece for part in parts for piece in _PIECE.findall(part)]
    return found or (_doors_with(session, pieces, most) if pieces != parts else [])


def _doors_with(session: Session, parts: list[str], most: int) -> Sequence[Door]:
    if not parts:
        return []
    query = select(Door)
    for part in parts:
        either = [Door.words.contains(part, autoescape=True)]
        short = letters(part)
        if short and part.isascii():
            either.append(Door.letters.contains(short, autoescape=True))
        query = query.where(or_(*either))
    return session.scalars(query.order_by(Door.words).limit(most)).all()


def the_one_door(session: Session, typed: str) -> Door:
    """The door that some words mean; `Invalid` (field `place`) names the candidates when they are several or none."""
    found = find_doors(session, typed, most=7)
    exact = [door for door in found if door.words == typed.strip()]
    if len(found) == 1 or exact:
        return (exact or list(found))[0]
    if not found:
        raise Invalid(
            {"place": f"没找到「{typed.strip()}」，写小区、楼、单元，中间空一格，比如：丁香园 2号楼 1单元。"}
        )
    some = "、".join(door.words for door in found[:3])
    raise Invalid({"place": f"有好几个门：{some}{'……' if len(found) > 3 else ''}。请写全一点。"})

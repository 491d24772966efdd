"""Finding components by a few words, the same for lists and for labels."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_

from webapp.place.records import Component

SEARCHED = (Component.name, Component.klass, Component.code, Component.owner_words, Component.keeper_words)


def components_by_words(words: str) -> Sequence[ColumnElement[bool]]:
    """Each part stands in the name, the kind, the code or the name of who owns or keeps it; no words, no condition."""
    return [or_(*(column.contains(part, autoescape=True) for column in SEARCHED)) for part in words.split()]

"""Photos of the demonstration: drawn once, kept as if a phone had sent them, copied once and shown often."""

import io
from functools import cache

from webapp.base.picture.copies import Copies, make_copies
from webapp.base.picture.draw import draw_scene
from webapp.base.storage import Store, new_key
from webapp.base.work import Work
from webapp.ticket.events import PhotoKept
from webapp.ticket.photos import KeptPhoto, keep_photo
from webapp.ticket.records import Photo, PhotoRole, PhotoState

SIZE = (1280, 960)
TWICE = frozenset({"lamp", "rubbish"})
"""Scenes that occur so often that two different places are drawn; of the others one must do."""


class Album:
    """Draws each scene once and remembers it with its copies, so that loading stays short."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._drawn = cache(draw_scene)
        self._copies: dict[str, Copies] = {}

    def take(self, kind: str, role: PhotoRole, fixed: bool, seed: int) -> KeptPhoto:
        """A photo of a scene in the store, ready to come with a report or a step."""
        drawn = self._drawn(kind, fixed, seed % 2 if kind in TWICE else 0)
        kept = keep_photo(self._store, io.BytesIO(drawn), role)
        if kept.sha256 not in self._copies:
            self._copies[kept.sha256] = make_copies(io.BytesIO(drawn))
        return kept

    def serve(self, work: Work, event: PhotoKept) -> None:
        """In place of `ticket.make_served_copies` while the demonstration loads: the copies are there already."""
        photo = work.session.get_one(Photo, event.photo_id)
        copies = self._copies[photo.sha256]
        photo.width, photo.height = SIZE
        photo.large_key, photo.small_key = new_key("large"), new_key("small")
        self._store.put(photo.large_key, [copies.large])
        self._store.put(photo.small_key, [copies.small])
        photo.state = PhotoState.READY

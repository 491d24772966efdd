"""The two copies of a stored photo that people are shown: made and stored before anybody's turn to write."""

from collections.abc import Callable
from dataclasses import dataclass

from webapp.base.picture import Inspected, inspect_picture, make_copies
from webapp.base.storage import Store, new_key


@dataclass(frozen=True)
class Served:
    """What the photo said about itself, and where its copies lie."""

    seen: Inspected
    large_key: str
    small_key: str


def serve_copies(
    store: Store, original_key: str, finish: Callable[[bytes, Inspected], bytes] | None = None
) -> Served:
    """Make both copies without metadata and store them; `finish` may still draw on the large one.

    Decoding takes longer than everything a page writes, so never in a turn to write. Raises `PictureRefused`.
    """
    with store.open(original_key) as source:
        seen = inspect_picture(source)
        source.seek(0)
        copies = make_copies(source)
    large = finish(copies.large, seen) if finish else copies.large
    served = Served(seen, new_key("large"), new_key("small"))
    store.put(served.large_key, [large])
    store.put(served.small_key, [copies.small])
    return served

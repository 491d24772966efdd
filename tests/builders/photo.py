"""Photos as a phone takes them, already safe in the store."""

import io

from PIL import Image

from webapp.base.work import Kernel
from webapp.ticket.photos import KeptPhoto, keep_photo
from webapp.ticket.records import PhotoRole


def jpeg(colour: tuple[int, int, int] = (90, 110, 90)) -> bytes:
    """The bytes of a small plain photo."""
    held = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(held, "JPEG")
    return held.getvalue()


def kept_photo(kernel: Kernel, role: PhotoRole = PhotoRole.AFTER) -> KeptPhoto:
    """A photo whose bytes are in the store and that waits for its step."""
    return keep_photo(kernel.store, io.BytesIO(jpeg()), role=role)

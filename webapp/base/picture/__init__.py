"""Photos: looked at before they are taken, copied without metadata, blurred at the desk. Pure functions over bytes."""

from webapp.base.picture.blur import Box, blur
from webapp.base.picture.copies import Copies, make_copies
from webapp.base.picture.inspection import Inspected, inspect_picture
from webapp.base.picture.opening import MAX_BYTES, Source
from webapp.base.picture.origin import Position
from webapp.base.picture.refusal import PictureRefused, Reason

__all__ = [
    "MAX_BYTES",
    "Box",
    "Copies",
    "Inspected",
    "PictureRefused",
    "Position",
    "Reason",
    "Source",
    "blur",
    "inspect_picture",
    "make_copies",
]

"""What the two copies of a photo cost beside the bare decoding, shrinking and encoding that they need."""

import time
from collections.abc import Callable
from io import BytesIO

from PIL import Image
from PIL.Image import Resampling

from bench.figure import figure
from webapp.base.picture import make_copies
from webapp.base.picture.copies import LARGE, QUALITY_LARGE, QUALITY_SMALL, SMALL

WIDTH, HEIGHT = 4032, 3024
TURNS = 7


@figure("loop.photo", "ms", want="≤ 1.2")
def photo() -> tuple[float, float]:
    """CPU of a 12-megapixel JPEG to both copies, and of Pillow's draft, Lanczos and two saves; the best of seven."""
    sent = twelve_megapixels()
    ways: tuple[Callable[[bytes], object], ...] = (make_copies, _bare)
    best = [float("inf"), float("inf")]
    for _ in range(TURNS):
        for place, way in enumerate(ways):
            began = time.process_time()
            way(sent)
            best[place] = min(best[place], time.process_time() - began)
    return best[0] * 1000, best[1] * 1000


def twelve_megapixels() -> bytes:
    """A picture with detail everywhere, so that decoding has work to do; about as many bytes as from a phone."""
    grain = Image.effect_noise((WIDTH, HEIGHT), 24)
    slope = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    file = BytesIO()
    Image.merge("RGB", (grain, slope, Image.blend(grain, slope, 0.5))).save(file, "JPEG", quality=88)
    return file.getvalue()


def _bare(sent: bytes) -> tuple[bytes, bytes]:
    image: Image.Image = Image.open(BytesIO(sent), formats=["JPEG"])
    size = LARGE, LARGE * HEIGHT // WIDTH
    image.draft(None, size)
    large = image.resize(size, Resampling.LANCZOS)
    small = large.resize((SMALL, SMALL * HEIGHT // WIDTH), Resampling.LANCZOS)
    return _jpeg(large, QUALITY_LARGE), _jpeg(small, QUALITY_SMALL)


def _jpeg(image: Image.Image, quality: int) -> bytes:
    file = BytesIO()
    image.save(file, "JPEG", quality=quality)
    return file.getvalue()

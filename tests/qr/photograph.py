"""A phone's photograph of something printed: tilted, unevenly lit, with glare, soiled, a little blurred. Seeded."""

from io import BytesIO

import numpy as np
import pypdfium2
import zxingcpp
from PIL import Image, ImageFilter

_DIRT = [(62, 50, 40), (120, 104, 84), (188, 178, 160), (30, 30, 30), (235, 235, 230)]
OP = (0.3, 0.95)


def rendered(pdf: bytes, dpi: int) -> list[Image.Image]:
    """Every page of a PDF as a picture at print size, as a printer of that many dots an inch sees it."""
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    try:
        return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]
    finally:
        document.close()


def soiled(
    print_: Image.Image, seed: int, share: float, radius_px: float, opacity: tuple[float, float]
) -> Image.Image:
    """Splashes of mud, dust, paint and glue, up to the radius and of any opacity given, until the share is covered."""
    draw = np.random.default_rng(seed)
    cover = np.zeros((print_.height, print_.width), dtype=bool)
    down, across = np.ogrid[: print_.height, : print_.width]
    layers = np.array(print_, dtype=float)
    while cover.mean() < share:
        radius = radius_px * draw.uniform(0.1, 1)
        x, y = draw.uniform(0, print_.width), draw.uniform(0, print_.height)
        box = np.s_[
            max(int(y - radius), 0) : int(y + radius) + 1, max(int(x - radius), 0) : int(x + radius) + 1
        ]
        inside = np.hypot(across[:, box[1]] - x, (down[box[0]] - y) * draw.uniform(1, 1.6)) < radius
        colour = np.array(_DIRT[draw.integers(len(_DIRT))], dtype=float)
        film = draw.uniform(*opacity) * inside[..., None]
        layers[box] = layers[box] * (1 - film) + colour * film
        cover[box] |= inside
    return Image.fromarray(layers.astype(np.uint8))


def marks_wiped(clean: Image.Image, dirty: Image.Image) -> Image.Image:
    """The dirty print with its three corner marks as on the clean one: what a resident's thumb would do."""
    [code] = zxingcpp.read_barcodes(clean)
    place, modules = code.position, 4 * int(code.extra["Version"]) + 17
    module = (place.top_right.x - place.top_left.x) / modules
    middle_x = (place.top_left.x + place.top_right.x) / 2
    middle_y = (place.top_left.y + place.bottom_left.y) / 2
    for corner in (place.top_left, place.top_right, place.bottom_left):
        x = corner.x + 3.5 * module * (1 if corner.x < middle_x else -1)
        y = corner.y + 3.5 * module * (1 if corner.y < middle_y else -1)
        half = 4.3 * module
        box = (round(x - half), round(y - half), round(x + half), round(y + half))
        dirty.paste(clean.crop(box), box)
    return dirty


def photograph(print_: Image.Image, seed: int) -> Image.Image:
    """One frame of the finder: tilted, with glare, blurred and noisy."""
    draw = np.random.default_rng(seed)
    picture = _glaring(_tilted(print_, draw), draw).filter(ImageFilter.GaussianBlur(1.0))
    noisy = np.asarray(picture, dtype=float) + draw.normal(0, 6, (picture.height, picture.width, 1))
    return Image.fromarray(noisy.clip(0, 255).astype(np.uint8))


def _tilted(print_: Image.Image, draw: np.random.Generator) -> Image.Image:
    """Seen from one side and from below or above, by up to some 40 degrees, on a grey wall."""
    width, height = print_.size
    lean, nod, roll = draw.uniform(0.1, 0.22), draw.uniform(-0.12, 0.12), draw.uniform(-0.08, 0.08)
    if draw.random() < 0.5:
        lean = -lean
    seen = [
        (width * (0.1 + max(lean, 0)), height * (0.1 + max(nod, 0) + max(roll, 0))),
        (width * (0.9 - max(-lean, 0)), height * (0.1 + max(-nod, 0) + max(-roll, 0))),
        (width * (0.9 - max(lean, 0)), height * (0.9 - max(nod, 0))),
        (width * (0.1 + max(-lean, 0)), height * (0.9 - max(-nod, 0))),
    ]
    flat = [(0, 0), (width, 0), (width, height), (0, height)]
    rows, values = [], []
    for (x, y), (u, v) in zip(seen, flat, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    view = np.linalg.solve(np.array(rows, dtype=float), np.array(values, dtype=float))
    return print_.transform(
        print_.size,
        Image.Transform.PERSPECTIVE,
        tuple(view),
        Image.Resampling.BICUBIC,
        fillcolor=(126, 124, 120),
    )


def _glaring(picture: Image.Image, draw: np.random.Generator) -> Image.Image:
    """Darker to one side, and a lamp mirrored somewhere in the middle of it."""
    light = np.asarray(picture, dtype=float)
    across, down = np.meshgrid(np.linspace(0, 1, picture.width), np.linspace(0, 1, picture.height))
    light = light * (0.95 - draw.uniform(0.2, 0.45) * (across if draw.random() < 0.5 else down))[..., None]
    distance = np.hypot(across - draw.uniform(0.35, 0.65), (down - draw.uniform(0.35, 0.65)) * 1.4)
    glare = (0.85 * np.exp(-((distance / draw.uniform(0.09, 0.15)) ** 2)))[..., None]
    return Image.fromarray((light * (1 - glare) + 255 * glare).clip(0, 255).astype(np.uint8))

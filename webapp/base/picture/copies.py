"""The two copies of a photo that people are shown: upright, in sRGB, without a word about who took it where."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageCms
from PIL.Image import Resampling, Transpose

from webapp.base.picture.opening import MAX_BYTES, Opened, Source, opened

LARGE, SMALL = 1600, 320
"""Longest sides in pixels."""

QUALITY_LARGE, QUALITY_SMALL = 82, 78

UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
"""How to undo each EXIF orientation."""

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


@dataclass(frozen=True)
class Copies:
    """Two JPEG files without any metadata: at most 1600 and 320 pixels on the longest side."""

    large: bytes
    small: bytes


def make_copies(source: Source, max_bytes: int = MAX_BYTES) -> Copies:
    """Shrink, turn upright, convert to sRGB and drop all metadata; a small photo is never enlarged.

    Raises `PictureRefused`, also for damage that only shows when every pixel is decoded. Belongs in the job worker:
    about a tenth of a second and 30 MB for 12 megapixels of JPEG, several times that for what cannot shrink on the way.
    """
    with opened(source, max_bytes) as picture:
        large = upright(picture, LARGE)
    small = large.resize(_fitting(large.size, SMALL), Resampling.LANCZOS, reducing_gap=2.0)
    return Copies(jpeg(large, QUALITY_LARGE), jpeg(small, QUALITY_SMALL))


def upright(picture: Opened, longest: int) -> Image.Image:
    """The picture as a person sees it, RGB in sRGB, at most `longest` pixels on its longest side, without metadata."""
    image, turn = picture.image, UPRIGHT.get(picture.orientation)
    size = _fitting(image.size, longest)
    image.draft(None, size)  # JPEG: the decoder itself shrinks to the nearest ½, ¼ or ⅛ not below the size
    profile = image.info.get("icc_profile")
    shrunk = _plain(image).resize(size, Resampling.LANCZOS)
    shown = _in_srgb(shrunk, profile)
    shown = shown if turn is None else shown.transpose(turn)
    shown.info.clear()  # or Pillow writes comments and XMP into the next file
    return shown


def jpeg(image: Image.Image, quality: int) -> bytes:
    """The image as a JPEG file, nothing beside the pixels."""
    file = BytesIO()
    image.save(file, "JPEG", quality=quality)
    return file.getvalue()


def _fitting(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """The size with the same proportions whose longest side is at most `longest`; never larger than it was."""
    width, height = size
    factor = min(1.0, longest / max(size))
    return max(1, round(width * factor)), max(1, round(height * factor))


def _plain(image: Image.Image) -> Image.Image:
    """Any mode as L, RGB or CMYK, which can be scaled and colour-managed; what is transparent lies on white paper."""
    if image.mode.startswith("I"):  # 16 bits of grey
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(paper, layer).convert("RGB")
    return image if image.mode in {"L", "RGB", "CMYK"} else image.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as the embedded profile meant them; a profile that does not fit or cannot be read is left aside."""
    if profile:
        try:
            meant = ImageCms.ImageCmsProfile(BytesIO(profile))
            return ImageCms.profileToProfile(image, meant, SRGB, outputMode="RGB") or image
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return image if image.mode == "RGB" else image.convert("RGB")

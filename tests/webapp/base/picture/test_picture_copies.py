"""The copies people are shown, and the brush that hides faces in them."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat

from webapp.base.picture import Box, PictureRefused, Reason, blur, make_copies

from .conftest import CORNERS, SHIFANQU, Maker, corner_names, exif_of, quarters


def read(jpeg: bytes) -> Image.Image:
    image = Image.open(BytesIO(jpeg))
    image.load()
    return image


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_both_sizes_keep_the_proportions(make: Maker, format_: str) -> None:
    copies = make_copies(make(format_, quarters(2400, 1350)))
    assert read(copies.large).size == (1600, 900)
    assert read(copies.small).size == (320, 180)
    assert corner_names(read(copies.large)) == corner_names(read(copies.small)) == list(CORNERS)


def test_a_small_photo_is_never_enlarged(make: Maker) -> None:
    copies = make_copies(make(image=quarters(200, 100)))
    assert read(copies.large).size == read(copies.small).size == (200, 100)


def test_a_thin_strip_keeps_at_least_one_pixel(make: Maker) -> None:
    assert read(make_copies(make("PNG", Image.new("RGB", (4000, 3), "red"))).small).size == (320, 1)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_every_orientation_is_turned_upright(make: Maker, format_: str, orientation: int) -> None:
    """The eight files below all show the same upright picture (EXIF 2.32, 4.6.4 A)."""
    turns: dict[int, list[Image.Transpose]] = {
        1: [],
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }
    stored = quarters()
    for turn in turns[orientation]:
        stored = stored.transpose(turn)
    exif = exif_of()
    exif[0x0112] = orientation
    copies = make_copies(make(format_, stored, exif=exif.tobytes()))
    for copy in (copies.large, copies.small):
        assert corner_names(read(copy)) == list(CORNERS)
    assert read(copies.large).size == (640, 480)


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_no_word_of_who_where_and_with_what_is_left(make: Maker, format_: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = exif_of("2026:05:03 18:20:09", gps=SHIFANQU)
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>a person's name</x:xmpmeta>"
    more = {"comment": b"a secret remark"} if format_ == "JPEG" else {}
    source = make(format_, exif=exif, xmp=xmp, icc_profile=profile, **more)
    assert b"gossips" in source
    copies = make_copies(source)
    for copy in (copies.large, copies.small, blur(source, [])):
        assert not any(
            word in copy for word in (b"Exif", b"gossips", b"adobe", b"person", b"secret", b"ICC_PROFILE")
        )
        assert set(read(copy).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_colours_are_those_that_the_embedded_profile_meant(make: Maker) -> None:
    """With red and blue exchanged in the profile, what is stored as red was meant as blue."""
    swapped = _channel_swapping_profile()
    plain = make_copies(make("PNG", Image.new("RGB", (64, 64), (200, 60, 40))))
    moved = make_copies(make("PNG", Image.new("RGB", (64, 64), (200, 60, 40)), icc_profile=swapped))
    red, _, blue = read(plain.large).getpixel((30, 30))
    other_red, _, other_blue = read(moved.large).getpixel((30, 30))
    assert red > blue
    assert other_blue > other_red


def test_a_profile_that_is_rubbish_is_left_aside(make: Maker) -> None:
    copies = make_copies(make("PNG", icc_profile=b"rubbish" * 40))
    assert corner_names(read(copies.large)) == list(CORNERS)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_mode_of_pixels_becomes_rgb(make: Maker, mode: str) -> None:
    grey = Image.linear_gradient("L").resize((400, 300))
    image = grey.convert("I;16").point(lambda v: v * 256) if mode == "I;16" else grey.convert(mode)
    copies = make_copies(make("JPEG" if mode == "CMYK" else "PNG", image))
    large = read(copies.large)
    assert large.mode == "RGB"
    top, bottom = (ImageStat.Stat(large.crop((0, y, 400, y + 60))).mean[0] for y in (0, 240))
    assert top < 60
    assert bottom > 190


def test_what_is_transparent_lies_on_white(make: Maker) -> None:
    copies = make_copies(make("PNG", Image.new("RGBA", (64, 64), (0, 0, 0, 0))))
    assert read(copies.large).getpixel((30, 30)) == (255, 255, 255)


def test_large_details_survive_the_fast_road(make: Maker) -> None:
    """Shrinking while decoding looks like shrinking afterwards: on average less than 1.5 of 255 apart."""
    scene = Image.effect_mandelbrot((3000, 2250), (-2, -1.2, 1, 1.05), 60).convert("RGB")
    source = make(image=scene, quality=92)
    slow = read(source).resize((1600, 1200), Image.Resampling.LANCZOS)
    difference = ImageChops.difference(read(make_copies(source).large), slow)
    assert sum(ImageStat.Stat(difference).mean) / 3 < 1.5


@pytest.mark.parametrize("format_", ["WEBP", "HEIF", "PNG", "JPEG"])
def test_damage_that_shows_late_is_refused_late(make: Maker, format_: str) -> None:
    whole = make(format_, Image.effect_noise((640, 480), 80).convert("RGB"))
    with pytest.raises(PictureRefused) as refused:
        make_copies(whole[: len(whole) * 2 // 3])
    assert refused.value.reason is Reason.BROKEN


def test_a_path_and_bytes_give_the_same_copies(make: Maker, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(make())
    assert make_copies(path) == make_copies(path.read_bytes())


def test_a_blurred_box_keeps_nothing_to_recognise_and_the_rest_stays(make: Maker) -> None:
    stripes = Image.new("L", (40, 1))
    stripes.putdata([0, 255] * 20)
    plate = stripes.resize((320, 240), Image.Resampling.NEAREST)
    scene = Image.new("RGB", (1600, 1200), "white")
    scene.paste(plate.convert("RGB"), (400, 300))
    blurred = read(blur(make(image=scene, quality=95), [Box(0.25, 0.25, 0.2, 0.2)]))
    assert blurred.size == (1600, 1200)
    before, after = (
        ImageStat.Stat(image.convert("L").crop((410, 310, 710, 530))) for image in (scene, blurred)
    )
    assert before.stddev[0] > 120
    assert after.stddev[0] < before.stddev[0] / 3
    outside = ImageChops.difference(scene, blurred).crop((800, 0, 1600, 1200))
    assert max(high for _, high in outside.getextrema()) <= 8


def test_boxes_are_meant_on_the_upright_picture(make: Maker) -> None:
    exif = exif_of()
    exif[0x0112] = 6
    lying = make(image=quarters(640, 480).transpose(Image.Transpose.ROTATE_90), exif=exif)
    blurred = read(blur(lying, [Box(0, 0, 1, 0.5)]))
    assert blurred.size == (640, 480)
    assert corner_names(blurred)[2:] == ["blue", "yellow"]
    hidden, kept = (_step(blurred, y) for y in (100, 400))
    assert hidden < kept / 3


@pytest.mark.parametrize(
    "box",
    [(0, 0, 0, 0.1), (-0.1, 0, 0.5, 0.5), (0.5, 0.5, 0.6, 0.1), (0, 1, 0.1, 0.1), (0, 0, float("nan"), 1)],
)
def test_a_box_outside_the_picture_is_refused(box: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="not a box"):
        Box(*box)


def test_a_box_of_less_than_a_pixel_is_one_pixel() -> None:
    assert Box(0.5, 0.5, 1e-6, 1e-6).pixels((100, 100)) == (50, 50, 51, 51)
    assert Box(0, 0, 1, 1).pixels((100, 80)) == (0, 0, 100, 80)


def _channel_swapping_profile() -> bytes:
    """An sRGB profile in which the red and the blue primaries have changed places."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(profile)


def _step(image: Image.Image, y: int) -> int:
    """How much the colour changes across the middle of row y."""
    left, right = (image.getpixel((x, y)) for x in (310, 330))
    return sum(abs(a - b) for a, b in zip(left, right, strict=True))

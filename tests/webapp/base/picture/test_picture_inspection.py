"""What is taken as a photo, what is refused and why, and what a photo says of itself."""

import struct
import zlib
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PIL.ExifTags import GPS

from webapp.base.picture import PictureRefused, Position, Reason, inspect_picture

from .conftest import SHIFANQU, Maker, exif_of, quarters

KINDS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "HEIF": "image/heic"}


def refusal(source: bytes | Path, **options: int) -> Reason:
    with pytest.raises(PictureRefused) as refused:
        inspect_picture(source, **options)
    assert refused.value.sentence.endswith("。")
    assert refused.value.status == 422
    return refused.value.reason


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose head claims any size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def jpeg_claiming(width: int, height: int, jpeg: bytes, progressive: bool = False) -> bytes:
    """A small JPEG whose frame header was changed to claim any size."""
    at = jpeg.index(b"\xff\xc2" if progressive else b"\xff\xc0")
    return jpeg[: at + 5] + struct.pack(">HH", height, width) + jpeg[at + 9 :]


@pytest.mark.parametrize("format_", KINDS)
def test_the_four_kinds_are_taken(make: Maker, format_: str) -> None:
    seen = inspect_picture(make(format_))
    assert (seen.media_type, seen.width, seen.height) == (KINDS[format_], 640, 480)
    assert (seen.taken_at, seen.position) == (None, None)


@pytest.mark.parametrize("format_", KINDS)
def test_the_name_of_a_file_does_not_matter(make: Maker, format_: str, tmp_path: Path) -> None:
    path = tmp_path / "letter.html"
    path.write_bytes(make(format_))
    assert inspect_picture(path).media_type == KINDS[format_]


def test_an_open_file_is_read_from_its_start_and_stays_open(make: Maker) -> None:
    file = BytesIO(make())
    file.seek(100)
    assert inspect_picture(file).width == 640
    assert not file.closed


def test_several_pictures_in_one_jpeg_as_phones_write_them_are_one_photo(make: Maker) -> None:
    both = make("MPO", save_all=True, append_images=[quarters(320, 240)])
    assert inspect_picture(both).media_type == "image/jpeg"
    assert inspect_picture(both).width == 640


def test_one_pixel_is_a_photo(make: Maker) -> None:
    assert inspect_picture(make("PNG", Image.new("L", (1, 1)))).width == 1
    assert inspect_picture(make("JPEG", Image.new("L", (1, 1)))).width == 1


def test_nothing_is_refused_as_empty() -> None:
    assert refusal(b"") is Reason.EMPTY


@pytest.mark.parametrize(
    "disguised",
    [
        b"<!doctype html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7\n",
        b"PK\x03\x04",
        b"II*\0\x08\0\0\0",
        b"BM" + bytes(60),
        b"\0\0\0\x1cftypavif" + bytes(60),
        b"x",
        bytes(1000),
    ],
)
def test_something_else_named_like_a_photo_is_refused(disguised: bytes, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(disguised)
    assert refusal(path) is Reason.NOT_A_PICTURE


@pytest.mark.parametrize("brand", [b"isom", b"mp42", b"qt  ", b"3gp5", b"hevc", b"msf1", b"avis"])
def test_a_film_named_like_a_photo_is_refused_as_one(brand: bytes) -> None:
    assert refusal(b"\0\0\0\x18ftyp" + brand + bytes(2000)) is Reason.MOVING


@pytest.mark.parametrize("format_", ["GIF", "PNG", "WEBP"])
def test_a_picture_that_moves_is_refused_as_one(make: Maker, format_: str) -> None:
    moving = make(format_, save_all=True, append_images=[Image.new("RGB", (640, 480), "white")])
    assert refusal(moving) is Reason.MOVING


@pytest.mark.parametrize("format_", KINDS)
@pytest.mark.parametrize("kept", [0.02, 0.5, 0.95])
def test_a_photo_that_was_cut_off_is_refused(make: Maker, format_: str, kept: float) -> None:
    whole = make(format_, Image.effect_noise((640, 480), 80).convert("RGB"))
    assert refusal(whole[: int(len(whole) * kept)]) is Reason.BROKEN


def test_a_progressive_photo_that_was_cut_off_is_refused(make: Maker) -> None:
    whole = make(image=Image.effect_noise((640, 480), 80).convert("RGB"), progressive=True)
    assert inspect_picture(whole).width == 640
    assert refusal(whole[: len(whole) // 2]) is Reason.BROKEN


def test_a_png_with_one_wrong_bit_is_refused(make: Maker) -> None:
    whole = bytearray(make("PNG"))
    whole[len(whole) // 2] ^= 1
    assert refusal(bytes(whole)) is Reason.BROKEN


def test_a_signature_with_nothing_behind_it_is_refused() -> None:
    for head in (b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\0\0\0WEBPVP8 ", b"\0\0\0\x18ftypheic"):
        assert refusal(head + b"<script>") is Reason.BROKEN


def test_what_weighs_too_much_is_refused_before_it_is_looked_at(make: Maker) -> None:
    photo = make()
    assert inspect_picture(photo, max_bytes=len(photo)).width == 640
    assert refusal(photo, max_bytes=len(photo) - 1) is Reason.TOO_LARGE


def test_the_limit_is_25_megabytes_and_the_sentence_says_so() -> None:
    with pytest.raises(PictureRefused, match="25 MB") as refused:
        inspect_picture(bytes(25 * 1024 * 1024 + 1))
    assert refused.value.reason is Reason.TOO_LARGE


@pytest.mark.parametrize("size", [(8000, 7000), (12_000, 12_000), (30_000, 30_000), (2**31 - 1, 2**31 - 1)])
def test_a_small_file_that_would_fill_the_memory_is_refused(size: tuple[int, int]) -> None:
    assert refusal(png_claiming(*size)) is Reason.TOO_MANY_PIXELS


def test_a_jpeg_may_claim_as_many_pixels_as_phones_have_and_no_more(make: Maker) -> None:
    assert refusal(jpeg_claiming(12_000, 10_001, make())) is Reason.TOO_MANY_PIXELS
    assert inspect_picture(jpeg_claiming(12_000, 9_000, make())).width == 12_000
    assert refusal(jpeg_claiming(12_000, 9_000, make(progressive=True), True)) is Reason.TOO_MANY_PIXELS


def test_a_jpeg_of_endless_scans_is_refused_without_decoding_them(make: Maker) -> None:
    photo = make(progressive=True)
    scan = photo[photo.rindex(b"\xff\xda") : -2]
    assert refusal(photo[:-2] + scan * 300 + photo[-2:]) is Reason.BROKEN


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_width_and_height_are_those_a_person_sees(make: Maker, format_: str, orientation: int) -> None:
    exif = exif_of()
    exif[0x0112] = orientation
    seen = inspect_picture(make(format_, exif=exif))
    assert (seen.width, seen.height) == ((640, 480) if orientation < 5 else (480, 640))


@pytest.mark.parametrize("format_", KINDS)
def test_time_and_place_are_read(make: Maker, format_: str) -> None:
    seen = inspect_picture(make(format_, exif=exif_of("2026:05:03 18:20:09", gps=SHIFANQU)))
    assert seen.taken_at == datetime(2026, 5, 3, 10, 20, 9, tzinfo=UTC)
    assert seen.position == Position(lng=116.395, lat=39.9083333, datum="wgs84", accuracy_m=4.7)


@pytest.mark.parametrize(
    ("offset", "hour"),
    [("+08:00", 4), ("+00:00", 12), ("-03:30", 15), ("nonsense", 4), ("", 4), ("+99:00", 4)],
)
def test_the_cameras_offset_counts_and_china_is_assumed_without_one(
    make: Maker, offset: str, hour: int
) -> None:
    taken = inspect_picture(make(exif=exif_of("2026:01:02 12:00:00", offset))).taken_at
    assert taken is not None
    assert taken.hour == hour


@pytest.mark.parametrize(
    "taken", ["0000:00:00 00:00:00", "    :  :     :  :  ", "yesterday", "2026:13:45 99:00:00"]
)
def test_a_clock_that_was_never_set_says_nothing(make: Maker, taken: str) -> None:
    assert inspect_picture(make(exif=exif_of(taken))).taken_at is None


def test_south_and_west_are_negative(make: Maker) -> None:
    there = SHIFANQU | {GPS.GPSLatitudeRef: "S", GPS.GPSLongitudeRef: "W"}
    seen = inspect_picture(make(exif=exif_of(gps=there))).position
    assert seen is not None
    assert (seen.lng, seen.lat) == (-116.395, -39.9083333)


@pytest.mark.parametrize(
    "wrong",
    [
        {GPS.GPSLatitude: (0.0, 0.0, 0.0), GPS.GPSLongitude: (0.0, 0.0, 0.0)},
        {GPS.GPSLatitude: (95.0, 0.0, 0.0)},
        {GPS.GPSLongitude: (181.0, 0.0, 0.0)},
        {GPS.GPSLatitudeRef: "?"},
        {GPS.GPSStatus: "V"},
        {GPS.GPSMapDatum: "GCJ-02"},
        {GPS.GPSMapDatum: "TOKYO"},
    ],
)
def test_a_place_that_cannot_be_believed_is_no_place(make: Maker, wrong: dict[int, object]) -> None:
    assert inspect_picture(make(exif=exif_of(gps=SHIFANQU))).position is not None
    assert inspect_picture(make(exif=exif_of(gps=SHIFANQU | wrong))).position is None


def test_the_datum_may_be_named_and_the_accuracy_left_out(make: Maker) -> None:
    gps = {tag: value for tag, value in SHIFANQU.items() if tag != GPS.GPSHPositioningError}
    seen = inspect_picture(make(exif=exif_of(gps=gps | {GPS.GPSMapDatum: "WGS-84"}))).position
    assert seen == Position(lng=116.395, lat=39.9083333)


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # Pillow says of each that it is garbled
def test_garbled_exif_never_costs_the_photo(make: Maker) -> None:
    good = exif_of("2026:05:03 18:20:09", gps=SHIFANQU).tobytes()
    for cut in range(6, len(good), 7):
        assert inspect_picture(make(exif=good[:cut] + b"\xff" * 9)).width == 640


def test_a_missing_file_is_not_called_a_broken_photo(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        inspect_picture(tmp_path / "gone.jpg")

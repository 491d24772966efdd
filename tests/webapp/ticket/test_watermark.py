"""Time and place on the served copy of what staff took; residents' photos and all originals stay as they are."""

import hashlib
import io
import uuid
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from tests.builders.district import build_district
from tests.builders.photo import jpeg
from tests.builders.report import deliver_all, send_report
from webapp.access.role import Role
from webapp.base.picture.stamp import stamp
from webapp.catalogue.settings import put_setting
from webapp.report.keep import keep_promised, store_bytes
from webapp.ticket.records import Photo, Ticket
from webapp.ticket.watermark import FACE, lines_on


def plain() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (800, 600), (200, 200, 200)).save(held, "JPEG")
    return held.getvalue()


@pytest.fixture
def district(kernel):
    return build_district(kernel)


def keep(kernel, district, actor=None, **more) -> uuid.UUID:
    """A report with a photo that has arrived; the photo's id."""
    content = plain()
    sha256 = hashlib.sha256(content).hexdigest()
    photo = {"id": "5b5f6a52-6a3c-4f0e-9a64-0d4a4f1e7a01", "sha256": sha256, "bytes": len(content)}
    receipt = send_report(kernel, district, actor=actor, photos=(photo,), **more)
    with kernel.read() as session:
        photo_id = session.scalars(select(Photo.id)).one()
    kept = store_bytes(kernel, receipt.report, photo_id, sha256, io.BytesIO(content))
    with kernel.work(district[Role.OPERATOR]) as work:
        keep_promised(work, receipt.report, kept)
    return photo_id


def served(kernel, district, actor=None, **more) -> tuple[Image.Image, bytes]:
    """The large copy that is served of a photo, and what is kept of the original."""
    keep(kernel, district, actor, **more)
    deliver_all(kernel)
    with kernel.read() as session:
        row = session.scalars(select(Photo)).one()
    with kernel.store.open(row.large_key) as copy, kernel.store.open(row.original_key) as original:
        return Image.open(io.BytesIO(copy.read())).convert("RGB"), original.read()


def darkest(image: Image.Image, box) -> int:
    return image.crop(box).convert("L").getextrema()[0]


LOWER, UPPER = (0, 540, 800, 600), (0, 0, 800, 400)


def test_a_photo_of_staff_carries_time_and_place_and_its_original_does_not(kernel, district):
    assert FACE.is_file(), "build the font with python -m qr.font"
    copy, original = served(kernel, district, district[Role.GRID_WORKER], kind="patrol")
    assert darkest(copy, LOWER) < 130
    assert darkest(copy, UPPER) > 190
    assert original == plain()


def test_a_residents_photo_is_never_marked(kernel, district):
    copy, _ = served(kernel, district)
    assert darkest(copy, LOWER) > 190


def test_the_district_may_switch_it_off(kernel, district, clock):
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        put_setting(work.session, "watermark", 0, clock.now().date())
    copy, _ = served(kernel, district, district[Role.GRID_WORKER], kind="patrol")
    assert darkest(copy, LOWER) > 190


def test_without_the_font_the_photo_is_served_unmarked(kernel, district, monkeypatch, tmp_path):
    monkeypatch.setattr("webapp.ticket.watermark.FACE", tmp_path / "none.ttf")
    copy, _ = served(kernel, district, district[Role.GRID_WORKER], kind="patrol")
    assert darkest(copy, LOWER) > 190


def test_a_place_that_is_only_a_position_is_said_once(clock):
    ticket = Ticket(place_words="地图上的位置 39.90000, 116.40000", coarse_words="", confidential=False)
    photo = Photo(received_at=clock.now(), place={"lng": 116.4, "lat": 39.9})
    assert lines_on(ticket, photo, clock.now())[1] == "地图上的位置 39.90000, 116.40000"


def test_the_lines_say_when_by_a_sane_clock_and_where_no_nearer_than_secrecy_allows(clock):
    now = clock.now()
    ticket = Ticket(place_words="新街坊30号院 5号楼 1单元", coarse_words="新街坊30号院", confidential=False)
    at = {"lng": 116.4, "lat": 39.9}
    photo = Photo(taken_at=now - timedelta(hours=3), received_at=now, place=at)
    assert lines_on(ticket, photo, now) == (
        "2026-11-20 07:00", "新街坊30号院 5号楼 1单元 · 39.90000, 116.40000"
    )  # fmt: skip
    photo.taken_at = now - timedelta(days=20_000)
    ticket.confidential = True
    assert lines_on(ticket, photo, now) == ("2026-11-20 10:00", "新街坊30号院")


def test_a_small_photo_takes_its_mark_too():
    marked = stamp(jpeg(), ("2026-11-20 10:00", "一个很长很长很长的地方" * 9), FACE)
    assert Image.open(io.BytesIO(marked)).size == (64, 48)

"""Rule 7: photos of people."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from tests.builders.report import deliver_all
from tests.safety.conftest import status
from webapp.access.role import Role
from webapp.ticket.records import Photo


def with_marks() -> bytes:
    """A photo that says where and with which phone it was taken."""
    marks = Image.Exif()
    marks[0x010F], marks[0x0110] = "SECRETPHONE", "SERIAL-4711"
    marks.get_ifd(0x8825).update({1: "N", 2: (39.0, 54.0, 0.0), 3: "E", 4: (116.0, 24.0, 0.0)})
    held = io.BytesIO()
    Image.new("RGB", (900, 700), "teal").save(held, "JPEG", exif=marks, comment=b"SECRETCOMMENT")
    return held.getvalue()


@pytest.fixture
def sent(scan, client, kernel):
    """The ticket's page and its photo, copies made."""
    answer = scan(photos=[(io.BytesIO(with_marks()), "IMG_SECRETNAME.jpg")])
    client.get(answer.location)
    deliver_all(kernel)
    with kernel.read() as session:
        return answer.location, session.scalars(select(Photo)).one()


def test_the_sentence_stands_beside_the_camera(client, district):
    """「尽量别拍人脸和车牌」 beside the camera"""
    page = client.get(f"/q/{district.codes[0]}").text
    camera = page[page.index('class="camera"') :]
    assert "尽量别拍人脸和车牌" in camera[:1500]
    assert 'id="photos-why"' in camera[:1500]


@pytest.mark.parametrize("size", ["small", "large"])
def test_served_copies_hold_no_marks_of_place_or_phone(client, kernel, sent, sign_in, size):
    """then all metadata dropped [and] originals never served"""
    page, photo = sent
    with kernel.store.open(photo.original_key) as kept:
        original = kept.read()
    assert b"SECRETPHONE" in original
    for browser, address in (
        (client, f"{page}/photos/{photo.id}/{size}"),
        (sign_in(Role.OPERATOR), f"/photos/{photo.id}/{size}"),
    ):
        with browser.get(address) as served:
            assert served.status_code == 200
            copy = served.data
        assert copy != original
        assert not any(mark in copy for mark in (b"SECRET", b"SERIAL", b"Exif", b"GPS"))
        assert dict(Image.open(io.BytesIO(copy)).getexif()) == {}


def test_the_original_has_no_address(app, client, sent, sign_in):
    """originals never served"""
    page, photo = sent
    names = {
        "original", "full", "raw", photo.original_key, photo.original_key.rsplit("/", 1)[-1], "..%2F" + photo.original_key,
    }  # fmt: skip
    bases = [f"{page}/photos/{photo.id}/", f"/photos/{photo.id}/", "/", "/assets/", "/static/", "/photos/"]
    for browser in (client, sign_in(Role.OPERATOR)):
        for address in (base + name for base in bases for name in names):
            assert status(browser, address) in {302, 308, 404}, address


def test_a_photo_is_nobodys_without_the_link_or_the_scope(app, sent, sign_in):
    """before a photo reaches … a neighbour or a public page"""
    _, photo = sent
    assert status(app.test_client(), f"/photos/{photo.id}/small") == 302
    assert status(sign_in(Role.GRID_WORKER), f"/photos/{photo.id}/small") == 404

"""Rule 7: photos of people."""

import io

import pytest
from PIL import Image, ImageStat
from sqlalchemy import select

from tests.builders import signed_in
from tests.builders.report import deliver_all
from tests.safety.conftest import status
from webapp.access.role import Role
from webapp.base.storage import NotStored
from webapp.ticket.records import Photo, PhotoState


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


def faces() -> bytes:
    """A photo in which a face is a fine pattern: black and white squares, left; the rest is even."""
    picture = Image.new("RGB", (900, 600), "gray")
    pattern = Image.effect_noise((300, 300), 120).convert("RGB")
    picture.paste(pattern, (0, 0))
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=95)
    return held.getvalue()


def spread(browser, address: str) -> float:
    """How much the upper left third differs within itself, as the browser gets it."""
    with browser.get(address) as served:
        assert served.status_code == 200
        shown = Image.open(io.BytesIO(served.data)).convert("L")
    return ImageStat.Stat(shown.crop((0, 0, shown.width // 3 - 4, shown.height // 2 - 4))).stddev[0]


@pytest.fixture
def portrait(scan, client, kernel):
    """The resident's page of a report with a face on its photo, and the photo."""
    answer = scan(photos=[(io.BytesIO(faces()), "face.jpg")])
    client.get(answer.location)
    deliver_all(kernel)
    with kernel.read() as session:
        return answer.location, session.scalars(select(Photo)).one()


def test_the_brush_hides_a_face_from_everybody_for_good(client, kernel, portrait, sign_in):
    """a blur brush at the desk before a photo reaches a notice, a neighbour or a public page"""
    page, photo = portrait
    operator, mine, theirs = sign_in(Role.OPERATOR), f"{page}/photos/{photo.id}", f"/photos/{photo.id}"
    form = f"/desk/photos/{photo.id}/blur"
    before = {name: spread(client, f"{mine}/{name}") for name in ("large", "small")}
    assert min(before.values()) > 20
    sent = signed_in.send(operator, form, form, boxes="0,0,0.34,0.51")
    assert sent.status_code == 303
    for browser, address in ((client, mine), (operator, theirs)):
        assert browser.get(f"{address}/large").status_code == 404, "nobody sees it in between"
    deliver_all(kernel)
    for size in before:
        for browser, address in ((client, mine), (operator, theirs)):
            assert spread(browser, f"{address}/{size}") < before[size] / 4
    for key in (photo.large_key, photo.small_key):
        with pytest.raises(NotStored):
            kernel.store.open(key)
    assert "照片打了码" in operator.get(sent.location).text


def test_a_second_stroke_keeps_what_the_first_hid(client, kernel, portrait, sign_in):
    """… and without a script by thirds of the picture"""
    page, photo = portrait
    operator, form = sign_in(Role.OPERATOR), f"/desk/photos/{photo.id}/blur"
    for stroke in ({"boxes": "0,0,0.34,0.51"}, {"cell": ["8", "4"]}):
        assert signed_in.send(operator, form, form, **stroke).status_code == 303
        deliver_all(kernel)
    assert spread(client, f"{page}/photos/{photo.id}/large") < 20


@pytest.mark.parametrize("drawn", ["", "1,1,1,1", "a,b,c,d", "0,0,nan,1", "0,0,0,0"])
def test_a_stroke_that_is_none_changes_nothing_and_says_what_to_do(kernel, portrait, sign_in, drawn):
    """Bad input has its sentence."""
    operator, form = sign_in(Role.OPERATOR), f"/desk/photos/{portrait[1].id}/blur"
    answer = signed_in.send(operator, form, form, boxes=drawn)
    assert answer.status_code == 422
    assert "先在照片上框出要挡的地方" in answer.text
    with kernel.read() as session:
        assert session.scalars(select(Photo.state)).one() is PhotoState.READY


@pytest.mark.parametrize("role", [Role.PROPERTY, Role.STREET, Role.GRID_WORKER])
def test_the_brush_is_the_desks(portrait, sign_in, role):
    """a blur brush at the desk"""
    assert sign_in(role).get(f"/desk/photos/{portrait[1].id}/blur").status_code == 403


def test_a_browser_never_shows_from_its_memory_what_was_hidden_since(kernel, portrait, sign_in):
    """Copies are asked for again each time; the same one is not sent twice."""
    operator, address = sign_in(Role.OPERATOR), f"/photos/{portrait[1].id}/small"
    with operator.get(address) as first:
        mark = {"If-None-Match": first.headers["ETag"]}
        assert "no-cache" in first.headers["Cache-Control"]
    with operator.get(address, headers=mark) as again:
        assert again.status_code == 304
    form = f"/desk/photos/{portrait[1].id}/blur"
    signed_in.send(operator, form, form, cell="0")
    deliver_all(kernel)
    with operator.get(address, headers=mark) as anew:
        assert anew.status_code == 200

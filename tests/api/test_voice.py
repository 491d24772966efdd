"""Voice notes: typed by content, bounded, played by parts, never a neighbour's."""

import struct
import uuid

import pytest
from sqlalchemy import select

from tests.api.conftest import promise as promised
from tests.builders.phone import put_photo
from tests.builders.report import deliver_all, send_report
from tests.builders.signed_in import sign_in
from webapp.access.role import Role
from webapp.base.voice import VoiceRefused, inspect_voice
from webapp.ticket.records import Ticket


def webm(seconds: int = 5) -> bytes:
    """The bones of what Chrome records: a header and clusters with their times in milliseconds."""
    clusters = b"".join(
        b"\x1fC\xb6u\x01\xff\xff\xff\xff\xff\xff\xff\xe7\x84"
        + struct.pack(">I", at * 1000)
        + b"\xa3\x81sound"
        for at in range(seconds + 1)
    )
    return b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm" + clusters


def ogg(seconds: int = 5) -> bytes:
    """The bones of what Firefox records: Opus pages with their positions."""
    first = b"OggS\x00\x02" + struct.pack("<q", 0) + b"\x00" * 14 + b"OpusHead\x01"
    return first + b"OggS\x00\x04" + struct.pack("<q", seconds * 48_000) + b"\x00" * 14


def mp4(seconds: int = 5) -> bytes:
    """The bones of what Safari records: a brand and a movie header."""
    header = b"mvhd\x00\x00\x00\x00" + b"\x00" * 8 + struct.pack(">II", 1000, seconds * 1000)
    return b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00" + b"\x00\x00\x00\x6cmoov" + header


@pytest.mark.parametrize(("make", "kind"), [(webm, "audio/webm"), (ogg, "audio/ogg"), (mp4, "audio/mp4")])
def test_the_content_tells_what_it_is_and_how_long(make, kind):
    assert (inspect_voice(make(60)).media_type, inspect_voice(make(60)).seconds) == (kind, 60)
    with pytest.raises(VoiceRefused, match="60 秒"):
        inspect_voice(make(90))


@pytest.mark.parametrize(
    "content", [b"", b"RIFF....WEBP", b"\xff\xd8\xff", webm() + b"\0" * 2**21, b"\x1aE\xdf\xa3"]
)
def test_what_is_no_voice_note_is_refused(content):
    with pytest.raises(VoiceRefused):
        inspect_voice(content)


def speak(client, put, content, **more):
    report_id = uuid.uuid4()
    note = promised(content, role="voice")
    answer = put(report_id, text="", photos=[note], **more)
    base = f"/api/v1/reports/{report_id}"
    return note, answer, put_photo(client, base, note, content)


def test_a_voice_alone_is_a_report_and_is_played_at_the_desk_and_by_who_spoke(
    app, client, put, kernel, district
):
    content = webm(12)
    note, answer, kept = speak(client, put, content)
    assert (answer.status_code, kept.status_code, kept.json["complete"]) == (201, 201, True)
    deliver_all(kernel)
    with kernel.read() as session:
        assert session.scalars(select(Ticket.summary)).one() == "（一段语音，没有文字）"
    desk = sign_in(app, district[Role.OPERATOR])
    page = desk.get(f"/desk/tickets/{answer.json['ticket']['id']}", follow_redirects=True).text
    address = f"/photos/{note['id']}/voice"
    assert f'src="{address}"' in page
    assert f"/photos/{note['id']}/small" not in page
    played = desk.get(address)
    assert (played.status_code, played.mimetype, played.data) == (200, "audio/webm", content)
    assert played.headers["Accept-Ranges"] == "bytes"
    assert "private" in played.headers["Cache-Control"]
    part = desk.get(address, headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.data) == (206, content[4:8])
    assert part.headers["Content-Range"] == f"bytes 4-7/{len(content)}"
    assert desk.get(address, headers={"Range": "bytes=99999999-"}).status_code == 416
    assert desk.get(f"/photos/{note['id']}/large").status_code == 404
    own = answer.json["ticket"]["url"]
    client.get(own)
    assert f"{own}/photos/{note['id']}/voice" in client.get(own).text
    assert client.get(f"{own}/photos/{note['id']}/voice").data == content


def test_no_neighbour_and_no_stranger_hears_it(app, client, put, kernel, district):
    note, answer, _ = speak(client, put, webm())
    deliver_all(kernel)
    neighbour = send_report(kernel, district, joins=uuid.UUID(answer.json["ticket"]["id"]))
    assert app.test_client().get(f"{neighbour.ticket.url}/photos/{note['id']}/voice").status_code == 404
    assert note["id"] not in app.test_client().get(neighbour.ticket.url).text
    assert note["id"] not in app.test_client().get(f"/q/{district.codes[0]}").text
    assert sign_in(app, district.other_firm).get(f"/photos/{note['id']}/voice").status_code == 404


def test_what_asks_for_secrecy_is_not_heard_by_units(app, client, put, kernel, district):
    note, _, _ = speak(client, put, webm(), confidential=True)
    deliver_all(kernel)
    assert sign_in(app, district[Role.OPERATOR]).get(f"/photos/{note['id']}/voice").status_code == 200
    assert sign_in(app, district[Role.PROPERTY]).get(f"/photos/{note['id']}/voice").status_code == 404


@pytest.mark.parametrize("content", [b"not a sound", webm(90), webm() + b"\0" * 2**21])
def test_a_recording_that_is_not_taken_says_why_and_the_words_stand(client, put, kernel, content):
    _, answer, refused = speak(client, put, content)
    assert (answer.status_code, refused.status_code, list(refused.json["fields"])) == (201, 422, ["photo"])
    assert list(kernel.store.list()) == []


def test_one_voice_and_four_photos_are_the_most(put):
    pictures = [promised(bytes([n])) for n in range(4)]
    voice = promised(b"v", role="voice")
    assert put(uuid.uuid4(), photos=[*pictures, voice]).status_code == 201
    assert put(uuid.uuid4(), photos=[*pictures, promised(b"5")]).status_code == 422
    assert put(uuid.uuid4(), photos=[voice, promised(b"w", role="voice")]).status_code == 422

"""The drill: back up, lose everything, restore somewhere else; counts, photos and printed plates still hold."""

import dataclasses
import hashlib
import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from tests import database
from tests.builders.district import build_district
from tests.builders.report import deliver_all, send_report
from tests.builders.walk import to_closed
from webapp.access.actor import RULE, resident
from webapp.access.role import Role
from webapp.admin.safekeeping.backup import NotEmpty, back_up
from webapp.admin.safekeeping.manifest import BrokenBackup, Manifest
from webapp.admin.safekeeping.restore import restore
from webapp.admin.safekeeping.rows import tables
from webapp.app import create_app
from webapp.base.records import AuditEntry
from webapp.ticket.queries import find_by_number
from webapp.ticket.records import Photo, Ticket
from webapp.ticket.search import contains


@pytest.fixture
def lived(app, kernel):
    """A district in which something has happened."""
    district = build_district(kernel)
    receipts = [send_report(kernel, district) for _ in range(3)]
    deliver_all(kernel)
    to_closed(kernel, district, receipts[0].ticket.id)
    deliver_all(kernel)
    return district, receipts


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request, settings, clock, tmp_path):
    """A second, empty place, also on the other kind of database."""
    with database.fresh(request.param) as url:
        data = tmp_path / "elsewhere"
        data.mkdir()
        (data / "secret_key").write_text("a-fresh-one", encoding="ascii")
        fresh = dataclasses.replace(settings, database_url=url, data_dir=data, secret_key="a-fresh-one")
        program = create_app(fresh, clock=clock)
        yield program
        program.extensions["mashang"].engine.dispose()


def counts(kernel) -> dict[str, int]:
    with kernel.read() as session:
        return {table.name: session.scalar(select(func.count()).select_from(table)) for table in tables()}


def test_everything_is_there_again_in_another_place(kernel, lived, elsewhere, tmp_path) -> None:
    district, receipts = lived
    manifest = back_up(kernel, tmp_path / "backup")
    other = elsewhere.extensions["mashang"]
    before = counts(kernel)
    restore(other, tmp_path / "backup")
    assert counts(other) == before == {name: piece.rows for name, piece in manifest.tables.items()}
    assert before["ticket"] == 3
    photos_are_whole(other)
    words_are_found(other)
    (other.settings.data_dir / "secret_key").read_text(encoding="ascii")
    plates_and_links_work(elsewhere, other, district, receipts)
    life_goes_on(other, district)


def photos_are_whole(kernel) -> None:
    with kernel.read() as session:
        photos = session.scalars(select(Photo)).all()
    assert photos
    for photo in photos:
        with kernel.store.open(photo.original_key) as file:
            assert hashlib.sha256(file.read()).hexdigest() == photo.sha256
        assert kernel.store.exists(photo.large_key)


def words_are_found(kernel) -> None:
    with kernel.read() as session:
        assert len(session.scalars(select(Ticket.id).where(contains(session, "老人下楼"))).all()) == 3


def plates_and_links_work(elsewhere, other, district, receipts) -> None:
    """With the old secret, as after a restart."""
    secret = (other.settings.data_dir / "secret_key").read_text(encoding="ascii")
    again = create_app(dataclasses.replace(other.settings, secret_key=secret), clock=other.clock)
    browser: FlaskClient = again.test_client()
    assert browser.get(f"/q/{district.codes[0]}").status_code == 200
    assert receipts[0].ticket.number in browser.get(receipts[0].ticket.url).text
    again.extensions["mashang"].engine.dispose()


def life_goes_on(kernel, district) -> None:
    """New rows get numbers of their own, also where the database counts."""
    receipt = send_report(kernel, district)
    deliver_all(kernel)
    with kernel.read() as session:
        assert find_by_number(session, RULE, receipt.ticket.number) == receipt.ticket.id
        ids = session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)).all()
    assert len(ids) == len(set(ids))
    assert resident().role is Role.RESIDENT


def test_a_taken_place_is_never_written_over(kernel, lived, elsewhere, tmp_path) -> None:
    back_up(kernel, tmp_path / "backup")
    with pytest.raises(NotEmpty):
        back_up(kernel, tmp_path / "backup")
    with pytest.raises(NotEmpty):
        restore(kernel, tmp_path / "backup")
    other = elsewhere.extensions["mashang"]
    other.store.put("stray/file", [b"here already"])
    with pytest.raises(NotEmpty):
        restore(other, tmp_path / "backup")
    assert not any(counts(other).values())


def break_a_row(folder) -> None:
    path = folder / "tables" / "ticket.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("0001", "0009"), encoding="utf-8")


def break_a_photo(folder) -> None:
    next(path for path in (folder / "files").rglob("*") if path.is_file()).write_bytes(b"not a photo")


def lose_a_photo(folder) -> None:
    next(path for path in (folder / "files").rglob("*") if path.is_file()).unlink()


def lose_the_manifest(folder) -> None:
    (folder / "manifest.json").unlink()


def come_from_another_version(folder) -> None:
    held = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps(held | {"revision": "0000_old"}), encoding="utf-8")


@pytest.mark.parametrize(
    "harm", [break_a_row, break_a_photo, lose_a_photo, lose_the_manifest, come_from_another_version]
)
def test_a_broken_backup_is_refused_before_anything_is_written(
    kernel, lived, elsewhere, tmp_path, harm
) -> None:
    back_up(kernel, tmp_path / "backup")
    harm(tmp_path / "backup")
    other = elsewhere.extensions["mashang"]
    with pytest.raises(BrokenBackup):
        restore(other, tmp_path / "backup")
    assert not any(counts(other).values())
    assert next(other.store.list(), None) is None


def test_the_secret_is_kept_from_other_eyes(kernel, lived, tmp_path) -> None:
    back_up(kernel, tmp_path / "backup")
    assert (tmp_path / "backup" / "secret_key").stat().st_mode & 0o077 == 0
    assert Manifest.read(tmp_path / "backup").secret is not None


def test_the_commands_say_what_they_did(app, lived, elsewhere, tmp_path) -> None:
    folder = str(tmp_path / "backup")
    assert "备份好了" in app.test_cli_runner().invoke(args=["backup", folder]).output
    done = elsewhere.test_cli_runner().invoke(args=["restore", folder])
    assert "恢复好了" in done.output, done.output
    again = elsewhere.test_cli_runner().invoke(args=["restore", folder])
    assert again.exit_code == 1
    assert "日志完整" in elsewhere.test_cli_runner().invoke(args=["audit", "verify"]).output


def test_a_database_older_than_the_program_is_said_so_and_not_shown_as_a_trace(app, kernel, tmp_path) -> None:
    with kernel.engine.begin() as connection:
        connection.execute(text("DROP TABLE ended_sign_in"))
    done = app.test_cli_runner().invoke(args=["backup", str(tmp_path / "backup")])
    assert (done.exit_code, "db upgrade" in done.output) == (1, True), done.output

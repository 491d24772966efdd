"""What only a folder can show: what is on the disk and when."""

import os
import time
from pathlib import Path

import pytest

from webapp.base.storage import LocalStore


def test_the_content_is_synced_before_its_name_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = LocalStore(tmp_path / "files")
    synced: list[tuple[str, int]] = []
    real = os.fsync

    def watched(handle: int) -> None:
        path = Path(f"/proc/self/fd/{handle}").resolve()
        names = sum(1 for _ in store.list())
        synced.append((path.parent.name if path.is_file() else path.name, names))
        real(handle)

    monkeypatch.setattr(os, "fsync", watched)
    store.put("photo/a", [b"x"])
    fan = next((tmp_path / "files/photo").iterdir()).name
    assert synced == [(".unfinished", 0), ("files", 0), ("photo", 0), (fan, 1)]


def test_files_spread_over_folders(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    for number in range(200):
        store.put(f"photo/{number}", [b"x"])
    folders = list((tmp_path / "photo").iterdir())
    assert len(folders) > 100
    assert all(folder.name.startswith("_") for folder in folders)


def test_a_writer_that_was_killed_leaves_nothing_that_counts_and_is_swept_after_a_day(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    old, young = tmp_path / ".unfinished/old", tmp_path / ".unfinished/young"
    old.write_bytes(b"half")
    young.write_bytes(b"half")
    os.utime(old, (time.time() - 90_000,) * 2)
    assert list(store.list()) == []
    LocalStore(tmp_path)
    assert not old.exists()
    assert young.exists()


def test_files_are_private_to_the_account_that_runs_the_program(tmp_path: Path) -> None:
    LocalStore(tmp_path).put("photo/a", [b"x"])
    (path,) = (tmp_path / "photo").rglob("a")
    assert path.stat().st_mode & 0o077 == 0


def test_a_folder_that_went_away_is_trouble(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "files")
    (tmp_path / "files/.unfinished").rmdir()
    (tmp_path / "files").rmdir()
    with pytest.raises(OSError, match="No such file"):
        store.ping()

"""The setting that says where files are kept."""

from pathlib import Path

import pytest

from webapp.base.settings import BadSetting
from webapp.base.storage import LocalStore, ObjectStore, StoreTrouble, open_store


def test_nothing_said_means_a_folder_under_the_data(tmp_path: Path) -> None:
    store = open_store("", tmp_path)
    assert isinstance(store, LocalStore)
    assert store.root == tmp_path / "files"


def test_a_file_address_means_that_folder(tmp_path: Path) -> None:
    store = open_store(f"file://{tmp_path}/my%20files", Path("/nowhere"))
    assert isinstance(store, LocalStore)
    assert store.root == tmp_path / "my files"


def test_two_stores_of_one_address_see_the_same_files(tmp_path: Path) -> None:
    open_store("", tmp_path).put("photo/a", [b"x"])
    assert open_store("", tmp_path).exists("photo/a")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.cn/files",
        "file:",
        "file:///",
        "file://host/files",
        "s3://",
        "s3:///a",
        "files",
        "ftp://a/b",
        "s3://bucket?endpont=http://127.0.0.1:1",
        "s3://key:secret@bucket/a",
        "s3://bucket/../a",
        "file:///tmp/a?b=c",
    ],
)
def test_an_address_that_names_no_store_stops_with_the_name_of_the_setting(url: str, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="MASHANG_STORAGE_URL"):
        open_store(url, tmp_path)


def test_a_wrong_option_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="endpont"):
        open_store("s3://bucket?endpont=http://127.0.0.1:1", tmp_path)


@pytest.mark.usefixtures("credentials")
def test_a_wrong_secret_is_trouble_and_never_an_empty_store(
    s3_endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "guessed")
    store = open_store(f"s3://mashang?endpoint={s3_endpoint}&region=cn-north-1", tmp_path)
    for verb in (
        store.ping,
        lambda: store.put("a", [b"x"]),
        lambda: store.open("a"),
        lambda: list(store.list()),
    ):
        with pytest.raises(StoreTrouble):
            verb()
    with pytest.raises(StoreTrouble):
        store.exists("a")
    with pytest.raises(StoreTrouble):
        store.delete("a")


@pytest.mark.usefixtures("credentials")
def test_a_bucket_that_is_not_there_is_trouble(s3_endpoint: str, tmp_path: Path) -> None:
    store = open_store(f"s3://nobody?endpoint={s3_endpoint}&region=cn-north-1", tmp_path)
    with pytest.raises(StoreTrouble):
        store.ping()
    with pytest.raises((StoreTrouble, LookupError)):
        store.put("a", [b"x"])


@pytest.mark.usefixtures("credentials")
def test_prefixes_keep_two_programs_in_one_bucket_apart(s3_endpoint: str, tmp_path: Path) -> None:
    east, west = (
        open_store(f"s3://mashang/{side}?endpoint={s3_endpoint}&region=cn-north-1", tmp_path)
        for side in ("east", "west")
    )
    assert isinstance(east, ObjectStore)
    east.put("photo/a", [b"x"])
    assert list(east.list()) == ["photo/a"]
    assert list(west.list()) == []
    assert not west.exists("photo/a")

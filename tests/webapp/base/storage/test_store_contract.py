"""What every store promises, asked of a folder and of a bucket alike."""

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from PIL import Image

from webapp.base.storage import BadKey, NotStored, Store, chunked, new_key


def test_what_was_put_comes_back_byte_for_byte(store: Store) -> None:
    content = os.urandom(700_000)
    key = new_key("photo")
    stored = store.put(key, [content[:1], b"", content[1:300_000], content[300_000:]])
    with store.open(key) as file:
        assert file.read() == content
    assert (stored.bytes, stored.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_a_file_larger_than_memory_is_meant_to_hold_comes_back(store: Store) -> None:
    content = os.urandom(1024) * 1024 * 13
    key = new_key("backup")
    store.put(key, (content[at : at + 500_000] for at in range(0, len(content), 500_000)))
    with store.open(key) as file:
        assert hashlib.sha256(b"".join(chunked(file))).digest() == hashlib.sha256(content).digest()


def test_an_empty_file_can_be_kept(store: Store) -> None:
    assert store.put("photo/empty", []).bytes == 0
    with store.open("photo/empty") as file:
        assert file.read() == b""


def test_an_open_file_can_be_sought_in_so_that_a_picture_can_be_read_from_it(store: Store) -> None:
    key = new_key("photo")
    png = BytesIO()
    Image.new("RGB", (64, 48), "darkgreen").save(png, "PNG")
    store.put(key, [png.getvalue()])
    with store.open(key) as file, Image.open(file) as seen:
        assert seen.convert("RGB").getpixel((60, 40)) == (0, 100, 0)


def test_nothing_is_there_until_it_is_put(store: Store) -> None:
    key = new_key("photo")
    assert not store.exists(key)
    with pytest.raises(NotStored):
        store.open(key)
    store.put(key, [b"x"])
    assert store.exists(key)


def test_a_second_put_replaces_the_first(store: Store) -> None:
    store.put("photo/a", [b"first"])
    store.put("photo/a", [b"second"])
    with store.open("photo/a") as file:
        assert file.read() == b"second"
    assert list(store.list("photo")) == ["photo/a"]


def test_deleting_forgets_and_may_be_repeated(store: Store) -> None:
    key = new_key("photo")
    store.put(key, [b"x"])
    store.delete(key)
    store.delete(key)
    assert not store.exists(key)
    assert list(store.list()) == []


def test_a_list_holds_the_folder_and_nothing_beside_it(store: Store) -> None:
    keys = {"photo/a", "photo/a.small", "photo/deep/b", "photos/c", "voice/d", "e"}
    for key in keys:
        store.put(key, [b"x"])
    assert (
        set(store.list("photo")) == set(store.list("photo/")) == {"photo/a", "photo/a.small", "photo/deep/b"}
    )
    assert set(store.list()) == keys
    assert list(store.list("nothing")) == []


def test_chunks_that_break_off_leave_nothing(store: Store) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x" * 100_000
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.put("photo/a", broken())
    assert not store.exists("photo/a")
    assert list(store.list()) == []


def test_chunks_that_break_off_leave_what_was_there(store: Store) -> None:
    store.put("photo/a", [b"good"])
    with pytest.raises(ZeroDivisionError):
        store.put("photo/a", (bytes([1 // number]) for number in (1, 0)))
    with store.open("photo/a") as file:
        assert file.read() == b"good"


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/",
        "a/",
        "/a",
        "a//b",
        "..",
        "../a",
        "a/../b",
        "a/.b",
        "./a",
        "A",
        "a b",
        "a\\b",
        "a\x00b",
        "a\n",
        "C:/a",
        "_ab/c",
        "照片/a",
        "a" * 101,
        "/".join("a" * 300),
        "~/a",
        "a%2e%2e/b",
        "-a",
    ],
)
def test_a_key_that_could_leave_the_store_is_refused_by_every_verb(store: Store, key: str) -> None:
    with pytest.raises(BadKey):
        store.put(key, [b"x"])
    with pytest.raises(BadKey):
        store.open(key)
    with pytest.raises(BadKey):
        store.exists(key)
    with pytest.raises(BadKey):
        store.delete(key)
    if key.strip("/") and not key.endswith("/"):
        with pytest.raises(BadKey):
            list(store.list(key))


def test_new_keys_are_random_and_lie_in_their_folder() -> None:
    keys = {new_key("photo/large") for _ in range(1000)}
    assert len(keys) == 1000
    assert all(key.startswith("photo/large/") and len(key) == len("photo/large/") + 32 for key in keys)
    with pytest.raises(BadKey):
        new_key("../photo")


def test_many_writers_at_once_do_not_disturb_one_another(store: Store) -> None:
    contents = {new_key("photo"): os.urandom(20_000) for _ in range(40)}
    with ThreadPoolExecutor(8) as writers:
        list(writers.map(lambda item: store.put(item[0], [item[1]]), contents.items()))
    assert set(store.list("photo")) == set(contents)
    for key, content in contents.items():
        with store.open(key) as file:
            assert file.read() == content


def test_a_store_that_works_says_so(store: Store) -> None:
    store.ping()
    assert list(store.list()) == []

"""Both stores, for real: a folder, and a bucket on a server that checks the signature of every request."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from webapp.base.storage import Store, open_store

ACCESS_KEY, SECRET_KEY, REGION = "shifanqu", "only-for-this-test", "cn-north-1"


@pytest.fixture(scope="session")
def s3_endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an S3 server on a free port, with an empty bucket named `mashang`."""
    folder: Path = tmp_path_factory.mktemp("s3")
    (folder / "mashang").mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "nanio", "serve", "--data-dir", str(folder), "--host", "127.0.0.1"]
    keys = {"NANIO_ACCESS_KEY": ACCESS_KEY, "NANIO_SECRET_KEY": SECRET_KEY}
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [*command, "--port", str(port), "--region", REGION], env=os.environ | keys, stdout=log, stderr=log
        )
    try:
        _wait_until_it_answers(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store of each kind."""
    if request.param == "folder":
        return open_store("", tmp_path)
    request.getfixturevalue("credentials")
    endpoint = request.getfixturevalue("s3_endpoint")
    return open_store(f"s3://mashang/{uuid.uuid4().hex}?endpoint={endpoint}&region={REGION}", tmp_path)


def _wait_until_it_answers(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        assert server.poll() is None, "the S3 server ended before it answered"
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1).close()
        except urllib.error.HTTPError:
            return  # it answers, and it refuses the unsigned
        except OSError:
            time.sleep(0.05)
        else:
            pytest.fail("the S3 server let an unsigned request in")
    pytest.fail("the S3 server did not answer within 20 s")

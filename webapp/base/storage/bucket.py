"""A store in an S3 bucket, or in anything that speaks S3 and checks signatures."""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, BinaryIO, cast

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from webapp.base.storage.key import check_key, check_prefix
from webapp.base.storage.store import CHUNK, NotStored, Stored, StoreTrouble

if TYPE_CHECKING:  # obstore has these names for type checkers only
    from obstore.store import ClientConfig, RetryConfig, S3Config

IN_MEMORY = 8 * 1024 * 1024  # bytes; larger files wait on disk, and are sent in parts
RETRIES: "RetryConfig" = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}
"""Few and short: a resident is waiting, and the phone keeps what was not acknowledged."""


class ObjectStore:
    """Objects in `bucket` under `prefix`. Credentials come from the usual `AWS_…` environment.

    `endpoint` is the address of a server other than Amazon's; plain http is accepted only when it says so itself.
    """

    def __init__(
        self, bucket: str, prefix: str = "", *, endpoint: str | None = None, region: str | None = None
    ) -> None:
        plain = bool(endpoint and endpoint.startswith("http://"))
        options: ClientConfig = {"allow_http": plain, "timeout": "60s", "connect_timeout": "5s"}
        config: S3Config = {}
        if endpoint:
            config["endpoint"] = endpoint
        if region:
            config["region"] = region
        self._bucket = S3Store(
            bucket,
            prefix=check_prefix(prefix) or None,
            client_options=options,
            retry_config=RETRIES,
            config=config,
        )

    def put(self, key: str, chunks: Iterable[bytes]) -> Stored:
        """Gather first, then send: chunks that break off leave nothing behind in the bucket."""
        check_key(key)
        digest, length = hashlib.sha256(), 0
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as waiting:
            for chunk in chunks:
                waiting.write(chunk)
                digest.update(chunk)
                length += len(chunk)
            waiting.seek(0)
            with _troubles(key):
                large = length > IN_MEMORY
                obstore.put(self._bucket, key, waiting if large else waiting.read(), use_multipart=large)
        return Stored(length, digest.hexdigest())

    def open(self, key: str) -> BinaryIO:
        """A copy, in memory while it is small, else in an unnamed file on disk."""
        check_key(key)
        copy = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the caller closes it
        try:
            with _troubles(key):
                for piece in obstore.get(self._bucket, key).stream(min_chunk_size=CHUNK):
                    copy.write(piece)
            copy.seek(0)
        except BaseException:
            copy.close()
            raise
        return cast(BinaryIO, copy)

    def exists(self, key: str) -> bool:
        """Ask for the object's head."""
        try:
            with _troubles(check_key(key)):
                obstore.head(self._bucket, key)
        except NotStored:
            return False
        return True

    def delete(self, key: str) -> None:
        """Delete the object."""
        try:
            with _troubles(check_key(key)):
                obstore.delete(self._bucket, key)
        except NotStored:
            return

    def list(self, prefix: str = "") -> Iterator[str]:
        """List page by page."""
        folder = check_prefix(prefix)
        with _troubles(folder):
            for page in obstore.list(self._bucket, folder or None):
                yield from (found["path"] for found in page)

    def ping(self) -> None:
        """List one page of a folder that is always empty."""
        with _troubles("ping"):
            next(iter(obstore.list(self._bucket, "ping", chunk_size=1)), None)


@contextmanager
def _troubles(key: str) -> Iterator[None]:
    """Name the library's errors in our own words."""
    try:
        yield
    except FileNotFoundError:
        raise NotStored(key) from None
    except BaseError as error:
        raise StoreTrouble(f"the bucket did not answer for {key!r}: {type(error).__name__}") from error

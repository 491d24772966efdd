"""Where files are kept: five questions and verbs, answered by a folder or by an S3 bucket."""

from webapp.base.storage.address import open_store
from webapp.base.storage.bucket import ObjectStore
from webapp.base.storage.folder import LocalStore
from webapp.base.storage.key import BadKey, check_key, new_key
from webapp.base.storage.store import CHUNK, NotStored, Store, Stored, StoreTrouble, chunked

__all__ = [
    "CHUNK",
    "BadKey",
    "LocalStore",
    "NotStored",
    "ObjectStore",
    "Store",
    "StoreTrouble",
    "Stored",
    "check_key",
    "chunked",
    "new_key",
    "open_store",
]

"""Files that wait a day: an uploaded list until it is applied, one-time passwords, labels, rates and lists until fetched."""

import secrets
from datetime import UTC, datetime, timedelta

from webapp.base.storage import NotStored, Store
from webapp.base.work import Kernel
from webapp.insight.documents import FOLDER as RATES
from webapp.layout.made_files import LISTS
from webapp.patrol.labels import LABELS

UPLOADS, HANDOVER = "import", "handover"
KEEP = timedelta(hours=24)
_WHEN = "%Y%m%d%H%M%S"


def keep(store: Store, folder: str, content: bytes, now: datetime) -> str:
    """Put a file away and answer its name: a store tells no times, so the name begins with the moment."""
    name = f"{now.astimezone(UTC):{_WHEN}}-{secrets.token_hex(16)}"
    store.put(f"{folder}/{name}", [content])
    return name


def fetch(store: Store, folder: str, name: str, now: datetime) -> bytes:
    """The file of this name; `NotStored` when it was used or its day is over, `BadKey` for a name that is none."""
    with store.open(f"{folder}/{name}") as file:
        if _is_over(name, now):
            raise NotStored(name)
        return file.read()


def forget_waiting_files(kernel: Kernel) -> int:
    """Timed work: remove what nobody came back for within a day; lists of people are not left lying about."""
    now, store = kernel.clock.now(), kernel.store
    over = [
        key
        for folder in (UPLOADS, HANDOVER, LABELS, RATES, LISTS)
        for key in store.list(folder)
        if _is_over(key, now)
    ]
    for key in over:
        store.delete(key)
    return len(over)


def _is_over(key: str, now: datetime) -> bool:
    """Whether a file's day is over; one whose name tells no moment is of before this rule."""
    try:
        made = datetime.strptime(key.rpartition("/")[2].partition("-")[0], _WHEN).replace(tzinfo=UTC)
    except ValueError:
        return True
    return now - made >= KEEP

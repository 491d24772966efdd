"""How often somebody may come: a visible table of limits by device, door, account and address.

A carrier lets thousands of phones share one address, so an address counts only where a device has no name yet, or
where only wrong tries count; who is signed in is counted by the account, since colleagues share devices too. Counters live in `MASHANG_RATELIMIT_STORAGE_URL`: in memory each page process counts
for itself; `off` counts nothing (for load tests). Counters that cannot be reached keep nobody out.
"""

import hashlib
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil

from flask import Flask, Response, request
from limits import RateLimitItemPerHour
from limits.errors import ConfigurationError
from limits.storage import MovingWindowSupport, storage_from_string
from limits.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter, RateLimiter

from webapp.access.signed_in import account_seen
from webapp.base.errors import TooMany
from webapp.base.settings import PREFIX, BadSetting
from webapp.place.codes import normal_code

OFF = "off"
log = logging.getLogger("mashang.limits")


def _device() -> str:
    return "" if account_seen() else request.cookies.get("device", "")


def _door() -> str:
    """The door of a report: in the address of the form, in the content of the queue's JSON."""
    code = (request.view_args or {}).get("code")
    if code is None and isinstance(body := request.get_json(silent=True), dict):
        code = body.get("door")
    return normal_code(code) if isinstance(code, str) else ""


def _address() -> str:
    return request.remote_addr or ""


def _nameless() -> str:
    return "" if account_seen() or _device() else _address()


def _account_typed() -> str:
    return request.form.get("account", "").strip().lower()


@dataclass(frozen=True)
class Limit:
    """A row: POST or PUT to these endpoints together, so many an hour for each of what `whose` names.

    What `whose` answers with nothing is not counted here; `only_refused` counts answers of 400 and above.
    """

    name: str
    endpoints: tuple[str, ...]
    an_hour: int
    whose: Callable[[], str]
    only_refused: bool = False


SEND = ("plate.send", "api_reports.put_report")
FIELD_SEND = (*SEND, "api_visits.put_visit", "api_rechecks.put_recheck")
PHOTO = ("api_reports.put_photo", "api_visits.put_photo", "api_rechecks.put_photo")
ASK = ("api_receipts.ask",)
LIMITS = (
    Limit("report by device", SEND, 300, _device),
    Limit("report by door", SEND, 600, _door),
    Limit("report by address", SEND, 600, _nameless),
    Limit("field send by account", FIELD_SEND, 1200, account_seen),
    Limit("photo by device", PHOTO, 1500, _device),
    Limit("photo by address", PHOTO, 3000, _nameless),
    Limit("field photo by account", PHOTO, 5000, account_seen),
    Limit("receipts by account", ASK, 1200, account_seen),
    Limit("receipts by device", ASK, 300, _device),
    Limit("receipts by address", ASK, 600, _nameless),
    Limit("outbox file by account", ("api_field.take_outbox", "field_desk.take"), 60, account_seen),
    Limit("sign-in by account", ("sign_in.enter",), 20, _account_typed, only_refused=True),
    Limit("change of password by account", ("sign_in.keep",), 20, account_seen, only_refused=True),
    Limit("sign-in by address", ("sign_in.enter",), 100, _address, only_refused=True),
    Limit("query by address", ("tracking.find",), 60, _address, only_refused=True),
)


def limit_requests(app: Flask, storage_url: str) -> None:
    """Put the table before an application's endpoints; `TooMany` says after how many seconds to come again.

    Raises `BadSetting` when the counters cannot be kept there.
    """
    if storage_url == OFF:
        return
    counter = _counter(storage_url)

    @app.before_request
    def ask() -> None:
        for limit, item, key in _rows():
            if not _counted(counter.test if limit.only_refused else counter.hit, item, key):
                raise _too_many(counter.get_window_stats(item, *key).reset_time)

    @app.after_request
    def count_refused(answer: Response) -> Response:
        if answer.status_code >= 400:
            for limit, item, key in _rows():
                if limit.only_refused:
                    _counted(counter.hit, item, key)
        return answer


def _counter(storage_url: str) -> RateLimiter:
    try:
        storage = storage_from_string(storage_url)
    except ConfigurationError as wrong:
        raise BadSetting(
            f"{PREFIX}RATELIMIT_STORAGE_URL 用不了：写 memory://、redis://…（要先装 redis 包）或 off。"
        ) from wrong
    moving = isinstance(storage, MovingWindowSupport)
    return (MovingWindowRateLimiter if moving else FixedWindowRateLimiter)(storage)


def _rows() -> Iterator[tuple[Limit, RateLimitItemPerHour, tuple[str, str]]]:
    """The limits on this request, each with its name and the digest of whose it is."""
    for limit in LIMITS:
        if request.endpoint in limit.endpoints and (whose := limit.whose()):
            digest = hashlib.sha256(whose.encode()).hexdigest()[:32]
            yield limit, RateLimitItemPerHour(limit.an_hour), (limit.name, digest)


def _counted(ask: Callable[..., bool], item: RateLimitItemPerHour, key: tuple[str, str]) -> bool:
    try:
        return ask(item, *key)
    except Exception as failure:  # counters that are away must not keep people out
        log.error("limits are not counted: %s", type(failure).__name__)
        return True


def _too_many(free_at: float) -> TooMany:
    seconds = max(1, ceil(free_at - time.time()))
    words = f"{seconds} 秒" if seconds < 60 else f"{ceil(seconds / 60)} 分钟"
    return TooMany(f"短时间里来得太多，先停一停，{words}后再试。", retry_after=seconds)

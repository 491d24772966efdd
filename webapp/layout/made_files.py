"""Files that the job worker makes when somebody asks: their names, the wait for them, and how a file is handed out."""

import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import BinaryIO
from urllib.parse import quote

from flask import Response, make_response

from webapp.base.errors import NotFound
from webapp.base.storage import BadKey, NotStored, chunked
from webapp.base.work import Kernel

LOOK_AGAIN_S = 3
LONGEST_WAIT = timedelta(minutes=15)
"""A file that is not there so long after it was asked for will not come: there was nothing to put in it, or it failed."""
LISTS = "lists"
"""The folder of lists of tickets; they are made by the pages above and forgotten with the others."""
STAMP = "%Y%m%d%H%M%S"
NAME = re.compile(r"(?P<stamp>[0-9]{14})-[0-9a-f]{32}(?:\.[a-z]{3,4})?")


def name_file(now: datetime, end: str = "") -> str:
    """A name for a file that is asked for now: the moment, then what nobody guesses, then `.end`."""
    return f"{now.astimezone(UTC):{STAMP}}-{secrets.token_hex(16)}{'.' if end else ''}{end}"


def is_made(kernel: Kernel, folder: str, name: str, gone: str) -> bool:
    """Whether the file is there; `NotFound` with the sentence `gone` when it never was asked for or will not come."""
    found = NAME.fullmatch(name)
    if found is None:
        raise NotFound(gone)
    if kernel.store.exists(f"{folder}/{name}"):
        return True
    try:
        asked = datetime.strptime(found["stamp"], STAMP).replace(tzinfo=UTC)
    except ValueError:
        raise NotFound(gone) from None
    if not timedelta(0) <= kernel.clock.now() - asked + timedelta(seconds=1) <= LONGEST_WAIT:
        raise NotFound(gone)
    return False


def waiting_page(page: str, ready: bool) -> Response:
    """The page of a file that was asked for; until it is there, the page looks again by itself."""
    answer = make_response(page)
    if not ready:
        answer.headers["Refresh"] = str(LOOK_AGAIN_S)
    return answer


def open_made(kernel: Kernel, key: str, gone: str) -> BinaryIO:
    """A file of the store for reading; `NotFound` with the sentence `gone` when there is none."""
    try:
        return kernel.store.open(key)
    except (NotStored, BadKey):
        raise NotFound(gone) from None


def hand_out(content: BinaryIO, kind: str, name: str = "", shown: str = "") -> Response:
    """A file in pieces, closed with the answer; saved under `name` (ASCII), or `shown` (any letters), where given."""
    answer = Response(chunked(content), mimetype=kind)
    answer.call_on_close(content.close)
    if name:
        also = f"; filename*=UTF-8''{quote(shown)}" if shown else ""
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"{also}'
    return answer

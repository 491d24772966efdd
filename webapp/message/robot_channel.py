"""Robots of chat groups: WeCom by a key in the address, DingTalk signed; each takes twenty posts in any minute.

WeCom: developer.work.weixin.qq.com/document/path/91770. DingTalk: open.dingtalk.com/document/robots/custom-robot-access
(signature: HMAC-SHA256 of "<milliseconds>\\n<secret>" with the secret, Base64, in the address).
"""

import base64
import hashlib
import hmac
import http.client
import json
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus, urlsplit

from webapp.message.channels import ChannelTrouble, Letter, Outcome
from webapp.message.day_files import DayFiles
from webapp.message.records import MessageChannel
from webapp.message.rules import MINUTE
from webapp.message.words import Means

TIMEOUT = 10
MOST_LINES = 15
"""Of a digest; a text of WeCom ends at 2048 bytes."""
MOST_BYTES = 2000
TOO_OFTEN = frozenset({45009, 130101})
"""errcode of WeCom and of DingTalk for too many posts."""
BUSY = 429


class RobotChannel:
    """Posts each letter, or all of them as one digest when there are more than posts are left."""

    def __init__(self, row: MessageChannel, sent: DayFiles, posts: int) -> None:
        self._row, self._sent, self._posts = row, sent, posts

    def known(self, letters: Sequence[Letter]) -> set[uuid.UUID]:
        """Letters that were posted."""
        return self._sent.known((one.delivery_id, one.made_at) for one in letters)

    def send(self, letters: Sequence[Letter], now: datetime) -> Iterator[Outcome]:
        """Post; a robot that says no says it to all of them."""
        parts = [[one] for one in letters] if len(letters) <= self._posts else [list(letters)]
        for part in parts:
            self._post(part[0].body if len(part) == 1 else digest([one.body for one in part]), now)
            self._sent.append(
                [(one.delivery_id, one.made_at, str(one.delivery_id)) for one in part], safely=False
            )
            for one in part:
                yield Outcome(one.delivery_id)

    def _post(self, words: str, now: datetime) -> None:
        address = self._row.address
        if self._row.means is Means.DINGTALK and self._row.secret:
            address += ("&" if "?" in address else "?") + signature(self._row.secret, now)
        status, wait, answer = _asked(address, {"msgtype": "text", "text": {"content": words}})
        code = answer.get("errcode", 0)
        if status == BUSY or code in TOO_OFTEN:
            raise ChannelTrouble("机器人说发得太快，等一会儿再发。", wait or MINUTE)
        if status != http.client.OK or code:
            raise ChannelTrouble(f"机器人不收（{status}，errcode {code}），看看网址和密钥。")


def signature(secret: str, now: datetime) -> str:
    """What DingTalk wants behind the address: the moment and its signature."""
    stamp = str(round(now.timestamp() * 1000))
    digested = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    return f"timestamp={stamp}&sign={quote_plus(base64.b64encode(digested))}"


def digest(bodies: Sequence[str]) -> str:
    """Several messages as one post: the first of them, and how many more there are."""
    head, lines = f"有 {len(bodies)} 件事：", list[str]()
    for number, body in enumerate(bodies[:MOST_LINES], start=1):
        line = f"{number}. {body}"
        if len("\n".join([head, *lines, line]).encode()) > MOST_BYTES:
            break
        lines.append(line)
    left = len(bodies) - len(lines)
    return "\n".join([head, *lines, *([f"还有 {left} 件，请登录后在「消息」里看。"] if left else [])])


def _asked(address: str, told: dict[str, Any]) -> tuple[int, timedelta | None, dict[str, Any]]:
    """POST as JSON: status, how long we were asked to wait, and the answer as far as it is one."""
    parts = urlsplit(address)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
    try:
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        body = json.dumps(told, ensure_ascii=False).encode()
        connection.request("POST", path, body, {"Content-Type": "application/json; charset=utf-8"})
        answer = connection.getresponse()
        return answer.status, _wait(answer.getheader("Retry-After")), _read(answer.read(65536))
    except (OSError, http.client.HTTPException) as wrong:
        raise ChannelTrouble(f"连不上机器人（{type(wrong).__name__}）。") from None
    finally:
        connection.close()


def _wait(given: str | None) -> timedelta | None:
    return timedelta(seconds=min(int(given), 3600)) if given and given.isdigit() else None


def _read(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}

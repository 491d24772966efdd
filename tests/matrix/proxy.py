"""The line between phone and server: sees whole requests, and breaks as it is told. Nothing here knows the program.

Runs on a loop in a thread of its own. A strike is planned for a report by its id; it happens at the request that
was named, and is counted, so that a fault that never came about is seen.
"""

import asyncio
import re
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from tests.matrix.cells import Fault

QUEUED = re.compile(
    rb"^/api/v1/(?:reports|visits|rechecks)/([0-9a-f-]{36})(?:/photos/([0-9a-f-]{36})|(/receipt))?$"
)
REPORT_ID = re.compile(rb'name="report_id"\r\n\r\n([0-9a-f-]{36})')
STALL = 31.0
"""Seconds of the phone's own clock: one more than it waits for an answer to its words."""
PAGE = b"<!doctype html><title>Wi-Fi</title><h1>\xe7\x99\xbb\xe5\xbd\x95\xe5\x90\x8e\xe4\xb8\x8a\xe7\xbd\x91</h1>"
PROBLEM = b'{"title": "x", "status": %d, "detail": "\xe4\xb8\x8d\xe8\xa1\x8c"}'


@dataclass(frozen=True)
class Request:
    """A whole request as it came."""

    method: bytes
    path: bytes
    head: bytes
    body: bytes
    report: str
    part: str
    """The id of the photo, "words", "receipt", "form", or nothing for what is no sending."""


@dataclass
class Strike:
    """One fault, planned for one report."""

    fault: Fault
    at: str
    """words | photo (the first) | last (the last photo) | receipt | form."""
    times: int
    last_photo: str = ""
    before: Callable[[], None] | None = None
    """Called in the middle of it: who dies just now."""
    fired: threading.Event = field(default_factory=threading.Event)
    count: int = 0

    def fits(self, request: Request) -> bool:
        """Whether this is the request that was meant."""
        if self.count >= self.times:
            return False
        if self.at == "photo":
            return request.part not in {"words", "receipt", "form", ""}
        return request.part == (self.last_photo if self.at == "last" else self.at)


class Line:
    """`with Line(server_port) as line:` listens on `line.port` and hands on to the server."""

    def __init__(self, server_port: int, speed: float = 1.0) -> None:
        self._upstream = server_port
        self._speed = speed
        self._strikes: dict[str, Strike] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True, name="line")
        self._serving: set[asyncio.Task] = set()
        self.port = 0
        self.arrived: Counter[tuple[str, str]] = Counter()
        self.at_once = 0
        """Sends on the way just now, and the most there ever were together."""
        self.most_at_once = 0

    def __enter__(self) -> "Line":
        self._thread.start()
        server = self._on_loop(asyncio.start_server(self._serve, "127.0.0.1", 0, limit=1 << 20))
        self.port = server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        self._on_loop(self._quiet())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    async def _quiet(self) -> None:
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def _on_loop(self, work):
        done: Future = asyncio.run_coroutine_threadsafe(work, self._loop)
        return done.result(10)

    def plan(self, report: str, strike: Strike) -> Strike:
        """From now on, this happens to that report."""
        self._strikes[report] = strike
        return strike

    # ---- the wire

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)  # the loop itself holds a task only weakly
        try:
            while await self._one(reader, writer):
                pass
        except (OSError, EOFError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass
        finally:
            self._serving.discard(task)
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; whether the connection goes on."""
        head = await reader.readuntil(b"\r\n\r\n")
        size = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
        length = int(size[1]) if size else 0
        method, path, _ = head.split(b" ", 2)
        queued = QUEUED.match(path)
        if queued:
            part = (queued[2] or (b"receipt" if queued[3] else b"words")).decode()
            request = Request(method, path, head, b"", queued[1].decode(), part)
            strike = self._strike(request)
            if strike and strike.fault is Fault.DROPPED:
                await self._happen(strike)
                return False  # nobody read the body
            return await self._send(
                Request(**{**vars(request), "body": await reader.readexactly(length)}), strike, writer
            )
        body = await reader.readexactly(length)
        report = REPORT_ID.search(body[:65536]) if method == b"POST" else None
        request = Request(
            method, path, head, body, report[1].decode() if report else "", "form" if report else ""
        )
        return await self._send(request, self._strike(request), writer)

    def _strike(self, request: Request) -> Strike | None:
        if not request.part:
            return None
        self.arrived[request.report, request.part] += 1
        strike = self._strikes.get(request.report)
        if strike is None or not strike.fits(request):
            return None
        strike.count += 1
        return strike

    async def _happen(self, strike: Strike) -> None:
        if strike.before:
            await self._loop.run_in_executor(None, strike.before)
            strike.before = None
        strike.fired.set()

    async def _send(self, request: Request, strike: Strike | None, writer: asyncio.StreamWriter) -> bool:
        if not request.part:
            return await self._answer(await self._ask(request), writer)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            answer = await (self._break(strike, request) if strike else self._ask(request))
        finally:
            self.at_once -= 1
        return await self._answer(answer, writer)

    async def _answer(self, answer: bytes, writer: asyncio.StreamWriter) -> bool:
        """Hand back an answer; none means that the line is cut."""
        if not answer:
            return False
        writer.write(answer)
        await writer.drain()
        return bool(re.search(rb"\r\n(content-length|transfer-encoding): ", answer[:4096], re.IGNORECASE))

    async def _ask(self, request: Request, share: float = 1.0) -> bytes:
        """What the server answers, whole; nothing when it does not. Only this share of the body is sent."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._upstream)
        except OSError:
            return b""
        try:
            head = re.sub(rb"\r\nconnection: [^\r]*", b"", request.head, flags=re.IGNORECASE)
            writer.write(
                head[:-2] + b"Connection: close\r\n\r\n" + request.body[: int(len(request.body) * share)]
            )
            await writer.drain()
            if share < 1:
                return b""
            answer = await reader.read(-1)
        except OSError:
            return b""
        finally:
            writer.close()
        return re.sub(rb"\r\nconnection: close", b"", answer, count=1, flags=re.IGNORECASE)

    async def _break(self, strike: Strike, request: Request) -> bytes:
        fault = strike.fault
        if fault is Fault.CUT:
            await self._ask(request, share=0.5)
        elif fault in {Fault.UNANSWERED, Fault.ERROR}:
            await self._ask(request)
        elif fault is Fault.STALL:
            await self._happen(strike)
            await asyncio.sleep(STALL / self._speed)
            return await self._ask(request)
        elif fault is Fault.TWICE:
            _, second = await asyncio.gather(self._ask(request), self._ask(request))
            await self._happen(strike)
            return second
        await self._happen(strike)
        return _OWN.get(fault, b"")


def _own(status: str, kind: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


_OWN = {
    Fault.ERROR: _own("500 Internal Server Error", "application/problem+json", PROBLEM % 500),
    Fault.GATEWAY: _own("502 Bad Gateway", "text/html; charset=utf-8", PAGE),
    Fault.PORTAL: _own("200 OK", "text/html; charset=utf-8", PAGE),
    Fault.SIGN_IN: _own("401 Unauthorized", "application/problem+json", PROBLEM % 401),
    Fault.TOO_LARGE: _own("413 Content Too Large", "text/html", b"<h1>413</h1>"),
}

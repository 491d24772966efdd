"""Real servers on this machine that take mails and posts, and can be told to refuse."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast


@dataclass
class MailSink:
    """What came, in the order of its coming. `refuses` maps an address to the answer it gets."""

    port: int = 0
    raw: list[tuple[str, bytes]] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)

    @property
    def mails(self) -> list[Message]:
        return [message_from_bytes(data) for _, data in self.raw]

    @property
    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails]


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    sink: MailSink


class _Smtp(socketserver.StreamRequestHandler):
    wbufsize = 0
    disable_nagle_algorithm = True

    def handle(self) -> None:
        sink = cast(_Server, self.server).sink
        say, to = self.wfile.write, ""
        say(b"220 sink\r\n")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"RCPT":
                to = line.partition(b"<")[2].partition(b">")[0].decode()
                say(f"{sink.refuses.get(to, '250 ok')}\r\n".encode())
            elif verb == b"DATA":
                say(b"354 go on\r\n")
                lines: list[bytes] = []
                while (part := self.rfile.readline()) not in {b".\r\n", b""}:
                    lines.append(part)
                sink.raw.append((to, b"".join(lines)))
                say(b"250 kept\r\n")
            elif verb == b"QUIT":
                say(b"221 bye\r\n")
                return
            else:
                say(b"250 ok\r\n")


@contextmanager
def mail_sink() -> Iterator[MailSink]:
    """A mail server that keeps what it gets."""
    sink = MailSink()
    with _Server(("127.0.0.1", 0), _Smtp) as server:
        sink.port, server.sink = server.server_address[1], sink
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield sink
        server.shutdown()


@dataclass
class RobotSink:
    """Posts as they came: path and what was said. `answers` are given first; then each post is taken."""

    address: str = ""
    posts: list[tuple[str, str]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str], dict[str, Any]]] = field(default_factory=list)


@contextmanager
def robot_sink() -> Iterator[RobotSink]:
    """A group's robot."""
    sink = RobotSink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, heads, told = sink.answers.pop(0) if sink.answers else (200, {}, {"errcode": 0})
            if status == 200 and not told.get("errcode"):
                sink.posts.append((self.path, body["text"]["content"]))
            self.send_response(status)
            for name, value in heads.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    sink.address = f"http://127.0.0.1:{server.server_address[1]}/robot/send?access_token=abc"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield sink
    finally:
        server.shutdown()
        server.server_close()

"""The sender's side of a load figure, in a process of its own: `python -m bench.load PORT WHAT SECONDS [FILE]`.

Eight connections stay open and send one report after another, each from a device of its own; it prints how many
were acknowledged a second. FILE holds the door codes, one a line.
"""

import http.client
import json
import secrets
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

AT_ONCE = 8
CLASSES = ("lamp", "rubbish", "lift", "utility", "gate", "parking", "noise", "other")
Request = tuple[str, str, str, dict[str, str]]


def reports(codes: list[str]) -> Iterator[Request]:
    """Reports without photos, by many devices at many doors."""
    for turn, code in enumerate(cycle(codes)):
        body = {
            "text": f"三楼拐角的声控灯不亮，晚上老人下楼看不见台阶，第 {turn} 次",
            "door": code,
            "category": CLASSES[turn % 8],
        }
        headers = {
            "Content-Type": "application/json", "X-Mashang-Queued": "1",
            "Cookie": f"device={secrets.token_urlsafe(18)}",
        }  # fmt: skip
        yield "PUT", f"/api/v1/reports/{uuid.uuid4()}", json.dumps(body), headers


def notes(codes: list[str]) -> Iterator[Request]:
    """The same bodies for the reference, which only keeps them."""
    for method, path, body, headers in reports(codes):
        yield method, path.replace("/api/v1/reports/", "/notes/"), body, headers


MAKERS: dict[str, Callable[[list[str]], Iterator[Request]]] = {"reports": reports, "notes": notes}


def _send(port: int, requests: Iterator[Request], turn: threading.Lock, end: float, done: list[int]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while time.perf_counter() < end:
        with turn:
            method, path, body, headers = next(requests)
        connection.request(method, path, body.encode(), headers)
        answer = connection.getresponse()
        said = answer.read()
        if answer.status != 201:
            raise SystemExit(f"{answer.status}: {said[:300]!r}")
        done.append(1)


def main(port: int, what: str, seconds: float, codes: list[str]) -> float:
    """Acknowledged requests a second."""
    requests, turn, done = MAKERS[what](codes), threading.Lock(), list[int]()
    began = time.perf_counter()
    senders = [
        threading.Thread(target=_send, args=(port, requests, turn, began + seconds, done)) for _ in range(AT_ONCE)
    ]  # fmt: skip
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return len(done) / (time.perf_counter() - began)


if __name__ == "__main__":
    print(main(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]), Path(sys.argv[4]).read_text().split()))

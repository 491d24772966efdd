"""Whether 10,000 messages reach a file and a mail server in time, though a channel fails and a worker is killed."""

import json
import multiprocessing
import os
import signal
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from typing import Any

from sqlalchemy import func, insert, select

from bench.figure import figure
from bench.program import fresh_program
from tests.builders.district import District, add_person, build_district
from tests.builders.sinks import mail_sink
from webapp.access.actor import RULE
from webapp.access.records import Capacity, Participation
from webapp.access.role import Role
from webapp.app import create_app
from webapp.base.database import new_id
from webapp.base.work import Kernel
from webapp.catalogue.settings import put_setting
from webapp.message.claiming import LEASE
from webapp.message.commands import OpenChannel, open_channel
from webapp.message.records import Message, MessageAddress, MessageDelivery
from webapp.message.sending import send_waiting
from webapp.message.words import Fate, Kind, Means, Thing
from webapp.people.records import Unit, UnitKind
from webapp.ticket.records import Ticket
from webapp.ticket.words import State

READERS, TICKETS = 20, 250
EACH = READERS * TICKETS
"""Messages; each goes to the file and by mail, and a tenth of them also to a robot that nobody answers for."""
KILLED_AFTER = 3000
NOWHERE = "http://127.0.0.1:9/robot"
LIMIT_S = 8


class Ahead:
    """The machine's clock, put forward: a lease runs out without anybody waiting for it."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self) -> datetime:
        return datetime.now(UTC) + self._by


@figure("meet.deliveries.sqlite", "s", limit=LIMIT_S)
def sqlite() -> float:
    """Seconds from the first batch to the last, both workers together; every mail and line there once."""
    return _time("sqlite")


@figure("meet.deliveries.postgresql", "s", limit=LIMIT_S)
def postgresql() -> float:
    """As on SQLite."""
    return _time("postgresql")


def _time(kind: str) -> float:
    with fresh_program(kind) as (_, kernel), _mail_server() as server:
        port = server.recv()
        ways = _fill(kernel, build_district(kernel), port)
        kernel.engine.dispose()
        began = time.perf_counter()
        _send_until_killed(kernel)
        kernel.clock = Ahead(LEASE + timedelta(seconds=1))
        while send_waiting(kernel):
            pass
        spent = time.perf_counter() - began
        server.send("what came?")
        _check(kernel, ways, server.recv())
        return spent


@contextmanager
def _mail_server() -> Iterator[Connection]:
    """A mail server in a process of its own; it says its port, and when asked the ids of what came."""
    here, there = multiprocessing.Pipe()
    child = multiprocessing.get_context("fork").Process(target=_serve, args=(there,), daemon=True)
    child.start()
    try:
        yield here
    finally:
        child.kill()
        child.join()


def _serve(asked: Connection) -> None:
    with mail_sink() as sink:
        asked.send(sink.port)
        asked.recv()
        asked.send(sink.ids)


def _send_until_killed(kernel: Kernel) -> None:
    """A worker sends, and is killed in the middle of a batch."""
    child = multiprocessing.get_context("fork").Process(target=_send_all, args=(kernel,), daemon=True)
    child.start()
    while _sent(kernel) < KILLED_AFTER:
        time.sleep(0.05)
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()


def _send_all(kernel: Kernel) -> None:
    own: Kernel = create_app(kernel.settings).extensions["mashang"]
    while send_waiting(own):
        pass


def _sent(kernel: Kernel) -> int:
    with kernel.read() as session:
        query = select(func.count()).select_from(MessageDelivery).where(MessageDelivery.state == Fate.SENT)
        return session.scalar(query) or 0


def _check(kernel: Kernel, ways: dict[Means, uuid.UUID], mails: list[str]) -> None:
    """None lost, none doubled; what the failing channel has still waits."""
    with kernel.read() as session:
        query = select(MessageDelivery.channel_id, MessageDelivery.state, MessageDelivery.id)
        rows = session.execute(query).all()
    found = Counter((channel, state) for channel, state, _ in rows)
    assert found == {
        (ways[Means.FILE], Fate.SENT): EACH, (ways[Means.MAIL], Fate.SENT): EACH,
        (ways[Means.WECOM], Fate.QUEUED): EACH // 10,
    }, found  # fmt: skip
    folder = kernel.settings.data_dir / "messages"
    name = f"file-{str(ways[Means.FILE])[:8]}-*.jsonl"
    lines = [
        json.loads(line)["id"] for file in folder.glob(name) for line in file.read_text("utf-8").splitlines()
    ]
    for came, way in ((lines, Means.FILE), ([one[1:].partition("@")[0] for one in mails], Means.MAIL)):
        wanted = {str(one) for channel, _, one in rows if channel == ways[way]}
        assert len(came) == len(wanted), f"{way}: {len(came)} came of {len(wanted)}"
        assert set(came) == wanted


def _fill(kernel: Kernel, district: District, port: int) -> dict[Means, uuid.UUID]:
    firm = district.units[UnitKind.PROPERTY]
    with kernel.work(RULE) as work:
        put_setting(work.session, "quiet_hours", "无", datetime.now(UTC).date() - timedelta(days=1))
        unit = work.session.get_one(Unit, firm)
        readers = [add_person(work, Role.PROPERTY, unit, f"reader-{n}").person_id for n in range(READERS)]
        now = work.now
        work.session.add_all(
            MessageAddress(person_id=one, mail=f"reader-{n}@example.cn", since=now)
            for n, one in enumerate(readers)
        )
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        ways = {means: open_channel(work, order).id for means, order in _channels(port, firm).items()}
    tickets = [_ticket(now, place, firm) for place in range(TICKETS)]
    messages = [
        {"person_id": one, "channel_id": None, **_message(now, ticket["id"])}
        for one in readers
        for ticket in tickets
    ]
    groups = [
        {
            "person_id": None,
            "channel_id": ways[Means.WECOM],
            **_message(now, tickets[place % TICKETS]["id"], place),
        }
        for place in range(EACH // 10)
    ]
    deliveries = [
        _delivery(now, message["id"], ways[way]) for message in messages for way in (Means.FILE, Means.MAIL)
    ]
    deliveries += [_delivery(now, message["id"], ways[Means.WECOM]) for message in groups]
    with kernel.work(RULE) as work:
        work.session.execute(insert(Ticket), tickets)
        work.session.execute(insert(Participation), [_party(now, one["id"], firm) for one in tickets])
        for start in range(0, EACH, 1000):
            work.session.execute(insert(Message), messages[start : start + 1000])
        work.session.execute(insert(Message), groups)
        for start in range(0, len(deliveries), 1000):
            work.session.execute(insert(MessageDelivery), deliveries[start : start + 1000])
    return ways


def _channels(port: int, firm: uuid.UUID) -> dict[Means, OpenChannel]:
    return {
        Means.WECOM: OpenChannel(means=Means.WECOM, name="坏了的群", unit_id=firm, address=NOWHERE),
        Means.FILE: OpenChannel(means=Means.FILE, name="试用"),
        Means.MAIL: OpenChannel(
            means=Means.MAIL,
            name="邮件",
            address=f"127.0.0.1:{port}",
            account="mashang@example.cn",
            starttls=False,
        ),
    }


def _ticket(now: datetime, place: int, firm: uuid.UUID) -> dict[str, Any]:
    return {
        "id": new_id(), "year": 1900, "number": f"{place:06d}", "sort": place, "open_sort": place, "unit_id": firm,
        "state": State.DISPATCHED, "reported_at": now, "coarse_words": "新街坊30号院", "place_words": "新街坊30号院 5号楼",
    }  # fmt: skip


def _party(now: datetime, ticket_id: uuid.UUID, firm: uuid.UUID) -> dict[str, Any]:
    return {
        "id": new_id(),
        "ticket_id": ticket_id,
        "unit_id": firm,
        "capacity": Capacity.HANDLES,
        "since": now,
    }


def _message(now: datetime, ticket_id: uuid.UUID, slot: int = 0) -> dict[str, Any]:
    return {
        "id": new_id(), "kind": Kind.DISPATCHED, "thing": Thing.TICKET, "thing_id": ticket_id, "slot": slot,
        "urgent": False, "at": now, "times": 1, "made_at": now,
    }  # fmt: skip


def _delivery(now: datetime, message_id: uuid.UUID, channel_id: uuid.UUID) -> dict[str, Any]:
    return {
        "id": new_id(), "message_id": message_id, "channel_id": channel_id, "state": Fate.QUEUED, "urgent": False,
        "made_at": now, "next_try_at": now, "tries": 0,
    }  # fmt: skip

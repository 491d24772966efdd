"""Writers on SQLite that wait in one process share a turn: all are on disk when told so, one that fails harms none."""

import fcntl
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError

from tests.builders.district import build_district
from tests.builders.report import send_report
from webapp.access.actor import RULE
from webapp.base.at_once import at_once
from webapp.base.records import OnceKey, OutboxEvent
from webapp.due import RUSH, rest_after

pytestmark = pytest.mark.only_sqlite("PostgreSQL has no turns: SQLite has one writer")


class Broken(Exception):
    """What an act fails with."""


class Together:
    """Acts that all wait while the first runs, and so share its turn; counts the commits."""

    def __init__(self, kernel) -> None:
        self.kernel = kernel
        self.commits = 0
        event.listen(kernel.engine, "commit", self._count)

    def _count(self, _connection) -> None:
        self.commits += 1

    def run(self, *acts):
        """What each act returned or was failed by; the order of the first is kept, that of the others is free."""
        self.commits = 0
        with ThreadPoolExecutor(len(acts)) as threads:
            inside = threading.Event()
            first = threads.submit(self._act, acts[0], inside, len(acts) - 1)
            inside.wait(10)
            others = [threads.submit(self._act, act) for act in acts[1:]]
            return [each.exception(20) for each in (first, *others)]

    def _act(self, act, inside=None, others=0):
        with self.kernel.work(RULE) as work:
            if inside is not None:
                inside.set()
                while self.kernel.turns._waiting < others:
                    time.sleep(0.001)
            act(work)
        assert kept(self.kernel, act.key), "told, and not there"


class Keep:
    """An act that keeps a key, and then perhaps fails."""

    def __init__(self, key, failing=None) -> None:
        self.key = key
        self.failing = failing

    def __call__(self, work) -> None:
        work.session.add(OnceKey(key=self.key, answer={}, at=work.now))
        work.session.flush()
        if self.failing is not None:
            self.failing(work)


def break_off(work):
    raise Broken


def break_in_the_database(work):
    work.session.add(OnceKey(key="known", answer={}, at=work.now))


def kept(kernel, *keys):
    with kernel.read() as session:
        return set(session.scalars(select(OnceKey.key).where(OnceKey.key.in_(keys)))) == set(keys)


@pytest.fixture
def together(kernel):
    with kernel.work(RULE) as work:
        work.add(OnceKey(key="known", answer={}, at=work.now))
    return Together(kernel)


def test_who_waits_meanwhile_shares_the_commit(kernel, together):
    assert together.run(Keep("a"), Keep("b"), Keep("c"), Keep("d")) == [None] * 4
    assert together.commits == 1
    assert kept(kernel, "a", "b", "c", "d")


def test_one_alone_commits_alone(kernel, together):
    assert together.run(Keep("a")) == [None]
    assert together.commits == 1


@pytest.mark.parametrize(("failing", "by"), [(break_off, Broken), (break_in_the_database, IntegrityError)])
@pytest.mark.parametrize("which", [0, 1, 2])
def test_one_that_fails_takes_back_itself_alone(kernel, together, failing, by, which):
    acts = [Keep(str(number), failing if number == which else None) for number in range(3)]
    ended = together.run(*acts)
    assert isinstance(ended.pop(which), by)
    assert ended == [None, None]
    assert not kept(kernel, str(which))
    with kernel.work(RULE) as work:  # the turn was given away
        work.add(OnceKey(key="after", answer={}, at=work.now))
    assert kept(kernel, "after")


def test_when_the_commit_fails_none_is_told_that_it_is_kept(kernel, together):
    def dangle(work):
        work.session.connection().exec_driver_sql(
            "INSERT INTO outbox_delivery (id, event_id, reaction, due_at, attempts) VALUES ('d', 'none', 'r', '2026-01-01', 0)"
        )

    ended = together.run(Keep("a"), Keep("b", dangle), Keep("c"))
    assert [isinstance(each, IntegrityError) for each in ended] == [True] * 3
    assert not kept(kernel, "a")
    assert together.run(Keep("a"), Keep("c")) == [None, None]


def test_each_act_of_a_turn_writes_its_own_events_and_sees_those_before(kernel, together):
    seen = []

    class Ask(Keep):
        def __call__(self, work):
            seen.append(len(work.session.scalars(select(OnceKey)).all()))
            super().__call__(work)
            work.add(OutboxEvent(tag=self.key, data={}, at=work.now))

    assert together.run(Ask("a"), Ask("b"), Ask("c")) == [None] * 3
    assert seen == [1, 2, 3]
    with kernel.read() as session:
        assert sorted(session.scalars(select(OutboxEvent.tag))) == ["a", "b", "c"]


def test_the_worker_rests_longer_after_it_had_to_wait_to_write(kernel, together):
    """Whoever waited behind another process knows that there are others, who come first."""
    together.run(Keep("a"))
    assert rest_after(kernel, 0.1, 0.0) == pytest.approx(0.1)
    with kernel.turns._lock_file.open("a") as others:
        fcntl.flock(others, fcntl.LOCK_EX)
        threading.Timer(0.05, lambda: fcntl.flock(others, fcntl.LOCK_UN)).start()
        together.run(Keep("b"))
    assert kernel.turns.waited > RUSH
    assert rest_after(kernel, 0.1, 0.0) == pytest.approx(0.4)
    together.run(Keep("c"))
    assert rest_after(kernel, 0.1, 0.0) == pytest.approx(0.1)


def test_what_is_written_at_once_and_fails_behind_another_takes_back_itself_alone(kernel, together):
    send_report(
        kernel, build_district(kernel)
    )  # this process remembers something, else nothing is written at once

    def write(key):
        def act(work):
            work.add(OutboxEvent(tag=key, data={}, at=work.now), OnceKey(key=key, answer={}, at=work.now))

        return at_once(kernel, RULE, act)

    with ThreadPoolExecutor(2) as threads:
        with kernel.turns.take():  # both wait, and then write behind this act
            written = [threads.submit(write, key) for key in ("known", "fresh")]
            while kernel.turns._waiting < len(written):
                time.sleep(0.001)
        assert isinstance(written[0].exception(20), IntegrityError)
        assert written[1].result(20) == (None, True)
    with kernel.read() as session:
        tags = session.scalars(select(OutboxEvent.tag).where(OutboxEvent.tag.in_(("known", "fresh")))).all()
    assert tags == ["fresh"]

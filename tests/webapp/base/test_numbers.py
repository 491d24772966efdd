"""Numbers of a series: one after another, never twice, and to be had when every other connection is taken."""

from contextlib import ExitStack

import pytest
from sqlalchemy import text

from webapp.access.actor import RULE


def test_numbers_of_a_series_follow_one_another(kernel):
    with kernel.work(RULE) as work:
        assert [work.next_number(series) for series in ("a", "a", "b", "a")] == [1, 2, 1, 3]
    with kernel.work(RULE) as work:
        assert work.next_number("a") == 4


def test_works_that_hold_every_connection_still_get_their_numbers(kernel):
    if kernel.engine.dialect.name == "sqlite":
        pytest.skip("one writer at a time has its number in its own work")
    pool = kernel.engine.pool
    with ExitStack() as held:
        works = [held.enter_context(kernel.work(RULE)) for _ in range(pool.size() + pool._max_overflow)]
        for work in works:
            work.session.connection()
        assert [work.next_number("a") for work in works] == list(range(1, len(works) + 1))


def test_only_the_numbers_commit_before_the_disk_has_them(kernel):
    if kernel.engine.dialect.name == "sqlite":
        pytest.skip("no connection of their own")
    asked = "SELECT setting, source FROM pg_settings WHERE name = 'synchronous_commit'"
    said = kernel.numbers._alone.say(asked)
    assert (said.get_value(0, 0), said.get_value(0, 1)) == (b"off", b"session")
    with kernel.work(RULE) as work:
        sources = {
            work.session.execute(text(asked)).one().source,
            kernel.alone.say(asked).get_value(0, 1).decode(),
        }
    assert "session" not in sources, "what a work commits is on disk if the server says so"

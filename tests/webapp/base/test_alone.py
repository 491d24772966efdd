"""Statements that are a commit of their own: what the database refuses and a lost connection are raised as ever."""

import uuid

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, ProgrammingError

from webapp.base.alone import Alone
from webapp.base.records import OnceKey
from webapp.base.rows import insert_all_under

WRITE = "INSERT INTO once_key (key, answer, at) VALUES ($1, CAST($2 AS json), now())"
ODD = "“引号” \\ 'x' 😀 $1 %s :name"


@pytest.fixture
def alone(kernel):
    if kernel.alone is None:
        pytest.skip("SQLite has one writer, whose turn it is")
    return kernel.alone


def keys(kernel) -> set[str]:
    with kernel.read() as session:
        return set(session.scalars(select(OnceKey.key)))


def test_it_is_committed_when_it_was_said_and_comes_out_as_it_went_in(kernel, alone):
    for key in ("one", ODD):
        assert alone.say(WRITE, key, "{}").command_tuples == 1
    assert keys(kernel) == {"one", ODD}
    assert alone.say("SELECT count(*) FROM once_key WHERE key = $1", ODD).get_value(0, 0) == b"1"


def test_what_is_refused_has_its_kind_and_none_of_the_words_and_the_next_one_is_taken(kernel, alone):
    alone.say(WRITE, "one", "{}")
    with pytest.raises(IntegrityError) as twice:
        alone.say(WRITE, "one", '{"phone": "13800001234"}')
    assert "13800001234" not in str(twice.value)
    with pytest.raises(DataError):
        alone.say(WRITE, "two", "no json")
    with pytest.raises(ProgrammingError):
        alone.say("SELECT nobody FROM once_key")
    alone.say(WRITE, "three", "{}")
    assert keys(kernel) == {"one", "three"}


def test_a_lost_connection_is_told_and_the_next_one_is_new(kernel, alone):
    def pid() -> str:
        return alone.say("SELECT pg_backend_pid()").get_value(0, 0).decode()

    lost = pid()
    with kernel.engine.connect() as other:
        assert other.scalar(text("SELECT pg_terminate_backend(:lost, 5000)"), {"lost": int(lost)})
    with pytest.raises(OperationalError) as told:
        alone.say(WRITE, "one", "{}")
    assert told.value.connection_invalidated
    assert pid() != lost
    assert keys(kernel) == set()


def test_a_statement_is_prepared_once_a_connection(alone):
    for number in range(3):
        alone.say(WRITE, f"key {number}", "{}")
    prepared = alone.say(
        "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement = $1", WRITE
    )
    assert (prepared.ntuples, prepared.get_value(0, 0)) == (1, b"3")


def test_rows_under_another_stamp_are_not_written(kernel, alone):
    row = (OnceKey, {"key": "one", "answer": {}, "at": kernel.clock.now()})
    assert isinstance(alone, Alone)
    assert not insert_all_under(alone, [row], uuid.uuid4())
    with kernel.read() as session:
        assert session.scalar(select(func.count()).select_from(OnceKey)) == 0

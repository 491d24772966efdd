"""The program as somebody starts it: one command, three workers, a clean end."""

import os
import signal
import sqlite3
import time
from contextlib import closing

from tests.journeys.server import Server


def wait_for(holds, seconds=10):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"waited {seconds} s"
        time.sleep(0.02)


def gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def counts(server: Server) -> dict[str, int]:
    with closing(sqlite3.connect(server.data_dir / "mashang.db")) as base:
        return {
            name: base.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608  our own three names
            for name in ("person", "door", "ticket")
        }


def test_the_greeting_names_a_door_page_that_answers(own_server):
    door = next(line.split()[-1] for line in own_server.log.splitlines() if "/q/" in line)
    assert door.startswith(own_server.url)
    assert own_server.answers(door.removeprefix(own_server.url))
    assert "mashang-demo" in own_server.log


def test_it_stops_cleanly_and_leaves_no_process(own_server):
    # The first page worker answers, and the second may still be on its way.
    wait_for(lambda: len(own_server.processes()) == 4, 20)  # the parent, two page workers, one job worker
    family = own_server.processes()
    assert own_server.stop(signal.SIGTERM) == 0
    assert all(gone(process) for process in family)
    assert "Traceback" not in own_server.log
    assert "job worker ended" not in own_server.log


def test_ctrl_c_stops_it_as_cleanly(own_server):
    family = own_server.processes()
    assert own_server.stop(signal.SIGINT) == 0
    assert all(gone(process) for process in family)


def test_workers_that_die_are_replaced(own_server):
    wait_for(lambda: len(own_server.processes()) == 4, 20)
    before = set(own_server.processes())
    for process in before - {own_server.process.pid}:
        os.kill(process, signal.SIGKILL)
    wait_for(lambda: len(set(own_server.processes()) - before) == 3, 20)
    wait_for(lambda: own_server.answers("/readyz"))


def test_two_run_side_by_side(own_server, tmp_path):
    second = Server(tmp_path / "second")
    second.data_dir.mkdir()
    second.start(120)
    try:
        assert own_server.answers("/readyz")
        assert (second.data_dir / "mashang.db").exists()
    finally:
        assert second.stop() == 0


def test_a_second_start_loads_the_demonstration_no_second_time(own_server):
    own_server.stop()
    before = counts(own_server)
    own_server.start()
    assert before["person"] > 9
    assert counts(own_server) == before


def test_a_port_in_use_is_named_before_anything_is_touched(own_server, tmp_path):
    second = Server(tmp_path / "second", port=own_server.port)
    second.data_dir.mkdir()
    second.serve()
    assert second.process.wait(30) == 1
    assert f"端口 {own_server.port} 已被占用" in second.log
    assert not (second.data_dir / "mashang.db").exists()

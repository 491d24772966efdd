import os
import signal
import time

import pytest

from webapp.admin import job_worker
from webapp.admin.job_worker import JobWorker


@pytest.fixture
def marks(tmp_path, monkeypatch):
    """A worker that leaves its process id in a file of that name and then lives on; gives (worker, folder)."""
    monkeypatch.setattr(job_worker, "PAUSE", 0.05)

    def work():
        (tmp_path / str(os.getpid())).touch()
        time.sleep(60)

    worker = JobWorker(work)
    yield worker, tmp_path
    worker.stop()


def wait_for(holds) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end, "waited ten seconds"
        time.sleep(0.01)


def test_a_worker_that_dies_is_replaced(marks):
    worker, folder = marks
    worker.start()
    wait_for(lambda: len(list(folder.iterdir())) == 1)
    os.kill(worker.pid, signal.SIGKILL)
    wait_for(lambda: len(list(folder.iterdir())) == 2)


def test_after_a_stop_no_process_is_left_and_none_comes_back(marks):
    worker, folder = marks
    worker.start()
    wait_for(lambda: list(folder.iterdir()))
    worker.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(worker.pid, 0)
    time.sleep(0.2)
    assert len(list(folder.iterdir())) == 1


def test_ctrl_c_for_the_whole_group_leaves_the_worker_to_its_parent(marks):
    worker, folder = marks
    worker.start()
    wait_for(lambda: list(folder.iterdir()))
    os.kill(worker.pid, signal.SIGINT)
    time.sleep(0.2)
    os.kill(worker.pid, 0)
    assert len(list(folder.iterdir())) == 1

"""The one process that does the jobs behind the pages: forked beside the server, and forked again when it dies."""

import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.process import BaseProcess

log = logging.getLogger(__name__)
GRACE = 10
"""Seconds that a request or a job may take to end after a stop was asked for."""
NICE = 10
"""How far the jobs step back for the pages: somebody waits for those."""
PAUSE = 1
"""Seconds to wait before a dead worker is replaced, so that one that cannot live does not spin."""


class JobWorker:
    """Keeps one process of `work` alive until `stop`."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._turn = threading.Lock()
        self._stopping = threading.Event()
        self._process: BaseProcess | None = None
        self._keeper = threading.Thread(target=self._keep, name="job-worker-keeper", daemon=True)

    @property
    def pid(self) -> int | None:
        """The process at work now."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the worker and watch over it."""
        self._fork()
        self._keeper.start()

    def stop(self) -> None:
        """Let the running job end, then the worker; after `GRACE` seconds without its consent."""
        with self._turn:
            self._stopping.set()
        if self._process is not None:
            self._process.terminate()
            self._process.join(GRACE)
            self._process.kill()
        self._keeper.join(GRACE)

    def _fork(self) -> None:
        self._process = multiprocessing.get_context("fork").Process(target=self._live, name="job-worker")
        self._process.start()

    def _live(self) -> None:
        os.nice(NICE)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all of us; the parent says when to stop
        self._work()

    def _keep(self) -> None:
        while self._process is not None:
            self._process.join()
            self._stopping.wait(PAUSE)
            with self._turn:
                if self._stopping.is_set():
                    return
                log.error("job worker ended with %s, starting another", self._process.exitcode)
                self._fork()

"""The program as a process: `flask --app wsgi serve` on a free port and a data folder of its own."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")
SERVE = (*FLASK, "serve")


@dataclass
class Server:
    """`flask --app wsgi serve` in a process of its own, on a free port and a folder of its own."""

    data_dir: Path
    port: int = field(default_factory=lambda: free_port())
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.data_dir / "server.log").read_text(encoding="utf-8", errors="replace")

    def environment(self, **more: str) -> dict[str, str]:
        ours = {"MASHANG_DATA_DIR": str(self.data_dir), "MASHANG_DEMO": "1", "PORT": str(self.port)}
        return {**os.environ, **ours, **more}

    def flask(self, *words: str) -> str:
        """Run one of the program's commands on this server's data."""
        done = subprocess.run(
            [*FLASK, *words], cwd=ROOT, env=self.environment(), capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def serve(self, command: Sequence[str] = SERVE, **more: str) -> None:
        """Start without waiting; the words it prints are in `log`."""
        with (self.data_dir / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment(**more),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def start(self, seconds: float = 30, command: Sequence[str] = SERVE, **more: str) -> None:
        """Start and wait until it is ready."""
        self.serve(command, **more)
        assert self.process is not None
        end = time.monotonic() + seconds
        while not self.answers("/readyz"):
            assert self.process.poll() is None, (
                f"the server {ending(self.process, self.data_dir / 'server.log')}"
            )
            assert time.monotonic() < end, f"the server is not ready after {seconds} s:\n{self.log}"
            time.sleep(0.02)

    def answers(self, path: str) -> bool:
        """Whether a page is answered with 200; false while nobody listens."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            asked.request("GET", path)
            return asked.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            asked.close()

    def processes(self) -> list[int]:
        """The ids of the process that was started and of all that came from it, the eldest first."""
        assert self.process is not None
        return family(self.process.pid)

    def stop(self, by: int = signal.SIGTERM) -> int:
        """Send a signal and wait; gives the exit status."""
        assert self.process is not None
        self.process.send_signal(by)
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


def ending(process: subprocess.Popen[bytes], log: Path, lines: int = 12) -> str:
    """How a process ended and the last it said, to follow its name: "ended with status 1: …"."""
    code = process.wait(20)
    how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"
    last = log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
    return f"{how}: " + ("\n".join(last) or "it said nothing")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def family(parent: int) -> list[int]:
    lists = Path(f"/proc/{parent}/task").glob("*/children")
    children = [int(child) for each in lists for child in each.read_text().split()]
    return [parent, *(member for child in children for member in family(child))]

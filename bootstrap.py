"""Makes a bare machine ready: Python packages, front end, and what the tests need. Standard library only.

It runs before anything is installed, so it may import neither our packages nor anybody's (docs/adr/0001).
Every step remembers a digest of what it was made from and does nothing while that digest holds.

    python bootstrap.py lock    packages to run the program
    python bootstrap.py run     the same, and the built front end
    python bootstrap.py check   the same, and the packages of the tests
    python bootstrap.py test    the same, and a browser, Chinese fonts and a PostgreSQL server
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20
LEAN_BROWSER = "chromium-headless-shell"
"""Chromium without windows: the same pages in half the time, and both a program and a Debian package of this name."""
BROWSERS = (LEAN_BROWSER, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
Command = list[str | Path]
NOT_INPUTS = {"node_modules", "dist", "__pycache__"}
PACKAGES = ("package.json", "package-lock.json")


class NotReadyError(Exception):
    """A step could not be done; the message says what happened and what the reader can do about it."""


class Workshop:
    """One checkout of the project: where its tools lie, and which steps are done.

    `root` is the folder of the checkout. `search` is the PATH in which tools of the machine are looked for.
    """

    def __init__(self, root: Path = ROOT, search: str | None = None) -> None:
        self.root = root
        self.search = os.environ.get("PATH", os.defpath) if search is None else search
        self.venv = root / ".venv"
        self.python = self.venv / "bin" / "python"
        self.stamps = self.venv / ".ready"

    def digest(self, paths: Iterable[Path], *extra: str) -> str:
        """SHA-256 over names and bytes of the files (folders are walked), and over `extra` words."""
        total = hashlib.sha256("\n".join(extra).encode())
        for path in sorted(_files(paths)):
            content = hashlib.sha256(path.read_bytes()).digest()
            total.update(f"{path.relative_to(self.root)}\n".encode() + content)
        return total.hexdigest()

    def done(self, step: str, digest: str) -> bool:
        """Whether `step` was last finished from the same inputs."""
        stamp = self.stamps / step
        return stamp.is_file() and stamp.read_text() == digest

    def finish(self, step: str, digest: str) -> None:
        """Remember that `step` is done; written last, so that a broken-off step is done again."""
        self.stamps.mkdir(parents=True, exist_ok=True)
        (self.stamps / step).write_text(digest)

    def find(self, *names: str) -> str | None:
        """The first of these programs, in the virtual environment or on the machine."""
        where = f"{self.venv / 'bin'}{os.pathsep}{self.search}"
        return next((found for name in names if (found := shutil.which(name, path=where))), None)

    def call(self, what: str, command: Sequence[str | Path], advice: str, cwd: Path | None = None) -> None:
        """Run a command quietly under the line `what`; if it fails, its last lines and `advice` are shown."""
        say(f"{what} …")
        began = time.monotonic()
        path = f"{self.venv / 'bin'}{os.pathsep}{self.search}"
        done = subprocess.run(
            [str(part) for part in command],
            cwd=cwd or self.root,
            env={**os.environ, "PATH": path, "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        if done.returncode:
            tail = "\n".join(f"    {line}" for line in done.stdout.splitlines()[-15:])
            raise NotReadyError(f"{what}: did not work.\n{tail}\n  {advice}")
        say(f"{what}: done in {time.monotonic() - began:.0f} s")


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from _files(child for child in path.iterdir() if child.name not in NOT_INPUTS)
        elif path.is_file():
            yield path


def say(line: str) -> None:
    """One line of progress."""
    print(f"  {line}", flush=True)


def prepare_packages(shop: Workshop, kind: str) -> None:
    """The virtual environment holds what requirements/<kind>.txt locks, every file checked by its hash."""
    locked = shop.root / "requirements" / f"{kind}.txt"
    digest = shop.digest([locked], str(sys.version_info[:2]))
    if not (shop.python.exists() and shop.done(kind, digest)):
        install: Command = [*_pip(shop), "install", "--quiet", "--require-hashes", "--requirement", locked]
        install += ["--no-compile"] if kind == "test" else []  # two files of three are never imported
        advice = "Is a package index reachable? Look at `pip config list`, then try the same command again."
        shop.call(f"Installing the locked Python packages of {locked.name}", install, advice)
        shop.finish(kind, digest)


def _pip(shop: Workshop) -> Command:
    """The command that installs into the virtual environment, which is made here when there is none.

    Debian ships Python without `ensurepip`; then the machine's own pip, or the package python3-venv, helps.
    """
    inside: Command = [shop.python, "-m", "pip", "--disable-pip-version-check"]
    if _works([*inside, "--version"]):
        return inside
    make: Command = [sys.executable, "-m", "venv", "--clear", shop.venv]
    if _works([sys.executable, "-c", "import ensurepip"]):
        shop.call("Making a virtual environment in .venv", make, "Is there room on the disk?")
        return inside
    outside: Command = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    if _works([*outside, "--version"]):
        if not _works([shop.python, "--version"]):
            what = "Making a virtual environment in .venv, with the machine's pip"
            shop.call(what, [*make, "--without-pip"], "Is there room on the disk?")
        return [*outside, "--python", shop.python]
    package = f"python3.{sys.version_info.minor}-venv"
    install_debian(shop, {package: "Python here cannot make virtual environments"})
    shop.call("Making a virtual environment in .venv", make, "Is there room on the disk?")
    return inside


def _works(command: Sequence[str | Path]) -> bool:
    with suppress(OSError):
        return subprocess.run([str(part) for part in command], capture_output=True).returncode == 0
    return False


def prepare_browser_code(shop: Workshop) -> None:
    """The locked packages of the browser code are fetched and it is built from them; no Python package has a part."""
    pwa, locked = shop.root / "pwa", [shop.root / "pwa" / name for name in PACKAGES]
    what = "Fetching the locked packages of the browser code"
    fetch: Command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    advice = "Is a package registry reachable? Look at `npm config list`, then try the same command again."
    _make(shop, "modules", locked, pwa / "node_modules", (what, fetch, advice, pwa))
    what, advice = "Building the browser code", "The lines above name the file that does not build."
    _make(shop, "build", [pwa], pwa / "dist/manifest.json", (what, ["node", "build.mjs"], advice, pwa))


def prepare_font_and_texts(shop: Workshop) -> None:
    """What Python packages make: the fonts of plates and papers, cut from browser packages, and the compiled translations."""
    qr, texts = shop.root / "qr", shop.root / "webapp/translations"
    parts = [*qr.glob("*.py"), *qr.glob("*.txt"), *(shop.root / "pwa" / name for name in PACKAGES)]
    advice = "The fonts come with the browser packages: remove pwa/node_modules and try again."
    call = ("Cutting the Chinese fonts for plates and papers", [shop.python, "-m", "qr.font"], advice)
    _make(shop, "font", parts, qr / "font", call)
    advice = "The lines above name the sentence that is wrong."
    pybabel = [shop.venv / "bin/pybabel", "compile", "--directory", texts]
    for source in texts.rglob("*.po"):
        step, made = f"translations.{source.parents[1].name}", source.with_suffix(".mo")
        _make(shop, step, [source], made, ("Compiling the translations", pybabel, advice))


def _make(shop: Workshop, step: str, parts: list[Path], made: Path, call: tuple[Any, ...]) -> None:
    """Do what makes `made`, by `shop.call`, unless it is there and was made from the same parts."""
    digest = shop.digest(parts)
    if not (shop.done(step, digest) and made.exists()):
        shop.call(*call)
        shop.finish(step, digest)


def _node(shop: Workshop) -> None:
    """Node is there: the machine's if it is new enough, else the one from PyPI, locked by hash."""
    node = shop.find("node")
    if not (node and shop.find("npm") and node_version(node) >= OLDEST_NODE):
        prepare_packages(shop, "front")


def node_version(node: str) -> int:
    """The major version that a Node program reports; 0 if it does not run."""
    with suppress(OSError):
        said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
        major = said.strip().removeprefix("v").split(".")[0]
        return int(major) if major.isdigit() else 0
    return 0


def prepare_machine(shop: Workshop, filesystem: Path = Path("/")) -> None:
    """A browser, Chinese fonts for readable pictures and a PostgreSQL server are on the machine."""
    missing = {}
    if not shop.find(*BROWSERS):
        missing["chromium"] = "no Chromium or Chrome was found"
    fonts = [filesystem / "usr/share/fonts", filesystem / "usr/local/share/fonts", Path.home() / ".fonts"]
    if not any(next(folder.rglob("*CJK*"), None) for folder in fonts):
        missing["fonts-noto-cjk"] = "no Chinese font was found"
    if not shop.find("initdb") and not any((filesystem / "usr/lib/postgresql").glob("*/bin/initdb")):
        missing["postgresql"] = "no PostgreSQL server programs were found"
    if missing:
        install_debian(shop, missing)


def install_debian(shop: Workshop, reasons: Mapping[str, str]) -> None:
    """Install Debian packages (name → why), as root or with a sudo that asks nothing.

    Raises NotReadyError with the command to type when this account may not install.
    """
    by_hand = f"apt-get install {' '.join(reasons)}"
    why = "; ".join(reasons.values())
    apt, sudo = shop.find("apt-get"), _sudo(shop)
    if not apt:
        raise NotReadyError(f"{why}. This is no Debian-like system: please install what `{by_hand}` would.")
    if sudo is None:
        asked = f"please run `sudo {by_hand}`, then try again."
        raise NotReadyError(f"{why}. Installing needs an administrator: {asked}")
    say(f"{why}: installing {', '.join(reasons)}")
    advice = f"Please run `{by_hand}` as an administrator and read what it says."
    shop.call("Reading the list of Debian packages", [*sudo, apt, "update", "-qq"], advice)
    names = [_as_offered(shop, name) for name in reasons]
    install: Command = [*sudo, apt, "install", "-qq", "-y", "--no-install-recommends", *names]
    shop.call("Installing Debian packages", install, advice)


def _as_offered(shop: Workshop, package: str) -> str:
    """The package to install: the lean browser where this system's lists have it, newer ones do."""
    ask = shop.find("apt-cache")
    lean = package == "chromium" and ask and _works([ask, "show", LEAN_BROWSER])
    return LEAN_BROWSER if lean else package


def _sudo(shop: Workshop) -> list[str] | None:
    if os.geteuid() == 0:
        return []
    sudo = shop.find("sudo")
    return [sudo, "-n"] if sudo and _works([sudo, "-n", "true"]) else None


@contextmanager
def one_at_a_time(root: Path) -> Iterator[None]:
    """Hold off a second set-up of the same checkout until this one is through."""
    with (root / "Makefile").open() as door:
        try:
            fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up is at work here; waiting for it …")
            fcntl.flock(door, fcntl.LOCK_EX)
        yield


def prepare(shop: Workshop, word: str) -> None:
    """Carry out a word of the command line: what waits for the line goes on beside what computes."""
    if not shop.python.exists():
        _pip(shop)  # before the rest: it may need the machine's own installer, and it empties .venv
    if word != "lock":
        _node(shop)
    with ThreadPoolExecutor() as pool:
        steps = [pool.submit(prepare_packages, shop, "run" if word in {"run", "lock"} else "test")]
        steps += [pool.submit(prepare_browser_code, shop)] if word != "lock" else []
        steps += [pool.submit(prepare_machine, shop)] if word == "test" else []
    for step in steps:
        step.result()
    if word != "lock":
        prepare_font_and_texts(shop)


def main(arguments: Sequence[str]) -> int:
    """Carry out one of run, check, test, lock; 0 when everything is ready, 1 with a sentence when not, 2 if misused."""
    if len(arguments) != 1 or arguments[0] not in {"run", "check", "test", "lock"}:
        print(__doc__)
        return 2
    shop = Workshop()
    try:
        if sys.version_info < OLDEST_PYTHON:
            raise NotReadyError("Python 3.11 or newer is needed.")
        with one_at_a_time(shop.root):
            prepare(shop, arguments[0])
    except NotReadyError as trouble:
        print(f"\nNot ready: {trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

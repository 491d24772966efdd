"""`python -m tests.mutants.run`: take out each guard in a copy of the tree and see that its test notices.

Exit status 1 when one survives. A guard that is no longer where the list says, or a test that is not green with the
guard in place, is an error: the list may not rot.
"""

import os
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.journeys.server import ROOT

LIST = Path(__file__).with_name("list.toml")
BUILT = (".venv", "pwa/node_modules")
MADE = ("pwa/dist", "qr/font", "webapp/translations")
LONGEST = 300
RESULT = ROOT / "docs" / "mutants.md"


@dataclass(frozen=True)
class Mutant:
    """A guard, what stands in its place, and the test that must fail then."""

    name: str
    file: str
    find: str
    put: str
    named: str
    node: str = ""
    pytest: str = ""
    bug: str = ""

    @property
    def command(self) -> tuple[str, ...]:
        """How its test is run."""
        if self.node:
            return "node", "--test", f"--test-name-pattern={self.named}", self.node
        return (
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            "-p",
            "no:xdist",
            "-p",
            "no:cacheprovider",
            "-k",
            self.named,
            self.pytest,
        )


class RottenListError(Exception):
    """The list does not fit the tree."""


def mutants() -> list[Mutant]:
    """What the list names."""
    return [Mutant(**each) for each in tomllib.loads(LIST.read_text(encoding="utf-8"))["mutant"]]


def mutated(text: str, mutant: Mutant) -> str:
    """The file without the guard; `RottenListError` unless the guard stands in it exactly once."""
    if text.count(mutant.find) != 1:
        raise RottenListError(
            f"{mutant.name}: found {text.count(mutant.find)} times in {mutant.file}, not once"
        )
    return text.replace(mutant.find, mutant.put)


def copy_of_the_tree(folder: Path) -> Path:
    """What git would take, as it stands now, and what was built."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    names = [name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    names += [
        str(path.relative_to(ROOT)) for made in MADE for path in (ROOT / made).rglob("*") if path.is_file()
    ]
    for name in dict.fromkeys(names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((ROOT / name).read_bytes())
    for built in BUILT:
        (folder / built).symlink_to(ROOT / built)
    return folder


def passes(tree: Path, command: Sequence[str]) -> bool:
    """Whether the test is green; one that selects nothing, or hangs, is not."""
    home = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    home.pop("MASHANG_DATA_DIR", None)
    try:
        done = subprocess.run(command, cwd=tree, env=home, capture_output=True, text=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0 and (command[0] != "node" or "# pass 0" not in done.stdout)


def build(tree: Path) -> None:
    """Make the browser's files from the sources as they stand in the copy."""
    subprocess.run(["node", "build.mjs"], cwd=tree / "pwa", check=True, capture_output=True)


def try_one(tree: Path, mutant: Mutant) -> bool:
    """Take the guard out, run its test, put the guard back; whether the test noticed."""
    file = tree / mutant.file
    whole = file.read_text(encoding="utf-8")
    in_browser = bool(mutant.pytest) and mutant.file.startswith("pwa/")
    file.write_text(mutated(whole, mutant), encoding="utf-8")
    try:
        if in_browser:
            build(tree)
        return not passes(tree, mutant.command)
    finally:
        file.write_text(whole, encoding="utf-8")
        if in_browser:
            build(tree)


def main(words: Sequence[str]) -> int:
    """All of them, or those whose name holds one of the words."""
    chosen = [each for each in mutants() if not words or any(word in each.name for word in words)]
    rows = []
    with tempfile.TemporaryDirectory(prefix="mashang-mutants-", ignore_cleanup_errors=True) as folder:
        tree = copy_of_the_tree(Path(folder))
        for mutant in chosen:
            mutated((tree / mutant.file).read_text(encoding="utf-8"), mutant)
        for command in dict.fromkeys(each.command for each in chosen):
            if not passes(tree, command):
                raise RottenListError(f"not green before anything is taken out: {' '.join(command)}")
        for mutant in chosen:
            began = time.monotonic()
            killed = try_one(tree, mutant)
            rows.append((mutant, killed))
            bug = f"  ({mutant.bug})" if mutant.bug else ""
            print(
                f"{'killed  ' if killed else 'SURVIVED'}  {time.monotonic() - began:5.1f} s  {mutant.name}{bug}",
                flush=True,
            )
    noticed = sum(killed for _, killed in rows)
    print(f"{len(rows)} guards taken out, {noticed} noticed, {len(rows) - noticed} survived")
    if not words:
        RESULT.write_text(table(rows, noticed), encoding="utf-8")
    return 1 if noticed < len(rows) else 0


def table(rows: Sequence[tuple[Mutant, bool]], noticed: int) -> str:
    """The result as Markdown: what was taken out, for which bug of other programs it stands, the test that failed."""
    lines = [
        "# Guards taken out",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, `make mutants`: **{len(rows)} guards taken out, {noticed} noticed**. What stands in "
        "each one's place is in `tests/mutants/list.toml`.",
        "",
        "| without its guard | a bug seen elsewhere | where the guard is | the test that failed |",
        "|---|---|---|---|",
    ]
    for each, killed in rows:
        test = f"`{each.node or each.pytest}`: {each.named}" if killed else "**none**"
        lines.append(f"| {each.name} | {each.bug} | `{each.file}` | {test} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except RottenListError as rotten:
        sys.exit(f"The list of mutants: {rotten}")

"""The shape of the house, held by tests: who may import whom, and what only one place may do."""

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("webapp", "api", "pwa", "qr", "bench", "wsgi.py", "bootstrap.py")
BUILT = {"node_modules", "dist", "__pycache__", "translations", "font"}
EMPTY_WORDS = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "models"}
FILES = {"file", "stream", "out", "sys.stdout", "sys.stderr"}


@dataclass(frozen=True)
class Rule:
    """Nodes that may stand only in certain files, with a line of code that breaks the rule."""

    words: str
    breaks: Callable[[ast.AST], bool]
    bad: str
    fine: str = "pass"
    within: tuple[str, ...] = OURS
    unless: frozenset[str] = frozenset()


def _imports_inside(node: ast.AST) -> bool:
    inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    return inside and any(isinstance(child, ast.Import | ast.ImportFrom) for child in ast.walk(node))


def _ends_a_unit_of_work(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    return node.func.attr in {"commit", "flush"} and ast.unparse(node.func.value) not in FILES


def _reads_who_is_signed_in(node: ast.AST) -> bool:
    names = [alias.name for alias in node.names] if isinstance(node, ast.ImportFrom) else []
    return "current_user" in [*names, getattr(node, "id", None), getattr(node, "attr", None)]


def _targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else []


def _sets_a_tickets_state(node: ast.AST) -> bool:
    for target in _targets(node):
        for part in ast.walk(target):
            if (
                isinstance(part, ast.Attribute)
                and part.attr == "state"
                and "ticket" in ast.unparse(part.value).lower()
            ):
                return True
    if not isinstance(node, ast.Call):
        return False
    words = ast.unparse(node).lower()
    in_bulk = words.startswith("update(ticket)") and any(word.arg == "state" for word in node.keywords)
    return in_bulk or (words.startswith("setattr(") and "ticket" in words and "'state'" in words)


RULES = [
    Rule(
        "no import inside a function",
        _imports_inside,
        "def f():\n    import json",
        "import json\ndef f(): ...",
    ),
    Rule(
        "no backref: a relation is written on both sides or on one",
        lambda node: isinstance(node, ast.keyword) and node.arg == "backref",
        "photos = relationship(backref='ticket')",
        "photos = relationship(back_populates='ticket')",
    ),
    Rule(
        "only the unit of work commits and flushes",
        _ends_a_unit_of_work,
        "session.commit()",
        "file.flush()",
        within=("webapp", "api"),
        # A turn is the commit of the units of work that share it.
        unless=frozenset({"webapp/base/work.py", "webapp/base/turns.py"}),
    ),
    Rule(
        "only access/signed_in.py asks who is signed in",
        _reads_who_is_signed_in,
        "from flask_login import current_user",
        "from webapp.access.signed_in import actor",
        unless=frozenset({"webapp/access/signed_in.py"}),
    ),
    Rule(
        "only ticket/advance.py sets the state of a ticket",
        _sets_a_tickets_state,
        "self.ticket.state = State.CLOSED",
        "invitation.state = Answer.MOVED",
        within=("webapp", "api"),
        unless=frozenset({"webapp/ticket/advance.py"}),
    ),
]


def test_imports_keep_the_declared_order():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.words)
def test_what_one_place_may_do_no_other_does(rule: Rule):
    offenders = [
        f"{name}:{line}"
        for path in _files(".py", rule.within)
        if (name := _name(path)) not in rule.unless
        for line in _lines_that_break(rule, path.read_text(encoding="utf-8"))
    ]
    assert not offenders, f"{rule.words}, but see {', '.join(offenders)}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.words)
def test_each_rule_sees_what_it_forbids_and_lets_the_rest_be(rule: Rule):
    assert _lines_that_break(rule, rule.bad)
    assert not _lines_that_break(rule, rule.fine)


@pytest.mark.parametrize(
    "bad", ["update(Ticket).where(old).values(state=CLOSED)", "setattr(ticket, 'state', new)"]
)
def test_the_state_of_a_ticket_is_not_set_by_a_back_door_either(bad):
    assert _lines_that_break(RULES[-1], bad)


def test_no_template_asks_who_is_signed_in():
    assert [
        _name(path) for path in _files(".html") if "current_user" in path.read_text(encoding="utf-8")
    ] == []


def test_files_are_named_after_what_is_in_them():
    names = [
        PurePosixPath(_name(path)) for suffix in (".py", ".ts") for path in _files(suffix, (*OURS, "tests"))
    ]
    assert [
        str(name) for name in names if EMPTY_WORDS & {part.removesuffix(name.suffix) for part in name.parts}
    ] == []


@pytest.mark.parametrize("suffix", [".py", ".ts", ".html", ".css"])
def test_no_file_is_longer_than_300_lines(suffix):
    lengths = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in _files(suffix)}
    assert {name: length for name, length in lengths.items() if length > 300} == {}


def _files(suffix: str, within: tuple[str, ...] = (*OURS, "tests")) -> Iterator[Path]:
    for start in within:
        path = ROOT / start
        found = [path] if path.is_file() else sorted(path.rglob(f"*{suffix}"))
        for each in found:
            if each.suffix == suffix and not BUILT & set(each.relative_to(ROOT).parts):
                yield each


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _lines_that_break(rule: Rule, source: str) -> list[int]:
    return [getattr(node, "lineno", 0) for node in ast.walk(ast.parse(source)) if rule.breaks(node)]

"""The migrations, walked both ways over a database that has lived."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import CheckConstraint, UniqueConstraint

from webapp.admin.serving import is_migrated
from webapp.app import MIGRATIONS
from webapp.base.database import Base
from webapp.base.work import Kernel

APPEND_ONLY = {
    "audit_entry": "doing",
    "audit_seal": "digest",
    "ticket_step": "words",
    "component_change": "reason",
    "report": "text",
    "rate_snapshot": "office_name",
    "rate_snapshot_row": "name",
    "rate_snapshot_fact": "gate",
}
REVISIONS = [script.revision for script in ScriptDirectory(MIGRATIONS).walk_revisions()]
"""From the newest to the first."""
FILES = sorted(Path(MIGRATIONS, "versions").glob("*.py"))


Rows = dict[str, list[dict[str, object]]]


def tables(kernel: Kernel) -> Rows:
    """Every table with all its rows by column, as the database itself gives them."""
    with kernel.engine.connect() as connection:
        if kernel.engine.dialect.name == "sqlite":
            names = connection.execute(sa.text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        else:
            names = connection.execute(sa.text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        wanted = {name for (name,) in names if not name.startswith(("sqlite_", "alembic_", "ticket_text_"))}
        return {
            name: sorted(map(dict, connection.execute(everything(name)).mappings()), key=repr)
            for name in wanted
        }


def of_both(one: Rows, other: Rows) -> Rows:
    """The rows of `one`, as far as tables and columns stand in `other` too."""
    kept: Rows = {}
    for name, rows in one.items():
        if name in other:
            there = set(rows[0] if rows else ()) & set(other[name][0] if other[name] else ())
            kept[name] = sorted(({c: row[c] for c in sorted(there)} for row in rows), key=repr)
    return kept


def everything(table: str) -> sa.Select:
    return sa.select(sa.text("*")).select_from(sa.table(table))


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


@pytest.mark.usefixtures("lived", "inside")
def test_every_revision_goes_down_and_up_again_and_no_row_is_lost_of_what_stands_at_both_ends(kernel) -> None:
    before = tables(kernel)
    empty = {name for name, rows in before.items() if not rows}
    assert empty <= {"callback_attempt", "meeting_call"}, "the walk should leave rows everywhere"
    for revision, below in zip(REVISIONS, [*REVISIONS[1:], "base"], strict=True):
        here = tables(kernel)
        downgrade(revision=below)
        down = tables(kernel)
        assert set(down) <= set(here)
        assert of_both(down, here) == of_both(here, down), f"{revision} loses rows on its way down"
        upgrade(revision=revision)
        again = tables(kernel)
        assert set(again) == set(here), f"{revision} does not come back whole"
        assert of_both(again, down) == of_both(down, again), f"{revision} loses rows on its way up"
        downgrade(revision=below)
    assert tables(kernel) == {}
    upgrade()
    assert set(tables(kernel)) == set(before)


@pytest.mark.usefixtures("inside")
def test_the_migrations_make_what_the_records_say() -> None:
    check()


@pytest.mark.usefixtures("app")
def test_every_constraint_and_index_has_the_name_that_the_records_give_it(kernel) -> None:
    found = sa.inspect(kernel.engine)
    for table in Base.metadata.sorted_tables:
        name = table.name
        asked = {
            "primary key": ({table.primary_key.name}, {found.get_pk_constraint(name)["name"]}),
            "foreign keys": (
                {str(key.name) for key in table.foreign_key_constraints},
                {key["name"] for key in found.get_foreign_keys(name)},
            ),
            "checks": (
                {str(c.name) for c in table.constraints if isinstance(c, CheckConstraint)},
                {c["name"] for c in found.get_check_constraints(name)},
            ),
            "uniques": (
                {str(c.name) for c in table.constraints if isinstance(c, UniqueConstraint)},
                {c["name"] for c in found.get_unique_constraints(name)},
            ),
            "indexes": (
                {str(i.name) for i in table.indexes},
                {i["name"] for i in found.get_indexes(name) if not i.get("duplicates_constraint")},
            ),
        }
        for what, (wanted, there) in asked.items():
            assert there == wanted, f"{what} of {name}"


def is_refused(kernel: Kernel, sentence: sa.Update | sa.Delete) -> bool:
    try:
        with kernel.engine.begin() as connection:
            connection.execute(sentence)
    except sa.exc.DBAPIError as refusal:
        return "append-only" in str(refusal)
    return False


@pytest.mark.usefixtures("lived")
def test_what_is_a_record_of_the_past_refuses_to_be_changed(kernel) -> None:
    before = tables(kernel)
    assert [name for name in APPEND_ONLY if not before[name]] == [], "the walk should leave rows everywhere"
    let_through = []
    for name, changed in APPEND_ONLY.items():
        there = sa.table(name, column := sa.column(changed))
        sentences = sa.update(there).values({column: "x"}), sa.delete(there)
        let_through += [str(sentence) for sentence in sentences if not is_refused(kernel, sentence)]
    assert let_through == []
    assert tables(kernel) == before


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_migration_says_what_it_is_for_and_goes_both_ways(file: Path) -> None:
    tree = ast.parse(file.read_text())
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert ast.get_docstring(tree)
    for direction in ("upgrade", "downgrade"):
        assert any(not isinstance(node, ast.Pass | ast.Expr) or isinstance(getattr(node, "value", None), ast.Call)
                   for node in functions[direction].body), f"{direction} does nothing"  # fmt: skip


def test_the_revisions_are_one_line_in_the_order_of_their_files() -> None:
    assert list(reversed(REVISIONS)) == [file.stem for file in FILES]
    assert len(ScriptDirectory(MIGRATIONS).get_heads()) == 1


@pytest.mark.usefixtures("inside")
def test_only_the_newest_revision_saves_the_walk(kernel: Kernel) -> None:
    assert is_migrated(kernel, Path(MIGRATIONS))
    downgrade(revision=REVISIONS[1])
    assert not is_migrated(kernel, Path(MIGRATIONS))
    upgrade()
    assert is_migrated(kernel, Path(MIGRATIONS))
    with kernel.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE alembic_version"))
    assert not is_migrated(kernel, Path(MIGRATIONS))

"""How the databases find what the inbox shows: by an index in the list's own order, whoever asks for whichever view."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from tests.builders.report import send_report
from webapp.access.role import Role
from webapp.screen.saved_views import views_for
from webapp.screen.ticket_list import ListAsked, show_list

ROLES = (Role.PROPERTY, Role.COMMUNITY, Role.OPERATOR, Role.DISTRICT, Role.INSPECTOR)


@pytest.fixture
def asked(kernel) -> Iterator[list[tuple[str, object]]]:
    """What the database is asked, as it is asked."""
    found: list[tuple[str, object]] = []

    def note(_connection, _cursor, sentence, values, *_more) -> None:
        found.append((sentence, values))

    event.listen(kernel.engine, "before_cursor_execute", note)
    yield found
    event.remove(kernel.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("role", ROLES)
def test_sqlite_sorts_nothing_and_reads_no_table_through_for_any_view(kernel, district, asked, role):
    if kernel.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans by its statistics; the bench looks at those")
    actor, now = district[role], kernel.clock.now()
    for view in views_for(actor, now):
        for after in (None, 1 << 60):
            asked.clear()
            with kernel.read() as session:
                show_list(session, actor, now, ListAsked(view.code, after=after))
                questions = [each for each in asked if each[0].startswith("SELECT")]
                connection = session.connection()
                plan = [
                    row[-1]
                    for sentence, values in questions
                    for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sentence}", values)
                ]
            assert any("ticket" in line for line in plan)
            assert not [line for line in plan if "TEMP B-TREE" in line], (view.code, plan)
            through = [line for line in plan if line.startswith("SCAN ticket") and "INDEX" not in line]
            assert not through, (view.code, plan)


def test_a_reader_prepares_nothing_so_that_each_list_gets_a_plan_of_its_own(kernel, district):
    if kernel.engine.dialect.name != "postgresql":
        pytest.skip("SQLite plans each question as it is asked")
    actor, now = district[Role.OPERATOR], kernel.clock.now()
    send_report(kernel, district)
    with kernel.read() as session:
        session.connection().exec_driver_sql("DEALLOCATE ALL")
        for _ in range(12):
            show_list(session, actor, now, ListAsked("new"))
        kept = (
            session.connection().exec_driver_sql("SELECT count(*) FROM pg_prepared_statements").scalar_one()
        )
    assert kept == 0

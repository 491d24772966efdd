"""Weights that were decided one by one stand together after the migration, and apart again after the way back."""

import json

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

ONE_BY_ONE = [
    ("rate_response", "2026-01-01", 20),
    ("rate_solution", "2026-01-01", 40),
    ("rate_basically", "2026-03-01", 80),
]


@pytest.fixture
def inside(app):
    with app.app_context():
        yield


def settings(kernel):
    with kernel.engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT name, since, value FROM setting WHERE name LIKE 'rate_%'"))
        return {
            (name, str(since)): json.loads(value) if isinstance(value, str) else value
            for name, since, value in rows
        }


@pytest.mark.usefixtures("inside")
def test_weights_are_joined_by_day_with_what_stood_beside_them(kernel) -> None:
    downgrade(revision="0020_messages")
    with kernel.engine.begin() as connection:
        for row in ONE_BY_ONE:
            connection.execute(
                sa.text("INSERT INTO setting (name, since, value) VALUES (:name, :since, :value)"),
                dict(zip(("name", "since", "value"), (*row[:2], str(row[2])), strict=True)),
            )
    upgrade()
    first = [["响应", "20"], ["解决", "40"], ["满意", "40"], ["基本满意", "90"]]
    assert settings(kernel) == {
        ("rate_weights", "2026-01-01"): first, ("rate_weights", "2026-03-01"): [*first[:3], ["基本满意", "80"]],
    }  # fmt: skip
    downgrade(revision="0020_messages")
    apart = settings(kernel)
    assert {key: apart[key] for key in [(name, since) for name, since, _ in ONE_BY_ONE]} == {
        (name, since): value for name, since, value in ONE_BY_ONE
    }
    upgrade()
    assert settings(kernel)["rate_weights", "2026-01-01"] == first

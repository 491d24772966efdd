"""The addresses of the program: every route, with every `<…>` filled from the town."""

from collections.abc import Iterator
from itertools import product

from flask import Flask
from werkzeug.routing import Rule

from tests.builders.town import Town

QUIET = {"HEAD", "OPTIONS"}
OPEN = {
    "front",
    "plate",
    "tracking",
    "link",
    "presence",
    "meeting_feed",
    "api_reports",
    "api_rechecks",
    "api_visits",
    "api_receipts",
    "api_field",
    "api_description",
    "health",
    "metrics",
    "assets",
    "layout",
}
"""Blueprints for people without a sign-in; their forms are guarded by Origin, or change nothing but a look."""


def rules(app: Flask, method: str | None = None) -> list[Rule]:
    """All routes, or those that answer a method, in the order of their addresses."""
    found = [rule for rule in app.url_map.iter_rules() if method is None or method in (rule.methods or ())]
    return sorted(found, key=lambda rule: (rule.rule, rule.endpoint))


def blueprint(rule: Rule) -> str:
    return rule.endpoint.rpartition(".")[0]


def addresses(app: Flask, town: Town, rule: Rule, **instead: str) -> Iterator[str]:
    """The rule's address, once for every combination of fillings; `instead` fixes some of them."""
    names = sorted(rule.arguments)
    fillings = {**town.fillings, **{name: (value,) for name, value in instead.items()}}
    if blueprint(rule) in {"link", "guest"} and "token" not in instead:
        fillings["token"] = town.fillings[f"{blueprint(rule)}.token"]
    missing = [name for name in names if name not in fillings]
    assert not missing, f"{rule.rule}: give tests/builders/town.py a filling for {missing}"
    choices = [fillings[name] for name in names]
    with app.test_request_context():
        for values in product(*choices):
            built = rule.build(dict(zip(names, _typed(rule, names, values), strict=True)))
            assert built is not None
            yield built[1]


def _typed(rule: Rule, names: list[str], values: tuple[str, ...]) -> list[object]:
    return [rule._converters[name].to_python(value) for name, value in zip(names, values, strict=True)]

"""What programs of a run share: it must be what each would have compiled for itself."""

import pytest

from tests.compiled import compile_rule
from webapp.app import create_app


def compiled(rule):
    return (
        rule._parts,
        rule._trace,
        rule.arguments,
        {name: type(kind) for name, kind in rule._converters.items()},
    )


@pytest.mark.only_sqlite("addresses alone")
def test_a_rule_that_was_taken_over_is_what_it_would_have_been_compiled_to(app, settings, clock):
    for taken, named in zip(
        app.url_map.iter_rules(), create_app(settings, clock=clock).url_map.iter_rules(), strict=True
    ):
        assert (taken.rule, taken.endpoint, taken.methods) == (named.rule, named.endpoint, named.methods)
        before = compiled(taken)
        taken.arguments = set()
        compile_rule(taken)
        assert before == compiled(taken) == compiled(named)
        values = dict.fromkeys(taken.arguments, 7) | {"more": "x"}
        assert taken.build(values) == named.build(values)

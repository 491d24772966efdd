"""What every program of a test process compiles alike, compiled once: templates, addresses, statements.

Each test has a program of its own, and a fresh one spends more time on compiling than most tests on what they try:
60 ms for the templates of its first page, 50 ms for 200 addresses.
"""

from types import CodeType
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule


class Kept(BytecodeCache):
    """Compiled templates by name and by what is written in them, in memory."""

    def __init__(self) -> None:
        self.codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self.codes[bucket.key, bucket.checksum] = bucket.code


TEMPLATES = Kept()
compile_rule = Rule.compile
"""As it was before `keep_rules`."""


def keep_templates(app: Flask) -> None:
    """Let this program take what another one of this process has compiled."""
    app.jinja_env.bytecode_cache = TEMPLATES


def keep_rules(patch: pytest.MonkeyPatch) -> None:
    """Read and compile an address once for all rules that are written alike."""
    kept: dict[tuple[object, ...], Rule] = {}

    def once(rule: Rule) -> None:
        if rule.defaults or rule.host:
            compile_rule(rule)
            return
        written = (rule.rule, rule.subdomain, rule.merge_slashes, *rule.map.converters.items())
        like = kept.get(written)
        if like is None:
            compile_rule(rule)
            kept[written] = rule
            return
        rule._parts, rule._trace, rule._converters = like._parts, like._trace, like._converters
        rule.arguments = like.arguments
        rule._build = like._build.__func__.__get__(rule)
        rule._build_unknown = like._build_unknown.__func__.__get__(rule)

    patch.setattr(Rule, "compile", once)


def keep_statements(patch: pytest.MonkeyPatch) -> None:
    """Put a statement together once for all databases of a kind: what an engine compiles belongs to its dialect."""
    make_engine = SQLAlchemy._make_engine
    kept: dict[str, Engine] = {}

    def share(self: SQLAlchemy, *given: Any) -> Engine:
        engine = make_engine(self, *given)
        first = kept.setdefault(engine.dialect.name, engine)
        if first is engine:
            engine._compiled_cache = LRUCache(5_000)
        engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
        return engine

    patch.setattr(SQLAlchemy, "_make_engine", share)

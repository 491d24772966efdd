"""What every program of a test process compiles alike, compiled once: templates, how addresses are built, statements.

Each test has a program of its own, and a fresh one spends more time on compiling than most tests on what they try:
60 ms for the templates of its first page, 40 ms for the builders of 140 addresses.
"""

from collections.abc import Callable
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


def keep_templates(app: Flask) -> None:
    """Let this program take what another one of this process has compiled."""
    app.jinja_env.bytecode_cache = TEMPLATES


def keep_builders(patch: pytest.MonkeyPatch) -> None:
    """Compile the builder of an address once for all rules that are written alike."""
    compile_builder = Rule._compile_builder
    kept: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}

    def once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        if rule.defaults:
            return compile_builder(rule, append_unknown)
        written = (rule.rule, tuple(rule._trace), append_unknown)
        if written not in kept:
            kept[written] = compile_builder(rule, append_unknown)
        return kept[written]

    patch.setattr(Rule, "_compile_builder", once)


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

"""Mappings to orders about the dispatch rules; `seen` is the count of changes that the page was drawn with."""

import uuid
from collections.abc import Mapping
from typing import Any

from webapp.base.fields import read_form
from webapp.dispatch.routing.commands import DiscardDraft, DropRule, MoveRule, PublishRules, RebaseDraft
from webapp.dispatch.routing.orders import PutRule


def _boxes(form: Mapping[str, Any]) -> dict[str, Any]:
    """The boxes of a form; the version that the page carried is what was seen."""
    return {**form, "seen": form.get("version", "")}


def put_order(set_id: uuid.UUID, rule_id: uuid.UUID, form: Mapping[str, Any]) -> PutRule:
    """One line as it was written, or `Invalid` by box."""
    return read_form(PutRule, _boxes(form), set_id=set_id, rule_id=rule_id)


def move_order(set_id: uuid.UUID, rule_id: uuid.UUID, form: Mapping[str, Any]) -> MoveRule:
    """A line's new place."""
    return read_form(MoveRule, _boxes(form), set_id=set_id, rule_id=rule_id)


def drop_order(set_id: uuid.UUID, rule_id: uuid.UUID, form: Mapping[str, Any]) -> DropRule:
    """A line that goes."""
    return read_form(DropRule, _boxes(form), set_id=set_id, rule_id=rule_id)


def publish_order(set_id: uuid.UUID, form: Mapping[str, Any]) -> PublishRules:
    """The draft goes into force."""
    return read_form(PublishRules, _boxes(form), set_id=set_id)


def rebase_order(set_id: uuid.UUID, form: Mapping[str, Any]) -> RebaseDraft:
    """What was published meanwhile has been looked at: its version is `over`."""
    return read_form(RebaseDraft, {"version": form.get("over", "")}, set_id=set_id)


def discard_order(set_id: uuid.UUID) -> DiscardDraft:
    """The draft is not wanted."""
    return DiscardDraft(set_id=set_id)

"""The life of a rule table: drafted, published, replaced by the next. One is published at a time."""

from enum import StrEnum

from webapp.access.role import Permission as P  # noqa: N817  every row of the table names one
from webapp.base.lifecycle import Step, Table


class RuleSetState(StrEnum):
    """Where a rule table stands; only a draft can be changed."""

    DRAFT = "draft"
    PUBLISHED = "published"
    REPLACED = "replaced"
    DISCARDED = "discarded"


class RuleSetAction(StrEnum):
    """What can be done with a rule table."""

    BEGIN = "begin"
    EDIT = "edit"
    REBASE = "rebase"
    PUBLISH = "publish"
    REPLACE = "replace"
    DISCARD = "discard"


_ = RuleSetState
WORDS = {_.DRAFT: "草稿", _.PUBLISHED: "在用", _.REPLACED: "已换新", _.DISCARDED: "不要了"}
_A, _DRAFT = RuleSetAction, frozenset({_.DRAFT})


def _row(
    action: RuleSetAction, label: str, sources: frozenset[RuleSetState], target: RuleSetState | None
) -> Step[RuleSetState]:
    return Step(action, label, sources, target, P.WRITE_RULES)


STEPS = (
    _row(_A.BEGIN, "开始改", frozenset(), _.DRAFT),
    _row(_A.EDIT, "改", _DRAFT, None),
    _row(_A.REBASE, "照现在的接着改", _DRAFT, None),
    _row(_A.PUBLISH, "发布", _DRAFT, _.PUBLISHED),
    _row(_A.REPLACE, "换新", frozenset({_.PUBLISHED}), _.REPLACED),
    _row(_A.DISCARD, "不要这份草稿", _DRAFT, _.DISCARDED),
)

RULE_SET: Table[RuleSetState] = Table("派遣规则", STEPS, WORDS, _DRAFT)

"""What can go wrong for a person, each with its HTTP status and a sentence that says what to do."""

from collections.abc import Mapping
from typing import Any, ClassVar


class Problem(Exception):
    """The base of everything that a page or the API answers in plain words."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"

    def __init__(self, sentence: str, **data: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.data = data
        self.fields: dict[str, str] = {}

    def by_field(self, box: str) -> dict[str, str]:
        """What is wrong, by the field it is said at: at `box` where no field is to blame."""
        return self.fields or {box: self.sentence}


class Invalid(Problem):
    """Input that names its wrong fields; nothing that was typed is lost."""

    status = 422
    code = "invalid"

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("；".join(fields.values()))
        self.fields = dict(fields)


class NotFound(Problem):
    """Absent, or not for this person: both look the same from outside."""

    status = 404
    code = "not_found"

    def __init__(self, sentence: str = "没有找到这一页，或者它不归您这里办。") -> None:
        super().__init__(sentence)


class Forbidden(Problem):
    """Seen but not allowed."""

    status = 403
    code = "forbidden"


class NotNow(Problem):
    """The table does not allow this step now; `now` says where the ticket stands."""

    status = 409
    code = "not_now"


class Stale(Problem):
    """The form was filled in while somebody else moved the ticket on."""

    status = 409
    code = "stale"


class Differs(Problem):
    """The same id came with other content."""

    status = 409
    code = "differs"


class WrongDigest(Problem):
    """The bytes are not the ones that were promised; nothing is kept."""

    status = 422
    code = "wrong_digest"


class TooLarge(Problem):
    """More bytes than we keep."""

    status = 413
    code = "too_large"


class TooMany(Problem):
    """Too often in too short a time."""

    status = 429
    code = "too_many"

"""What can be done on a page whose forms are rows of a table."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from webapp.base.work import Work

Done_co = TypeVar("Done_co", covariant=True)


@dataclass(frozen=True)
class Act(Generic[Done_co]):
    """One form: how it is read for whatever the page is about, what it does, and what is said when it is done."""

    order: Callable[[uuid.UUID, Mapping[str, Any]], Any]
    run: Callable[[Work, Any], Done_co]
    done: str

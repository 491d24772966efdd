"""What a client must be able to do to be tried."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from tests.matrix.cells import Fault, Kill, Try
from tests.matrix.journal import Entry
from tests.matrix.phone import Phone
from tests.matrix.truth import Claims


@dataclass(frozen=True)
class Given:
    """What a person has in mind before they begin."""

    tried: Try
    words: str
    door: str
    photos: tuple[Path, ...]
    picked: tuple[str, ...]


class Driver(ABC):
    """Drives one client on one phone."""

    scripts = True
    phone_with: ClassVar[dict[str, Any]] = {}
    """What the browser is given beside."""
    first: ClassVar[tuple[Fault, ...]] = ()
    """Faults that need a page of their own, and so come first in a batch."""

    def __init__(self, phone: Phone, origin: str) -> None:
        self.phone = phone
        self.origin = origin

    @abstractmethod
    def write(self, given: Given) -> Entry:
        """Open the page, write and take photos; everything but sending. Answers what the phone now holds."""

    @abstractmethod
    def send(self, entry: Entry) -> None:
        """Press the button."""

    @abstractmethod
    def claims(self, entries: Sequence[Entry]) -> list[tuple[Entry, Claims]]:
        """What the screens say of them just now; of what no screen shows, nothing."""

    @abstractmethod
    def come_back(self, kill: Kill, entries: Sequence[Entry], look: Callable[[], None]) -> dict[str, str]:
        """After the kill: do what a person does until nothing is left to send. Answers what stayed, and in which state.

        `look` is to be called now and then: it compares what the screens say with what is true.
        """

    def line_is_back(self) -> None:  # noqa: B027 - a form hears of no line
        """The phone hears that it has a line again: what waits is tried now."""

    def die(self, kill: Kill) -> None:  # noqa: B027 - most clients have nothing that dies by itself
        """The tab, or the worker."""

    def phone_fault(self, entry: Entry) -> bool:
        """Whether a fault of the phone itself was seen."""
        return True

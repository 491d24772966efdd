"""What a client must be able to do to be tried."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.matrix.cells import Kill, Try
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
    def claims(self, entry: Entry) -> Claims | None:
        """What the screen says of it just now; None when no screen shows it."""

    @abstractmethod
    def come_back(self, kill: Kill, entries: Sequence[Entry]) -> dict[str, str]:
        """After the kill: do what a person does until nothing is left to send. Answers what stayed, and in which state."""

    def die(self, kill: Kill) -> None:  # noqa: B027 - most clients have nothing that dies by itself
        """The tab, or the worker."""

    def phone_fault(self, entry: Entry) -> bool:
        """Whether a fault of the phone itself was seen."""
        return True

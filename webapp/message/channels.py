"""What every channel is to the sender: letters in, what became of each out, or the trouble of the whole channel."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True)
class Letter:
    """One delivery, written out. `to` is a mail address, empty where the channel is the address."""

    delivery_id: uuid.UUID
    made_at: datetime
    kind: str
    to: str
    subject: str
    body: str
    link: str


@dataclass(frozen=True)
class Outcome:
    """What became of a letter. `error` names no address and no person; with `again` it is tried later."""

    delivery_id: uuid.UUID
    error: str = ""
    again: bool = False


class ChannelTrouble(Exception):
    """The channel itself does not take anything now. `rest` is how long it asked to be left alone, if it did."""

    def __init__(self, sentence: str, rest: timedelta | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.rest = rest


class Channel(Protocol):
    """A way out. It yields the outcome of a letter at once when it is known: whoever is killed then has told it."""

    def known(self, letters: Sequence[Letter]) -> set[uuid.UUID]:
        """Those of these letters that went out before, by somebody who could not say so any more."""

    def send(self, letters: Sequence[Letter], now: datetime) -> Iterator[Outcome]:
        """Send; raises `ChannelTrouble` when the rest cannot go now."""

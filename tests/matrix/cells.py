"""What is tried: the cells of the matrix, and how they are dealt out to phones."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Client(StrEnum):
    """By which page a report is made."""

    DOOR = "door"
    FORM = "form"
    FIELD = "field"


class Kill(StrEnum):
    """What dies between the fault and the recovery."""

    TAB = "tab"
    BROWSER = "browser"
    WORKER = "worker"
    SERVER = "server"
    NOTHING = "nothing"


class Fault(StrEnum):
    """What goes wrong with a request, or with the phone."""

    DROPPED = "dropped"
    CUT = "cut"
    UNANSWERED = "unanswered"
    ERROR = "error"
    GATEWAY = "gateway"
    PORTAL = "portal"
    SIGN_IN = "sign_in"
    TOO_LARGE = "too_large"
    STALL = "stall"
    TWICE = "twice"
    CLOCK = "clock"
    FULL = "full"


FAULT_WORDS = {
    Fault.DROPPED: "dropped before send",
    Fault.CUT: "cut in the middle of the body",
    Fault.UNANSWERED: "dropped after commit, before the answer",
    Fault.ERROR: "500 after commit",
    Fault.GATEWAY: "502 with HTML",
    Fault.PORTAL: "captive portal, 200 with HTML",
    Fault.SIGN_IN: "401",
    Fault.TOO_LARGE: "413",
    Fault.STALL: "30-s stall, delivered late",
    Fault.TWICE: "delivered twice at once",
    Fault.CLOCK: "the phone's clock is off by a day",
    Fault.FULL: "storage full",
}
KILL_WORDS = {
    Kill.TAB: "tab closed",
    Kill.BROWSER: "browser SIGKILLed",
    Kill.WORKER: "service worker killed",
    Kill.SERVER: "server SIGKILLed",
    Kill.NOTHING: "nothing",
}
ON_THE_PHONE = frozenset({Fault.CLOCK, Fault.FULL})
"""Faults of the phone itself; all others happen on the line."""
KILLS = {
    Client.DOOR: (Kill.TAB, Kill.BROWSER, Kill.SERVER),  # the page has no service worker
    Client.FORM: (
        Kill.NOTHING,
        Kill.SERVER,
    ),  # without scripts nothing can be kept: a dead tab is a new report
    Client.FIELD: (Kill.TAB, Kill.BROWSER, Kill.WORKER, Kill.SERVER),
}
FAULTS = {
    Client.DOOR: tuple(Fault),
    # A form has no clock and no shelf, nobody signs in for it, and of a 413 no page of ours can take back a photo.
    Client.FORM: tuple(
        f for f in Fault if f not in ON_THE_PHONE and f not in {Fault.SIGN_IN, Fault.TOO_LARGE}
    ),
    Client.FIELD: tuple(Fault),
}
PHOTOS = range(5)
BATCH = 20


@dataclass(frozen=True, order=True)
class Cell:
    """One place in the table."""

    client: Client
    kill: Kill
    fault: Fault
    photos: int


@dataclass(frozen=True)
class Try:
    """One report to make: its cell, and which of the cell's reports it is (so that they differ within the cell)."""

    cell: Cell
    turn: int


def cells(clients: Sequence[Client]) -> list[Cell]:
    """Every cell of these clients, in the order of the table."""
    return [
        Cell(client, kill, fault, photos)
        for client in clients
        for kill in KILLS[client]
        for fault in FAULTS[client]
        for photos in PHOTOS
    ]


def small(clients: Sequence[Client]) -> list[Try]:
    """Every client with each of its faults, with each of its kills and with each number of photos, in as few as that needs."""
    chosen = []
    for client in clients:
        kills = KILLS[client]
        for f, fault in enumerate(FAULTS[client]):
            chosen.append(Try(Cell(client, kills[f % len(kills)], fault, 2 * f % len(PHOTOS)), turn=f))
    return chosen


def whole(clients: Sequence[Client], reports: int) -> list[Try]:
    """The same number of reports in each cell, as many as make `reports` or just over it."""
    table = cells(clients)
    each = -(-reports // len(table))
    return [Try(cell, turn) for cell in table for turn in range(each)]


def batches(tries: Sequence[Try], chance: random.Random) -> Iterator[list[Try]]:
    """Deal them out to phones: within a batch one client and one kill, everything else mixed by the seed.

    Every cell has had its turn before any has its next, so that a run that is stopped early has tried all alike.
    """
    rounds = (
        sorted({each.turn for each in tries}) if len({each.cell for each in tries}) < len(tries) else [-1]
    )
    for turn in rounds:
        dealt = []
        for kind in sorted({(each.cell.client, each.cell.kill) for each in tries}):
            mine = [
                each
                for each in tries
                if (each.cell.client, each.cell.kill) == kind and turn in {-1, each.turn}
            ]
            chance.shuffle(mine)
            dealt += [mine[at : at + BATCH] for at in range(0, len(mine), BATCH)]
        chance.shuffle(dealt)
        yield from dealt

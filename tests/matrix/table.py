"""The result as Markdown: how many reports in each cell, and what went wrong in which."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from tests.matrix.cells import FAULT_WORDS, KILL_WORDS, PHOTOS, Cell, Client
from tests.matrix.journal import Entry

MOST_TOLD = 40


def report(entries: Sequence[Entry], seed: int, seconds: float) -> str:
    """Counts of all, a table for each client, and every trouble with the words of it."""
    kinds = Counter(kind for entry in entries for kind in {words.split(":")[0] for words in entry.wrong})
    photos = sum(len(entry.queued) for entry in entries)
    lines = [
        "# The matrix",
        "",
        f"Seed {seed}, {datetime.now(UTC):%Y-%m-%d}, {seconds / 60:.0f} minutes: **{len(entries):,} reports** with "
        f"{photos:,} photos, **{kinds['lost']} lost, {kinds['doubled']} doubled**, {kinds['altered']} altered, "
        f"{kinds['stuck']} stuck, {kinds['lie']} times the screen said more than the server had, "
        f"{kinds['no fault']} faults that did not fire.",
        "",
        "A cell says how many reports met that fault and that kill with so many photos; ✗ marks those with a trouble.",
    ]
    for client in Client:
        mine = [entry for entry in entries if entry.tried.cell.client is client]
        if mine:
            lines += ["", f"## {client.value}", "", *_table(mine)]
    if told := troubles(entries):
        lines += ["", "## What went wrong", "", *told[:MOST_TOLD]]
    return "\n".join([*lines, ""])


def troubles(entries: Sequence[Entry]) -> list[str]:
    """A line for everything that was not as it must be."""
    return [f"- {_name(entry.tried.cell)}, {entry.id}: {words}" for entry in entries for words in entry.wrong]


def _table(entries: Sequence[Entry]) -> list[str]:
    made = Counter(entry.tried.cell for entry in entries)
    bad = Counter(entry.tried.cell for entry in entries if entry.wrong)
    rows = sorted({(c.kill, c.fault) for c in made}, key=lambda row: (list(KILL_WORDS).index(row[0]), list(FAULT_WORDS).index(row[1])))  # fmt: skip
    client = entries[0].tried.cell.client
    lines = [
        "| killed | fault | " + " | ".join(f"{n} photos" for n in PHOTOS) + " |",
        "|---|---|" + "---:|" * len(PHOTOS),
    ]
    for kill, fault in rows:
        counts = []
        for n in PHOTOS:
            cell = Cell(client, kill, fault, n)
            counts.append(f"{made[cell] or ''}{f' ✗{bad[cell]}' if bad[cell] else ''}")
        lines.append(f"| {KILL_WORDS[kill]} | {FAULT_WORDS[fault]} | " + " | ".join(counts) + " |")
    return lines


def _name(cell: Cell) -> str:
    return f"{cell.client.value}, {KILL_WORDS[cell.kill]}, {FAULT_WORDS[cell.fault]}, {cell.photos} photos"

"""What the server has: asked of its database and its store, never of its pages."""

import hashlib
import sqlite3
import uuid
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tests.matrix.cells import Fault
from tests.matrix.journal import Entry
from webapp.base.storage import LocalStore, NotStored

OFF_BY_A_DAY = timedelta(hours=23)


@dataclass(frozen=True)
class Claims:
    """What a screen tells a person about one report."""

    number: str = ""
    """Accepted, under this number."""
    sent: tuple[str, ...] = ()
    """The photos that are said to have arrived."""
    sent_count: int = 0
    """How many of them are."""
    any_number: str = ""
    """A number that some report has, whichever."""
    any_done: bool = False
    """Of that report nothing is left on the phone."""
    uploaded: bool = False
    """The words are said to have arrived, whatever the number."""
    all_done: bool = False
    """The page of the ticket: nothing is left on the phone."""


class Truth:
    """The data folder of a running server."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._store = LocalStore(data_dir / "files")

    def _rows(self, sentence: str, *given: str) -> list[sqlite3.Row]:
        with closing(
            sqlite3.connect(f"file:{self._data_dir / 'mashang.db'}?mode=ro", uri=True, timeout=20)
        ) as base:
            base.row_factory = sqlite3.Row
            return base.execute(sentence, given).fetchall()

    def belied(self, entry: Entry, claims: Claims) -> list[str]:
        """Where the screen says more than is true. Read the screen first: the server's truth only grows."""
        report = uuid.UUID(entry.id).hex
        numbers = {row["number"] for row in self._rows(
            "SELECT t.number FROM ticket t JOIN reporter p ON p.ticket_id = t.id WHERE p.report_id = ?", report
        )}  # fmt: skip
        safe = {str(uuid.UUID(row["id"])) for row in self._safe(report)}
        lies = []
        if claims.number and claims.number not in numbers:
            lies.append(f"the screen says {claims.number}, the server has {numbers or 'nothing'}")
        lies += [f"the screen says sent of photo {each}" for each in claims.sent if each not in safe]
        if claims.any_number and not self._rows("SELECT 1 FROM ticket WHERE number = ?", claims.any_number):
            lies.append(f"the screen says {claims.any_number}, the server knows no such number")
        if claims.any_done and (missing := self._promised(claims.any_number)):
            lies.append(
                f"the screen says {claims.any_number} is through, {missing} of its photos are not safe"
            )
        if claims.sent_count > len(safe):
            lies.append(f"the screen says {claims.sent_count} photos, {len(safe)} are safe")
        if claims.uploaded and not numbers:
            lies.append("the screen says that it was sent, the server has nothing")
        if claims.all_done and len(safe) < len(entry.queued):
            lies.append(f"the screen says all is done, {len(safe)} of {len(entry.queued)} photos are safe")
        return lies

    def _safe(self, report: str) -> list[sqlite3.Row]:
        return self._rows("SELECT * FROM photo WHERE report_id = ? AND state IN ('kept', 'ready')", report)

    def _promised(self, number: str) -> int:
        found = self._rows(
            "SELECT count(*) AS n FROM photo p JOIN ticket t ON t.id = p.ticket_id "
            "WHERE t.number = ? AND p.state NOT IN ('kept', 'ready')",
            number,
        )
        return int(found[0]["n"])

    def judge(self, entry: Entry) -> list[str]:
        """Lost, doubled, altered: everything that is wrong with one report, in words; nothing is well."""
        wanted = uuid.UUID(entry.id)
        found = self._rows("SELECT * FROM report WHERE text = ?", entry.words)
        wrong = []
        if not found:
            return ["lost: no report has these words"]
        if len(found) > 1:
            wrong.append(f"doubled: {len(found)} reports have these words")
        if wanted.hex not in {row["id"] for row in found}:
            wrong.append("altered: it came under another id")
            return wrong
        tickets = self._rows("SELECT ticket_id FROM reporter WHERE report_id = ?", wanted.hex)
        if len(tickets) != 1:
            wrong.append(f"doubled: it has {len(tickets)} tickets")
        wrong += self._photos_of(entry, wanted.hex)
        if entry.tried.cell.fault is Fault.CLOCK and not self._off(found[0]):
            row = {key: found[0][key] for key in ("captured_at", "skew_seconds", "received_at")}
            wrong.append(f"no fault: the phone's clock was right, {row}")
        return wrong

    def _photos_of(self, entry: Entry, report: str) -> list[str]:
        kept = [self._digest(row["original_key"]) for row in self._safe(report)]
        lost = [each for each in entry.queued if each not in kept]
        strange = [each for each in kept if each not in entry.queued]
        wrong = [f"lost: photo {each[:12]}" for each in lost] + [
            f"altered: photo {each[:12]}" for each in strange
        ]
        if len(kept) > len(entry.queued):
            wrong.append(f"doubled: {len(kept)} photos of {len(entry.queued)}")
        return wrong

    def let_go(self, entries: Sequence[Entry]) -> None:
        """Drop the bytes of what was judged and is well, so that a long run does not fill the disk; those without a trouble only."""
        for entry in entries:
            for row in self._safe(uuid.UUID(entry.id).hex):
                if row["state"] == "ready":  # else the job worker will still read it
                    for key in filter(None, (row["original_key"], row["large_key"], row["small_key"])):
                        self._store.delete(key)

    def _digest(self, key: str) -> str:
        try:
            with self._store.open(key) as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except NotStored:
            return "no bytes"

    def _off(self, report: sqlite3.Row) -> bool:
        if report["captured_at"] is None:
            return False
        if abs(report["skew_seconds"] or 0) > OFF_BY_A_DAY.total_seconds():
            return True
        apart = datetime.fromisoformat(report["captured_at"]) - datetime.fromisoformat(report["received_at"])
        return abs(apart) > OFF_BY_A_DAY

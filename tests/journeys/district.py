"""What a test knows of the district besides what its people see: the codes on the doors, the rows behind the pages.

Reads only, but for `call_at_any_hour`, `be_late` and `half_a_minute_passes`: a journey neither fails because it is evening nor waits for it.
"""

import json
import sqlite3
import time
import uuid
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from tests.journeys.server import Server
from webapp.access.link_tokens import query_code, report_token

PATIENCE = 20
"""Seconds that a person gives the job worker before looking again counts as a failure."""


@dataclass(frozen=True)
class District:
    """The data of a running server."""

    server: Server

    def rows(self, sentence: str, *given: str) -> list[sqlite3.Row]:
        """What SQL finds; given values stand for the question marks."""
        with closing(sqlite3.connect(self.server.data_dir / "mashang.db", timeout=10)) as base:
            base.row_factory = sqlite3.Row
            return base.execute(sentence, given).fetchall()

    def one(self, sentence: str, *given: str) -> sqlite3.Row:
        """The first row of what SQL finds; fails when there is none."""
        found = self.rows(sentence, *given)
        latest = time.monotonic() + PATIENCE
        while not found and time.monotonic() < latest:
            time.sleep(0.3)  # the job worker may still be at it
            found = self.rows(sentence, *given)
        assert found, f"nothing found: {sentence} {given}"
        return found[0]

    def code_of(self, door: str) -> str:
        """The live code on the plate of a door, by the district's own number of it (X01-02-3)."""
        live = "SELECT c.code FROM door_code c JOIN door d ON d.id = c.door_id"
        return self.one(f"{live} WHERE d.code = ? AND c.revoked_at IS NULL", door)["code"]

    def ticket(self, number: str) -> sqlite3.Row:
        """The row of a ticket by its number."""
        return self.one("SELECT * FROM ticket WHERE number = ?", number)

    def steps(self, number: str) -> list[str]:
        """The steps of a ticket, oldest first."""
        found = "SELECT s.action FROM ticket_step s JOIN ticket t ON t.id = s.ticket_id"
        return [row["action"] for row in self.rows(f"{found} WHERE t.number = ? ORDER BY s.version", number)]

    def seconds_to_dispatch(self, number: str) -> float:
        """From the report to the unit."""
        row = self.ticket(number)
        span = datetime.fromisoformat(row["dispatched_at"]) - datetime.fromisoformat(row["reported_at"])
        return span.total_seconds()

    def sent_with(self, words: str) -> list[sqlite3.Row]:
        """The reports with these words."""
        return self.rows("SELECT * FROM report WHERE text = ?", words)

    def tracking(self, condition: str) -> tuple[str, str]:
        """Address of the resident's page and query code of the first report whose ticket fits (`t`, `r` in SQL)."""
        joined = "SELECT r.id FROM report r JOIN reporter p ON p.report_id = r.id JOIN ticket t ON t.id = p.ticket_id"
        report = uuid.UUID(self.one(f"{joined} WHERE {condition} ORDER BY t.sort")["id"])
        secret = (self.server.data_dir / "secret_key").read_text(encoding="ascii").strip()
        return f"/t/{report_token(secret, report)}", query_code(secret, report)

    def call_at_any_hour(self) -> None:
        """Let the district's calling hours be the whole day from now on."""
        with closing(sqlite3.connect(self.server.data_dir / "mashang.db", timeout=10)) as base, base:
            for name, hour in (("callback_opens", 0), ("callback_closes", 24)):
                base.execute(
                    "INSERT OR REPLACE INTO setting (name, since, value) VALUES (?, '2020-01-01', ?)",
                    (name, json.dumps(hour)),
                )

    def be_late(self, whistle: str, minutes: int) -> None:
        """Let the hour by which the called must come to a whistle be so many minutes past."""
        with closing(sqlite3.connect(self.server.data_dir / "mashang.db", timeout=10)) as base, base:
            base.execute(
                "UPDATE whistle SET arrive_by = datetime('now', ?) || '.000000' WHERE number = ?",
                (f"-{minutes} minutes", whistle),
            )

    def half_a_minute_passes(self) -> None:
        """Let it be time for every act on many tickets that waits to be undone."""
        with closing(sqlite3.connect(self.server.data_dir / "mashang.db", timeout=10)) as base, base:
            base.execute("UPDATE bulk_act SET due_at = asked_at WHERE state = 'waiting'")

"""The program that accepting is compared with: one Flask-SQLAlchemy route with one INSERT, on the same server.

It imports our database settings, so that SQLite syncs, begins and waits for it as it does for us.
`python -m bench.reference PORT URL` serves it as `flask serve` serves ours: granian, two workers, four threads.
"""

import os
import sys
import uuid
from datetime import UTC, datetime

from flask import Flask, jsonify, request
from flask_sqlalchemy import SQLAlchemy
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server
from sqlalchemy import Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from werkzeug.wrappers import Response

from webapp.admin.serving import PAGE_WORKERS, THREADS
from webapp.base.database import WRITER


class Base(DeclarativeBase):
    """Of the reference's one table."""


db = SQLAlchemy(model_class=Base, engine_options={"execution_options": {WRITER: True}})


class Note(Base):
    """What was sent."""

    __tablename__ = "note"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


def create_reference() -> Flask:
    """The program; its address of the database is in REFERENCE_URL."""
    app = Flask("reference")
    app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["REFERENCE_URL"]
    db.init_app(app)

    @app.put("/notes/<uuid:note_id>")
    def put_note(note_id: uuid.UUID) -> Response:
        note = Note(id=note_id, text=request.get_json()["text"], at=datetime.now(UTC).replace(tzinfo=None))
        db.session.add(note)
        db.session.commit()
        answer = jsonify(id=note_id)
        answer.status_code = 201
        return answer

    return app


if __name__ == "__main__":
    os.environ["REFERENCE_URL"] = sys.argv[2]
    first = create_reference()
    with first.app_context():
        db.create_all()
        db.engine.dispose()
    Server(
        "bench.reference:create_reference", factory=True, address="127.0.0.1", port=int(sys.argv[1]),
        interface=Interfaces.WSGI, workers=PAGE_WORKERS, blocking_threads=THREADS, http=HTTPModes.http1,
        log_level=LogLevels.warning,
    ).serve()  # fmt: skip

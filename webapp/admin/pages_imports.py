"""Imports on a page: upload, see every row's verdict, apply, fetch the one-time passwords once."""

from flask import Response, render_template, request

from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.admin.imports.export import csv_of, template_of
from webapp.admin.imports.running import IMPORTS, Import, apply, preview
from webapp.admin.imports.table import MOST_BYTES
from webapp.admin.imports.verdict import Outcome, Verdicts
from webapp.admin.imports.waiting_files import HANDOVER, UPLOADS, fetch, keep
from webapp.base.errors import Invalid, NotFound
from webapp.base.storage import BadKey, NotStored

SHOWN = 300


@requires(Permission.MANAGE_PLACES)
def imports() -> str:
    """What can be imported, with a template for each."""
    return _page()


@requires(Permission.MANAGE_PLACES)
def template(word: str) -> Response:
    """An empty list to fill in."""
    return _csv(template_of(_kind(word).columns), f"{word}.csv")


@requires(Permission.MANAGE_PLACES)
def look(word: str) -> str | tuple[str, int]:
    """The verdicts of an uploaded file; nothing is changed yet."""
    _kind(word)
    file = request.files.get("file")
    content = file.stream.read(MOST_BYTES + 1) if file else b""
    try:
        if not content:
            raise Invalid({"file": "请选一个文件。"})
        seen = preview(kernel(), the_actor(), word, content, _retires())
    except Invalid as wrong:
        return _page(word=word, errors=wrong.fields), 422
    upload = keep(kernel().store, UPLOADS, content, kernel().clock.now())
    return _page(word=word, verdicts=seen, upload=upload, retire=_retires())


@requires(Permission.MANAGE_PLACES)
def take(word: str) -> str:
    """Import for good what was previewed."""
    _kind(word)
    upload = request.form.get("upload", "")
    done = apply(kernel(), the_actor(), word, _fetched(UPLOADS, upload), _retires())
    kernel().store.delete(f"{UPLOADS}/{upload}")
    handover = ""
    if done.passwords:
        given = csv_of(("账号", "姓名", "一次性密码"), done.passwords)
        handover = keep(kernel().store, HANDOVER, given, kernel().clock.now())
    return _page(word=word, verdicts=done, done=True, handover=handover)


@requires(Permission.MANAGE_PEOPLE)
def passwords(name: str) -> Response:
    """The one-time passwords of an import, once: the file is gone with this answer."""
    content = _fetched(HANDOVER, name)
    kernel().store.delete(f"{HANDOVER}/{name}")
    return _csv(content, "passwords.csv")


def _kind(word: str) -> Import:
    if word not in IMPORTS:
        raise NotFound
    the_actor().require(IMPORTS[word].permission)
    return IMPORTS[word]


def _retires() -> bool:
    return request.form.get("retire") == "1"


def _fetched(folder: str, name: str) -> bytes:
    try:
        return fetch(kernel().store, folder, name, kernel().clock.now())
    except (BadKey, NotStored):
        raise NotFound("这个文件已经用过了，或者放了一天没用就删了，请重新上传。") from None


def _csv(content: bytes, name: str) -> Response:
    answer = Response(content, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(
    word: str = "", verdicts: Verdicts | None = None, errors: dict[str, str] | None = None, upload: str = "",
    done: bool = False, handover: str = "", retire: bool = False,
) -> str:  # fmt: skip
    actor = the_actor()
    kinds = {name: kind for name, kind in IMPORTS.items() if actor.may(kind.permission)}
    rows = [row for row in verdicts.rows if row.outcome is not Outcome.SAME] if verdicts else []
    rows.sort(key=lambda row: row.outcome is not Outcome.REFUSED)
    return render_template(
        "admin/imports.html", kinds=kinds, word=word, verdicts=verdicts, rows=rows[:SHOWN], more=len(rows) - SHOWN,
        errors=errors or {}, upload=upload, done=done, retire=retire, handover=handover,
        to_do=any(row.outcome in {Outcome.ADDED, Outcome.CHANGED} for row in rows),
    )  # fmt: skip

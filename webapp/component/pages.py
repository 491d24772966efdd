"""`/desk/components`: the library as a list; one component is on a page of the screens that join desks."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.component.advance import OWN_ONLY
from webapp.component.forms import asked_list
from webapp.component.lifecycle import WORDS
from webapp.component.listing import (
    MOST_COUNTED,
    classes_known,
    count_components,
    list_components,
)
from webapp.component.queries import component_of_code

bp = Blueprint("component", __name__, template_folder="templates")


@bp.get("/desk/components")
@requires(Permission.READ_COMPONENTS)
def components() -> str | Answer:
    """Components by words, kind and state, page by page; a whole code leads to its component at once."""
    asked, actor = asked_list(request.args), the_actor()
    code = "".join(asked.typed.split())
    with kernel().read() as session:
        if code.isdigit() and (found := component_of_code(session, actor, code)) is not None:
            return redirect(url_for("component_page.show", component_id=found), 303)
        page = list_components(session, actor, asked)
        classes, count = classes_known(session), count_components(session, actor, asked)
    kept = {
        "q": asked.typed,
        "klass": asked.klass,
        "state": asked.state or "",
        "mine": "1" if asked.mine else "",
    }
    return render_template(
        "component/components.html", page=page, asked=asked, kept={name: value for name, value in kept.items() if value},
        classes=[("", "全部类别"), *((one, one) for one in classes)],
        states=[("", "全部状态"), *((state.value, words) for state, words in WORDS.items())],
        count=f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count), has_own=actor.role in OWN_ONLY,
        label_words=" ".join(part for part in (asked.klass, asked.typed) if part),
        may_print=actor.may(Permission.MANAGE_POINTS), may_bring=actor.may(Permission.MANAGE_PLACES),
    )  # fmt: skip

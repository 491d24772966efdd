"""The callback desk's pages: their route table."""

from flask import Blueprint

from webapp.callback import pages_calling, pages_review

bp = Blueprint("callback", __name__, template_folder="templates")

_get = bp.get
_post = bp.post
_get("/desk/callbacks", endpoint="worklist")(pages_calling.worklist)
_post("/desk/callbacks/next", endpoint="take_next")(pages_calling.take_next)
_get("/desk/callbacks/<uuid:task_id>", endpoint="call")(pages_calling.call)
_post("/desk/callbacks/<uuid:task_id>/unmask", endpoint="unmask")(pages_calling.unmask)
_post("/desk/callbacks/<uuid:task_id>/outcome", endpoint="outcome")(pages_calling.outcome)
_post("/desk/callbacks/<uuid:task_id>/leave-out", endpoint="leave_out")(pages_calling.leave_out)
_get("/desk/callbacks/flagged", endpoint="flagged")(pages_review.flagged)
_post("/desk/callbacks/<uuid:task_id>/look", endpoint="look")(pages_review.look)
_get("/desk/callbacks/left-out", endpoint="left_out")(pages_review.left_out)
_post("/desk/callbacks/left-out/<uuid:leave_out_id>", endpoint="decide")(pages_review.decide)
_get("/desk/callbacks/checks", endpoint="checks")(pages_review.checks)
_post("/desk/callbacks/checks/<uuid:check_id>", endpoint="review")(pages_review.review)

"""The patrol desk's pages: their route table."""

from flask import Blueprint

from webapp.patrol import pages_labels, pages_library, pages_oversight, pages_visit

bp = Blueprint("patrol", __name__, template_folder="templates")

_get = bp.get
_post = bp.post
_get("/p/<label>", endpoint="scan")(pages_visit.scan)
_get("/desk/patrol/mine", endpoint="mine")(pages_visit.mine)
_get("/desk/patrol/find", endpoint="find")(pages_visit.find)
_post("/desk/patrol/round/start", endpoint="start_round")(pages_visit.start)
_post("/desk/patrol/round/end", endpoint="end_round")(pages_visit.end)
_get("/desk/patrol/points/<uuid:point_id>/visit", endpoint="visit_form")(pages_visit.form)
_post("/desk/patrol/points/<uuid:point_id>/visit", endpoint="check_in")(pages_visit.check_in)
_get("/desk/patrol", endpoint="today")(pages_oversight.today)
_get("/desk/patrol/map.json", endpoint="map_data")(pages_oversight.map_data)
_post("/desk/patrol/plan", endpoint="replan")(pages_oversight.plan_again)
_get("/desk/patrol/flags", endpoint="flags")(pages_oversight.flags)
_get("/desk/patrol/people/<uuid:person_id>", endpoint="person")(pages_oversight.person)
_get("/desk/patrol/visits/<uuid:visit_id>", endpoint="visit")(pages_oversight.visit)
_post("/desk/patrol/visits/<uuid:visit_id>/look", endpoint="look")(pages_oversight.look)
_get("/desk/patrol/visits/<uuid:visit_id>/photos/<int:order>/<size>", endpoint="photo")(pages_oversight.photo)
_post("/desk/patrol/tasks/<uuid:task_id>/hand-over", endpoint="hand_over")(pages_oversight.hand_over)
_get("/desk/patrol/coverage", endpoint="coverage")(pages_oversight.coverage)
_get("/desk/patrol/coverage.xlsx", endpoint="coverage_file")(pages_oversight.coverage_file)
_get("/desk/patrol/points", endpoint="points")(pages_library.points)
_get("/desk/patrol/points/<uuid:point_id>", endpoint="point")(pages_library.point)
_post("/desk/patrol/points/<uuid:point_id>/active", endpoint="set_active")(pages_library.change_active)
_post("/desk/patrol/points/<uuid:point_id>/label", endpoint="renew_label")(pages_library.give_label)
_post("/desk/patrol/labels", endpoint="order_labels")(pages_labels.order)
_get("/desk/patrol/labels/<sheet>", endpoint="labels")(pages_labels.show)
_get("/desk/patrol/labels/<sheet>.pdf", endpoint="labels_file")(pages_labels.download)
_get("/desk/patrol/streets", endpoint="streets")(pages_library.streets)
_post("/desk/patrol/streets", endpoint="give_street")(pages_library.change_street)

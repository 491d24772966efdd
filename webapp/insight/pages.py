"""The pages of the rates and of the score cards: their route table."""

from flask import Blueprint

from webapp.insight import pages_files, pages_live, pages_published, pages_units

bp = Blueprint("insight", __name__, template_folder="templates")

_get = bp.get
_post = bp.post
_get("/desk/rates", endpoint="rates")(pages_live.rates)
_get("/desk/rates/behind", endpoint="numbers")(pages_live.numbers)
_get("/desk/rates/published", endpoint="published")(pages_published.listed)
_post("/desk/rates/published", endpoint="publish")(pages_published.publish)
_get("/desk/rates/published/<uuid:snapshot_id>", endpoint="snapshot")(pages_published.show)
_get("/desk/rates/published/<uuid:snapshot_id>/behind", endpoint="snapshot_numbers")(pages_published.numbers)
_post("/desk/rates/published/<uuid:snapshot_id>/file", endpoint="order_snapshot_file")(
    pages_files.order_published
)
_post("/desk/rates/files", endpoint="order_file")(pages_files.order_live)
_get("/desk/rates/files/<sheet>", endpoint="file")(pages_files.show)
_get("/desk/rates/files/<sheet>/download", endpoint="fetch_file")(pages_files.fetch)
_get("/desk/management-units", endpoint="units")(pages_units.units)
_get("/desk/management-units/<uuid:unit_id>", endpoint="unit")(pages_units.unit)
_get("/desk/management-units/<uuid:unit_id>/tickets", endpoint="unit_tickets")(pages_units.unit_tickets)
_post("/desk/management-units/<uuid:unit_id>/fees", endpoint="record_fee")(pages_units.record)

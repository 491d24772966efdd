"""The administrator's pages: their route table."""

from flask import Blueprint

from webapp.admin import (
    pages_calendar,
    pages_classes,
    pages_imports,
    pages_people,
    pages_reading,
    pages_settings,
)

bp = Blueprint("admin", __name__, template_folder="templates")

_get = bp.get
_post = bp.post
_get("/desk/admin/imports", endpoint="imports")(pages_imports.imports)
_get("/desk/admin/imports/<word>.csv", endpoint="template")(pages_imports.template)
_post("/desk/admin/imports/<word>", endpoint="preview")(pages_imports.look)
_post("/desk/admin/imports/<word>/apply", endpoint="apply")(pages_imports.take)
_post("/desk/admin/passwords/<name>", endpoint="passwords")(pages_imports.passwords)
_get("/desk/admin/people", endpoint="people")(pages_people.people)
_post("/desk/admin/people/new", endpoint="add_person")(pages_people.add)
_post("/desk/admin/people/<uuid:person_id>/active", endpoint="set_active")(pages_people.change_active)
_post("/desk/admin/people/<uuid:person_id>/password", endpoint="reset_password")(pages_people.give_password)
_post("/desk/admin/people/<uuid:person_id>/unlock", endpoint="unlock")(pages_people.open_account)
_get("/desk/admin/places", endpoint="places")(pages_reading.places)
_get("/desk/classes", endpoint="classes")(pages_classes.classes)
_get("/desk/classes.xlsx", endpoint="classes_file")(pages_classes.file)
_post("/desk/classes/new", endpoint="add_class")(pages_classes.add)
_get("/desk/classes/<uuid:class_id>", endpoint="matter_class")(pages_classes.matter_class)
_post("/desk/classes/<uuid:class_id>/change", endpoint="change_class")(pages_classes.change)
_post("/desk/classes/<uuid:class_id>/limit", endpoint="set_limit")(pages_classes.set_limit)
_post("/desk/classes/<uuid:class_id>/limit/end", endpoint="end_limit")(pages_classes.end_limit)
_get("/desk/admin/settings", endpoint="settings")(pages_settings.settings)
_post("/desk/admin/settings/<name>", endpoint="decide")(pages_settings.change)
_get("/desk/admin/calendar", endpoint="calendar")(pages_calendar.calendar)
_post("/desk/admin/calendar/day", endpoint="decide_day")(pages_calendar.decide)
_get("/desk/admin/hours", endpoint="hours")(pages_calendar.hours)
_post("/desk/admin/hours/week", endpoint="set_hours")(pages_calendar.set_hours)
_get("/desk/admin/audit", endpoint="audit")(pages_reading.audit)

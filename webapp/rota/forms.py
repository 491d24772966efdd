"""Mappings to orders of the rota."""

import uuid
from collections.abc import Mapping
from typing import Any

from webapp.base.fields import read_asking, read_form
from webapp.rota.commands import CopyWeek, EndAbsence, PlanShifts, RemoveShift, SayAbsent
from webapp.rota.handing_over import ReadHandOver, WriteHandOver

SHIFT = {
    "person": "请选谁来。", "first": "请选从哪天。", "last": "请选到哪天。", "begins": "请写几点来，比如 8:00。",
    "ends": "请写几点走，比如 20:00。",
}  # fmt: skip
ABSENCE = {
    "person": "请选谁请假。", "begins": "请选从什么时候。", "ends": "请选到什么时候。", "why": "请写为什么，比如：培训。",
}  # fmt: skip


def plan_order(form: Mapping[str, Any]) -> PlanShifts:
    """A person for one day or some; without a last day it is the first alone."""
    return read_asking(PlanShifts, {**form, "last": form.get("last") or form.get("first", "")}, SHIFT)


def copy_order(form: Mapping[str, Any]) -> CopyWeek:
    """照上周排."""
    return read_asking(CopyWeek, form, {"week": "请选哪一周。"})


def remove_order(shift_id: uuid.UUID, form: Mapping[str, Any]) -> RemoveShift:
    """不排了."""
    return read_form(RemoveShift, form, shift_id=shift_id)


def absent_order(form: Mapping[str, Any]) -> SayAbsent:
    """请假."""
    return read_asking(SayAbsent, form, ABSENCE)


def back_order(absence_id: uuid.UUID, form: Mapping[str, Any]) -> EndAbsence:
    """销假."""
    return read_form(EndAbsence, form, absence_id=absence_id)


def write_order(form: Mapping[str, Any]) -> WriteHandOver:
    """写交接."""
    return read_asking(WriteHandOver, form, {"words": "请写要交代下一班的事；没有就写「没有」。"})


def read_order(note_id: uuid.UUID, form: Mapping[str, Any]) -> ReadHandOver:
    """接班."""
    return read_form(ReadHandOver, form, note_id=note_id)

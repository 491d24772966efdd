"""The table of the ticket's life says what its design says, and holds together."""

import pytest

from tests.webapp.ticket.transcription import MARKS, OPEN, TABLE
from webapp.access.role import MAY, Permission, Role
from webapp.admin.lifecycle_page import PAGE, lifecycle_page
from webapp.base.errors import NotNow
from webapp.ticket.advance import ABOUT_THE_TICKET
from webapp.ticket.effects import EFFECTS
from webapp.ticket.lifecycle import CLOSED_STATES, STEPS, TICKET
from webapp.ticket.possible import SETTLED_BEFORE_THE_FORM
from webapp.ticket.rules import RULES
from webapp.ticket.words import Action, Effect, Need, State


def test_the_table_has_a_row_for_every_action_once():
    assert [step.action for step in STEPS] == list(Action)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.action.value)
def test_a_row_is_as_it_was_settled(step):
    row = TABLE[step.action.value]
    clocks = " ".join(f"{kind.value}{MARKS[change.value]}" for kind, change in step.clocks)
    assert {source.value for source in step.sources} == row.sources
    assert (step.target.value if step.target else None) == row.target
    assert {need.value for need in step.needs} == row.needs
    assert clocks == row.clocks


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.action.value)
def test_those_and_only_those_may_take_a_step_whom_the_design_names(step):
    may = {role.value for role in Role if Permission(step.permission) in MAY[role]}
    assert may == TABLE[step.action.value].who


def test_every_need_and_every_effect_has_its_meaning_and_its_row():
    assert {need for step in STEPS for need in step.needs} == set(Need) == set(RULES)
    assert {effect for step in STEPS for effect in step.effects} == set(Effect) == set(EFFECTS)
    assert not (ABOUT_THE_TICKET | SETTLED_BEFORE_THE_FORM) - set(Need)


def test_open_states_are_those_before_closing():
    assert {state.value for state in TICKET.open_states} == OPEN
    assert {state.value for state in CLOSED_STATES} == {"closed", "ended"}


def test_every_state_can_be_reached_from_a_beginning():
    beginnings = [step.target for step in STEPS if not step.sources]
    assert TICKET.reachable([state for state in beginnings if state]) == frozenset(State)


@pytest.mark.parametrize("state", list(State))
def test_every_state_can_come_to_an_end(state):
    ends = {State.ENDED, State.REFUSED, State.CANCELLED, State.MERGED}
    assert TICKET.reachable([state]) & ends


def test_every_state_has_words_for_people():
    assert set(TICKET.words) == set(State)
    assert len(set(TICKET.words.values())) == len(State)


def test_a_step_that_is_not_in_the_table_is_refused_in_words():
    with pytest.raises(NotNow, match=r"待核实.*结案"):
        TICKET.target(Action.CLOSE, State.NEW)


def test_the_page_about_the_tables_is_current():
    assert PAGE.read_text(encoding="utf-8") == lifecycle_page(), "flask --app wsgi lifecycle"

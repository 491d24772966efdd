"""`/api/v1/openapi.json` is valid, whole, and what the program really does."""

import uuid
from dataclasses import replace

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import booleans
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    missing_required_header,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tests import database
from tests.api.conftest import promise
from tests.builders.district import build_district
from tests.builders.photo import jpeg
from tests.compiled import keep_templates
from webapp.app import create_app
from webapp.recheck.records import Verdict
from webapp.report.orders import ReportKind, SendReport
from webapp.ticket.records import PhotoRole
from webapp.ticket.words import State

for sound_or_file in ("audio/*", "application/zip"):
    schemathesis.serializer.alias(sound_or_file, "application/octet-stream")
SENT = "4b5f6a52-6a3c-4f0e-9a64-0d4a4f1e7a01"
HELD = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    response_headers_conformance, unsupported_method, missing_required_header,
]  # fmt: skip


@pytest.fixture
def description(client) -> dict:
    return client.get("/api/v1/openapi.json").json


@pytest.mark.only_sqlite("the description is made from models and routes")
def test_the_description_is_valid(description):
    OpenAPIV31SpecValidator(description).validate()


@pytest.mark.only_sqlite("the description is made from models and routes")
def test_every_route_of_the_api_is_described_and_nothing_else(app, description):
    routes = {
        (rule.rule.replace("<uuid:", "{").replace(">", "}"), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert routes == {(path, method) for path, found in description["paths"].items() for method in found}


@pytest.mark.only_sqlite("the description is made from models and routes")
def test_words_come_from_the_tables(description):
    schemas = description["components"]["schemas"]
    assert schemas["ReportKind"]["enum"] == [kind.value for kind in ReportKind]
    assert schemas["Verdict"]["enum"] == [verdict.value for verdict in Verdict]
    assert schemas["PhotoRole"]["enum"] == [role.value for role in PhotoRole]
    assert schemas["TicketOf"]["properties"]["state"]["enum"] == [state.value for state in State]


@pytest.mark.only_sqlite("the description is made from models and routes")
def test_a_report_is_described_with_every_field_it_may_have(description):
    report = description["components"]["schemas"]["SendReport"]
    assert set(report["properties"]) == set(SendReport.model_fields) - {"report_id"}
    assert report["additionalProperties"] is False


@pytest.fixture
def programs(app, district, settings, clock, put):
    """The program on both databases, each with a district and the same report, which the walk then meets."""
    with database.fresh("postgresql") as url:
        folder = settings.data_dir / "postgresql"
        other = create_app(replace(settings, database_url=url, data_dir=folder), clock=clock)
        keep_templates(other)
        build_district(other.extensions["mashang"])
        photo = promise(jpeg())
        for program in (app, other):
            assert put(SENT, program.test_client(), photos=[photo]).status_code == 201
        yield {"sqlite": app, "postgresql": other}
        other.extensions["mashang"].engine.dispose()


@pytest.mark.only_sqlite(
    "each case is made once and sent to PostgreSQL as well: to make one costs most of it"
)
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_whatever_is_sent_is_answered_as_described_on_both_databases(app, programs, district, mode):
    app.testing = False  # a mistake is to be answered, not raised
    met: set[tuple[str, str, int]] = set()
    for found in schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app).get_all_operations():
        if mode is GenerationMode.NEGATIVE and not (
            list(found.ok().iter_parameters()) or list(found.ok().body)
        ):
            continue  # what takes nothing can be given nothing wrong

        @given(found.ok().as_strategy(generation_mode=mode), booleans())
        @settings(
            max_examples=60,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            database=None,
        )
        def walk(case, aimed):
            sent = aim(case, district.codes[0]) if aimed else case
            for kind, program in programs.items():
                answer = sent.call_and_validate(checks=HELD, app=program)
                met.add((kind, case.operation.label, answer.status_code))

        walk()
    for kind in programs if mode is GenerationMode.POSITIVE else ():
        here = {(label, status) for on, label, status in met if on == kind}
        assert {status for label, status in here if label.endswith("{report_id}")} >= {201, 401, 409, 422}
        assert {status for label, status in here if label.endswith("/receipt")} == {200, 404}


def aim(case, door: str):
    """The same case at a report and a door that exist, so that it gets further than the first check."""
    if "report_id" in (case.path_parameters or {}):
        seen = [SENT, str(uuid.uuid4())] if isinstance(case.body, dict) else [SENT]
        case.path_parameters["report_id"] = seen[len(str(case.body)) % len(seen)]
    if isinstance(case.body, dict):
        given = {
            name: case.body.get(name) for name in ("category", "captured_at", "order_no", "client", "photos")
        }
        case.body = given | {"door": door, "text": case.body.get("text") or "灯不亮", "confidential": True}
    return case

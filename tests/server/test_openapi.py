"""The OpenAPI document is current and true, and arbitrary requests never yield a 500."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from click.testing import CliRunner
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.server.service import CHROME, Service, start

from tonfall.checker import Checker
from tonfall.cli import main
from tonfall.web.kinds import KINDS

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"

schema = schemathesis.openapi.from_dict(json.loads(DOCUMENT.read_text(encoding="utf-8")))


def test_the_document_is_current() -> None:
    exported = CliRunner().invoke(main, ["openapi"]).stdout

    assert json.loads(exported) == json.loads(DOCUMENT.read_text(encoding="utf-8")), (
        "tonfall openapi > docs/openapi.json"
    )


def test_the_service_serves_the_same(service: Service) -> None:
    assert service.ask("GET", "/openapi.json").json == json.loads(DOCUMENT.read_text(encoding="utf-8"))


def test_the_document_describes_exactly_the_api() -> None:
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))

    assert sorted(document["paths"]) == [
        "/v1/check",
        "/v1/feedback",
        "/v1/pair/finish",
        "/v1/pair/start",
        "/v1/rephrase",
        "/v1/rewrite",
        "/v1/status",
        "/v1/used",
    ]
    assert {"CheckRequest", "Report", "Finding", "Suggestion", "Status", "Problem"} <= set(
        document["components"]["schemas"]
    )
    assert "HTTPError" not in json.dumps(document)


def test_every_route_and_problem_is_in_the_docs() -> None:
    document = DOCUMENT.with_name("api.md").read_text(encoding="utf-8")

    for path, operations in json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"].items():
        assert f"`{next(iter(operations)).upper()} {path}`" in document
    for kind, about in KINDS.items():
        assert f"| `{kind}` | {about.status} |" in document


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with the real checker."""
    service = start(tmp_path_factory.mktemp("real"), build=Checker)
    yield service
    service.stop()


@pytest.fixture(scope="module")
def token(real: Service) -> str:
    return real.store.add(CHROME, "Chrome")


@schema.parametrize()
@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_arbitrary_requests_get_the_answers_described(
    case: schemathesis.Case[Any], real: Service, token: str
) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    if case.path != "/v1/status":
        headers["Origin"] = CHROME
    case.call_and_validate(
        base_url=real.origin,
        headers=headers,
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
        ],
    )

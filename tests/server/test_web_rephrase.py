"""POST /v1/rephrase and /v1/used: what they take, answer and keep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.server.service import CHROME, Service

from tonfall.web.live import build_checker

BAD = {"text": "Sie haben wohl die Anleitung nicht gelesen.", "comment": "Die Jacke ist kaputt!"}


@pytest.fixture
def real(start_service: Callable[..., Service]) -> Service:
    return start_service(build=build_checker)


@pytest.fixture
def post(real: Service) -> Callable[[str, Any], Any]:
    headers = {"Authorization": f"Bearer {real.store.add(CHROME, 'Chrome')}", "Accept-Language": "en"}
    return lambda path, body: real.ask("POST", path, body, headers)


Post = Callable[[str, Any], Any]


def test_the_parts_and_a_whole_reply(post: Post) -> None:
    found = post("/v1/rephrase", {**BAD, "stage": "detailed"}).json
    assert list(found) == ["language", "stage", "stage_guessed", "parts", "reply", "rewriter"]
    assert (found["language"], found["stage"], found["stage_guessed"]) == ("de", "detailed", False)
    assert [part["part"] for part in found["parts"]] == ["acknowledgement", "lesson", "next_step"]
    assert not found["rewriter"]
    assert len(found["reply"]["variants"]) == 3


def test_another_version(post: Post) -> None:
    one = post("/v1/rephrase", BAD).json["reply"]
    two = post("/v1/rephrase", {**BAD, "avoid": one["variants"]}).json["reply"]
    assert one["text"] != two["text"]
    assert not set(one["variants"]) & set(two["variants"])


def test_what_was_taken_is_not_offered_again(post: Post) -> None:
    (finding,) = post("/v1/check", BAD).json["findings"]
    variant = finding["suggestions"][0]["variant"]
    assert post("/v1/used", {"variants": [variant]}).json == {"kept": 1}
    (again,) = post("/v1/check", BAD).json["findings"]
    assert variant not in [suggestion["variant"] for suggestion in again["suggestions"]]


def test_nothing_of_the_draft_is_kept(post: Post, real: Service) -> None:
    reply = post("/v1/rephrase", BAD).json["reply"]
    post("/v1/used", {"variants": reply["variants"]})
    kept = (real.cases.path.parent / "used.json").read_text()
    assert "Jacke" not in kept
    assert "Anleitung" not in kept


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/v1/used", {"variants": ["Die Jacke"]}, "variants"),
        ("/v1/used", {"variants": ["0" * 12] * 101}, "variants"),
        ("/v1/used", {}, "variants"),
        ("/v1/rephrase", {**BAD, "avoid": ["x"]}, "avoid"),
        ("/v1/rephrase", {**BAD, "stage": "later"}, "stage"),
        ("/v1/rephrase", {"comment": "x"}, "text"),
    ],
)
def test_a_mistake_is_named_with_its_field(post: Post, path: str, body: Any, field: str) -> None:
    answer = post(path, body)
    assert answer.status == 422
    assert any(name.startswith(field) for name in answer.json["errors"])


def test_what_cannot_be_kept_is_told(post: Post, real: Service) -> None:
    real.cases.path.parent.mkdir(parents=True, exist_ok=True)
    (real.cases.path.parent / "used.json").mkdir()
    answer = post("/v1/used", {"variants": ["0" * 12]})
    assert answer.status == 500
    assert answer.json["type"].endswith("not-kept")


def test_a_huge_draft_is_refused(post: Post) -> None:
    assert post("/v1/rephrase", {"text": "x" * 20_001}).status == 413

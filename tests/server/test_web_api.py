"""POST /v1/check and GET /v1/status: what they take and what they answer."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.server.service import CHROME, OneFinding, Service

from tonfall import __version__
from tonfall.checker import Checker
from tonfall.draft import Draft, Report
from tonfall.team.config import Config, ConfigError, Location
from tonfall.team.source import Source
from tonfall.web.api import MAX_CHARACTERS
from tonfall.web.problems import TYPE


@pytest.fixture
def token(service: Service) -> str:
    return service.store.add(CHROME, "Chrome")


def ask(service: Service, token: str, request: Any, language: str = "en") -> Any:
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}
    return service.ask("POST", "/v1/check", json.dumps(request), headers)


def remembered(checkers: list[OneFinding]) -> Callable[[Config], OneFinding]:
    def build(config: Config) -> OneFinding:
        checkers.append(OneFinding(config))
        return checkers[-1]

    return build


def test_a_report_in_the_shape_of_the_design(service: Service, token: str) -> None:
    answer = service.check("Unsinn, sowas", token)

    assert answer.headers["Content-Type"] == "application/json"
    assert list(answer.json) == [
        "language",
        "score",
        "parts",
        "findings",
        "rewrite",
        "fingerprint",
        "pending",
    ]
    assert answer.json == {
        "language": "de",
        "score": 50,
        "parts": [],
        "findings": [
            {
                "rule": "de.insult.test",
                "category": "insult",
                "severity": "warning",
                "confidence": 0.9,
                "certainty": "certain",
                "start": 0,
                "end": 7,
                "quote": "Unsinn,",
                "message": "m",
                "why": "w",
                "principle": "p",
                "suggestions": [{"replacement": "x", "start": 0, "end": 7, "variant": ""}],
            }
        ],
        "rewrite": None,
        "fingerprint": "",
        "pending": False,
    }


def test_everything_known_reaches_the_checker(start_service: Callable[..., Service]) -> None:
    checkers: list[OneFinding] = []
    service = start_service(build=remembered(checkers))
    request = {
        "text": "Hallo 👋🏽",
        "platform": "x",
        "role": "employee",
        "stage": "first",
        "company": "Muster GmbH",
        "comment": "Kaputt!",
        "commenter": "Jana K.",
        "commented_at": "2026-11-19T10:00:00Z",
        "interface_language": "en",
        "posted": ["ab" * 16] * 300,
    }

    assert ask(service, service.store.add(CHROME, ""), request).status == 200
    request["posted"] = tuple(request["posted"])

    (draft,) = checkers[0].drafts
    assert {name: getattr(draft, name) for name in request if name != "commented_at"} == {
        name: value for name, value in request.items() if name != "commented_at"
    }
    assert draft.commented_at
    assert draft.commented_at.isoformat() == "2026-11-19T10:00:00+00:00"


def test_only_the_text_is_required_and_null_means_unknown(service: Service, token: str) -> None:
    request = {"text": "", "stage": None, "commented_at": None, "interface_language": None}

    assert ask(service, token, {"text": "Hallo"}).status == 200
    assert ask(service, token, request).status == 200


@pytest.mark.parametrize(
    ("request_", "field", "de", "en"),
    [
        ({}, "text", "Fehlt", "Missing"),
        ({"text": 1}, "text", "Muss Text sein", "Must be text"),
        ({"text": "a", "platform": "myspace"}, "platform", "Erlaubt: 'facebook' | 'x' | 'other'", "Allowed"),
        ({"text": "a", "stage": ""}, "stage", "Erlaubt: 'first' | 'detailed'", "Allowed"),
        ({"text": "a", "txt": "b"}, "txt", "Unbekannt", "Unknown"),
        ({"text": "a", "commented_at": "gestern"}, "commented_at", "2026-11-19T10:00:00Z", "offset"),
        ({"text": "a", "commented_at": "2026-11-19T10:00:00"}, "commented_at", "Abstand zu UTC", "offset"),
        ({"text": "a", "Ganzer Entwurf": "b"}, "?", "Unbekannt", "Unknown"),
        (["text"], "*", "JSON-Objekt", "JSON object"),
        ({"text": "a", "posted": "ab" * 16}, "posted", "Muss eine Liste", "Must be a list"),
        ({"text": "a", "posted": {"0": "ab" * 16}}, "posted", "Muss eine Liste", "Must be a list"),
        ({"text": "a", "posted": None}, "posted", "Muss eine Liste", "Must be a list"),
        ({"text": "a", "posted": ["ab" * 16, 7]}, "posted.1", "Muss Text sein", "Must be text"),
        ({"text": "a", "posted": ["\ud800"]}, "posted.0", "Ungültig", "Invalid"),
        *(
            ({"text": "a", "posted": [wrong]}, "posted.0", "Fingerabdruck aus einem Bericht", "a fingerprint")
            for wrong in ("", "ab", "AB" * 16, "xy" * 16, "ab" * 17, "ab" * 16 + "\n", "ä" * 32, "٠" * 32)
        ),
        ({"text": "a", "posted": ["ab" * 16] * 301}, "posted", "Höchstens 300", "300 entries at most"),
    ],
)
def test_a_mistake_is_named_with_its_field(
    service: Service, token: str, request_: Any, field: str, de: str, en: str
) -> None:
    answers = {language: ask(service, token, request_, language) for language in ("de", "en")}

    for language, words in (("de", de), ("en", en)):
        answer = answers[language]
        assert answer.status == 422
        assert answer.json["type"] == TYPE + "invalid"
        assert words in answer.json["errors"][field]


def test_a_mistake_does_not_repeat_the_draft(service: Service, token: str) -> None:
    answer = ask(
        service, token, {"text": ["Geheim"], "platform": "Geheim", "Geheim": 1, "commented_at": "Geheim"}
    )

    assert answer.status == 422
    assert "Geheim" not in answer.text


@pytest.mark.parametrize("character", ["a", "ä", "👋", "\ufffd"])
def test_20000_characters_are_the_limit(service: Service, token: str, character: str) -> None:
    longest = character * MAX_CHARACTERS

    assert ask(service, token, {"text": longest, "comment": longest}).status == 200
    refused = ask(service, token, {"text": longest + "."})
    assert refused.status == 413
    assert refused.json["type"] == TYPE + "draft-too-long"


def test_a_long_comment_is_cut_rather_than_refused(start_service: Callable[..., Service]) -> None:
    checkers: list[OneFinding] = []
    service = start_service(build=remembered(checkers))

    assert ask(service, service.store.add(CHROME, ""), {"text": "a", "comment": "b" * 30_000}).status == 200

    assert checkers[0].drafts[0].comment == "b" * MAX_CHARACTERS


def test_half_a_surrogate_pair_is_one_unknown_character(service: Service, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}

    answer = service.ask("POST", "/v1/check", rb'{"text": "a\ud83d b"}', headers)

    assert answer.status == 200
    assert answer.json["findings"][0]["quote"] == "a\ufffd"


class Broken(OneFinding):
    def check(self, draft: Draft) -> Report:
        raise ValueError(draft.text)


def test_an_error_is_a_problem_and_the_log_has_its_place_only(
    start_service: Callable[..., Service], caplog: pytest.LogCaptureFixture
) -> None:
    service = start_service(build=Broken)
    token = service.store.add(CHROME, "")

    answer = service.check("Geheim", token)

    assert answer.status == 500
    assert answer.json["type"] == TYPE + "internal"
    assert "Geheim" not in answer.text
    assert "ValueError at" in caplog.text
    assert "test_web_api.py" in caplog.text
    assert "Geheim" not in caplog.text


def test_status(service: Service) -> None:
    answer = service.ask("GET", "/v1/status")

    assert answer.json == {
        "version": __version__,
        "packs": [{"name": "de", "rules": 1}],
        "languages": ["de", "en"],
        "problem": None,
    }


class TestConfiguration:
    """The checker follows the configuration; the last good one stays in force."""

    def start(self, start_service: Callable[..., Service], path: Path, build: Any = OneFinding) -> Service:
        return start_service(source=Source(Location(path, "--config"), look_every=0), build=build)

    def test_a_broken_file_shows_in_the_status(
        self, start_service: Callable[..., Service], tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        path = tmp_path / "tonfall.yaml"
        path.write_text("competitors: [A]\n")
        built: list[OneFinding] = []
        service = self.start(start_service, path, remembered(built))
        assert service.ask("GET", "/v1/status").json["problem"] is None

        path.write_text("competitors: A\n")
        with caplog.at_level(logging.INFO):
            problem = service.ask("GET", "/v1/status").json["problem"]
        assert problem.startswith(f"{path}:1: ")
        assert service.check("Hallo", service.store.add(CHROME, "")).status == 200
        assert [checker.config.competitors for checker in built] == [("A",)]

        path.write_text("competitors: [B]\n")
        with caplog.at_level(logging.INFO):
            assert service.ask("GET", "/v1/status").json["problem"] is None
        assert [checker.config.competitors for checker in built] == [("A",), ("B",)]
        assert [record.message.split(":")[0] for record in caplog.records] == [
            "configuration kept as it was",
            f"configuration read anew from {path}",
        ]

    def test_a_broken_pack_leaves_the_last_good_one(
        self, start_service: Callable[..., Service], tmp_path: Path
    ) -> None:
        path = tmp_path / "tonfall.yaml"
        path.write_text("packs: [rules]\n")
        rule = tmp_path / "rules" / "a.yaml"
        rule.parent.mkdir()
        rule.write_text("[]")

        def build(config: Config) -> OneFinding:
            if any("broken" in file.read_text() for pack in config.packs for file in pack.iterdir()):
                raise ConfigError(f"{rule}:1: broken")
            return OneFinding(config)

        service = self.start(start_service, path, build)
        assert service.ask("GET", "/v1/status").json["problem"] is None

        rule.write_text("broken")
        assert service.ask("GET", "/v1/status").json["problem"] == f"{rule}:1: broken"
        assert service.check("Hallo", service.store.add(CHROME, "")).status == 200

        rule.write_text("[ ]")
        assert service.ask("GET", "/v1/status").json["problem"] is None

    def test_a_pack_that_is_broken_from_the_start_is_left_out(
        self, start_service: Callable[..., Service], tmp_path: Path
    ) -> None:
        path = tmp_path / "tonfall.yaml"
        path.write_text("competitors: [A]\npacks: [.]\n")

        def build(config: Config) -> OneFinding:
            if config.packs:
                raise ConfigError("broken")
            return OneFinding(config)

        service = self.start(start_service, path, build)

        assert service.ask("GET", "/v1/status").json["problem"] == "broken"
        assert service.check("Hallo", service.store.add(CHROME, "")).status == 200


def test_the_real_checker_judges_with_the_teams_rules(
    start_service: Callable[..., Service], tmp_path: Path
) -> None:
    example = Path(__file__).parents[2] / "examples" / "tonfall.yaml"
    service = start_service(source=Source(Location(example, "--config")), build=Checker)

    answer = service.check("Wir regeln das auf Kulanz.", service.store.add(CHROME, ""))

    assert ("muster.vague.kulanz", "hint") in [(f["rule"], f["severity"]) for f in answer.json["findings"]]
    names = [pack["name"] for pack in service.ask("GET", "/v1/status").json["packs"]]
    assert names == ["de", "en", "any", "rules"]

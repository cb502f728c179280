"""The client against a real server of the protocol, in every mood."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time

import pytest
from tests.server import model_server
from tests.server.model_server import Behaviour, says, serving

from tonfall.llm.client import MOST_CHARACTERS, ModelError, stream
from tonfall.team.config import RewriterSettings

ASKED = [{"role": "user", "content": "Sag etwas"}]
SCHEMA = {"type": "object"}


def answer(settings: RewriterSettings, **how: object) -> str:
    return "".join(stream(settings, ASKED, most_tokens=50, **how))  # type: ignore[arg-type]


def trouble(settings: RewriterSettings) -> str:
    with pytest.raises(ModelError) as raised:
        answer(settings)
    return raised.value.trouble


def test_an_answer_comes_in_pieces() -> None:
    with serving(says("Das tut uns leid.")) as server:
        pieces = [p for p in stream(server.settings(), ASKED, most_tokens=50) if p]

        assert len(pieces) > 1
        assert "".join(pieces) == "Das tut uns leid."
        assert server.asked[0]["model"] == "first"
        assert server.asked[0]["messages"] == ASKED
        assert server.asked[0]["max_tokens"] == 50


def test_the_model_and_the_key_that_are_configured() -> None:
    with serving(says("Ja.")) as server:
        answer(server.settings(model="mein-modell", key="geheim"))

        assert server.asked[0]["model"] == "mein-modell"
        assert server.headers[-1]["authorization"] == "Bearer geheim"
        assert len(server.headers) == 1  # nobody asked for the list of models


@pytest.mark.parametrize(
    ("behave", "expected"),
    [
        (model_server.silent, "slow"),
        (model_server.silent_after_head, "slow"),
        (model_server.drips, "slow"),
        (model_server.fails, "refused"),
        (model_server.hangs_up, "broken"),
        (model_server.endless, "too-long"),
        (model_server.one_endless_line, "too-long"),
        (model_server.packed, "broken"),
        (model_server.garbage, "broken"),
    ],
)
def test_every_misbehaviour_ends_in_an_error_that_says_nothing_of_the_text(
    behave: Behaviour, expected: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(behave) as server:
        start = time.monotonic()

        assert trouble(server.settings(timeout=1.5, model="m")) == expected
        assert time.monotonic() - start < 10
    assert "Sag etwas" not in caplog.text
    assert "Anleitung" not in caplog.text


def test_no_server() -> None:
    with serving(says("")) as server:
        settings = server.settings()
    assert trouble(settings) == "unreachable"


def test_a_redirect_is_not_followed() -> None:
    with serving(says("Von woanders.")) as other:
        with serving(model_server.redirects(other.url + "/chat/completions")) as server:
            assert trouble(server.settings(model="m")) == "refused"
        assert other.asked == []


def test_proxies_and_keys_of_the_environment_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(says("Vom Proxy.")) as proxy, serving(says("Direkt.")) as server:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.setenv("OPENAI_API_KEY", "geheim")
        monkeypatch.setenv("OPENAI_ORG_ID", "geheim")
        monkeypatch.setenv("OPENAI_PROJECT_ID", "geheim")

        assert answer(server.settings()) == "Direkt."
        assert proxy.headers == []
        assert "geheim" not in str(server.headers)


@pytest.mark.parametrize("behave", [model_server.silent, model_server.drips, model_server.silent_after_head])
def test_closing_the_stream_cancels_the_work(behave: Behaviour) -> None:
    with serving(behave) as server:
        pieces = stream(server.settings(timeout=60, model="m"), ASKED, most_tokens=50)
        next(pieces)
        while not server.asked:
            next(pieces)
        start = time.monotonic()
        pieces.close()

        assert time.monotonic() - start < 5
        assert "tonfall-model" not in {thread.name for thread in threading.enumerate()}


def test_a_slow_answer_ticks() -> None:
    with serving(model_server.silent) as server:
        pieces = stream(server.settings(), ASKED, most_tokens=50)

        assert next(pieces) == ""
        pieces.close()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("<think>Hm, 3 Tage?</think>\n\nDanke.", "Danke."),
        ("  <think></think>Danke.", "Danke."),
        ("<thanks> Danke.", "<thanks> Danke."),
        ("<th", "<th"),
        ("Danke <think>.", "Danke <think>."),
        ("", ""),
        ("<think>nie fertig", ""),
    ],
)
@pytest.mark.parametrize("size", [1, 4, 100])
def test_thoughts_are_no_answer(said: str, expected: str, size: int) -> None:
    with serving(says(said, size)) as server:
        assert answer(server.settings(model="m")) == expected


def test_a_server_without_schemas_is_asked_without() -> None:
    with serving(model_server.knows_no_schemas(says("{}"))) as server:
        assert answer(server.settings(), schema=SCHEMA) == "{}"
        assert "response_format" in server.asked[0]
        assert "response_format" not in server.asked[1]


def test_just_short_enough() -> None:
    with serving(says("a" * MOST_CHARACTERS, 500)) as server:
        assert len(answer(server.settings())) == MOST_CHARACTERS


def test_checking_imports_no_openai() -> None:
    code = (
        "import sys; from tonfall.checker import Checker; from tonfall.draft import Draft;"
        "import tonfall.commands.check, tonfall.web.app; Checker().check(Draft('Danke.'));"
        "assert not {'openai', 'httpx2'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

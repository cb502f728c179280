"""One click, one token, for the browser that asked; only its hash is kept."""

from __future__ import annotations

import hashlib
import json
import re
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.server.service import CHROME, FIREFOX, Answer, Service

from tonfall.cli import main
from tonfall.web.pairing import (
    EXPIRES_IN,
    MAX_WAITING,
    PairingRequests,
    PairingStore,
    StoreError,
    browser_name,
    is_extension,
)

FORM = "application/x-www-form-urlencoded"
AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
)


def begin(service: Service, origin: str = CHROME) -> str:
    answer = service.ask("POST", "/v1/pair/start", {}, {"Origin": origin, "User-Agent": AGENT})
    assert answer.status == 200
    assert answer.json["expires_in"] == EXPIRES_IN
    assert answer.json["url"] == f"{service.origin}/pair?request={answer.json['request']}"
    request: str = answer.json["request"]
    return request


def click(service: Service, request: str, nonce: str | None = None) -> Answer:
    """What the browser does when the person presses the one button."""
    page = service.ask("GET", f"/pair?request={request}")
    assert page.status == 200
    found = re.search(r'name="nonce" value="([^"]+)"', page.text)
    assert found
    body = f"request={request}&nonce={nonce or found[1]}"
    return service.ask("POST", "/pair", body, {"Content-Type": FORM, "Origin": service.origin})


def finish(service: Service, request: str, origin: str = CHROME) -> Answer:
    return service.ask("POST", "/v1/pair/finish", {"request": request}, {"Origin": origin})


def test_from_asking_to_checking(service: Service) -> None:
    request = begin(service)
    assert finish(service, request).status == 202
    assert click(service, request).status == 200

    paired = finish(service, request)

    assert paired.status == 200
    assert service.check("Hallo", paired.json["token"], Origin=CHROME).status == 200
    (pairing,) = service.store.all()
    assert (pairing.origin, pairing.browser) == (CHROME, "Chrome/Chromium")


def test_the_token_is_told_once_and_only_its_hash_is_kept(service: Service, tmp_path: Path) -> None:
    request = begin(service)
    click(service, request)
    token = finish(service, request).json["token"]

    assert finish(service, request).status == 410
    file = tmp_path / "data" / "pairings.json"
    assert token not in file.read_text()
    assert (
        json.loads(file.read_text())["pairings"][0]["token_hash"]
        == hashlib.sha256(token.encode()).hexdigest()
    )
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [f.name for f in file.parent.iterdir()] == ["pairings.json"]


def test_another_browser_cannot_collect_it(service: Service) -> None:
    request = begin(service)
    click(service, request)

    assert finish(service, request, FIREFOX).status == 410
    assert finish(service, request).status == 200


def test_without_the_pages_nonce_nothing_is_paired(service: Service) -> None:
    request = begin(service)

    assert click(service, request, nonce="guessed").status == 410
    assert finish(service, request).status == 202


def test_a_click_counts_once(service: Service) -> None:
    request = begin(service)
    assert click(service, request).status == 200

    assert service.ask("GET", f"/pair?request={request}").status == 410


def test_a_web_page_cannot_press_the_button(service: Service) -> None:
    request = begin(service)
    body = f"request={request}&nonce=x"

    for origin in ("https://evil.example", "null", CHROME):
        answer = service.ask("POST", "/pair", body, {"Content-Type": FORM, "Origin": origin})
        assert answer.status == 403


def test_the_page_says_who_asks_and_cannot_be_framed(service: Service) -> None:
    request = begin(service)

    page = service.ask("GET", f"/pair?request={request}", None, {"Accept-Language": "de"})

    assert "Chrome/Chromium" in page.text
    assert CHROME in page.text
    assert page.text.count("<button") == 1
    assert "Diese Erweiterung verbinden?" in page.text
    assert "<script" not in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    # With no-referrer a browser would send `Origin: null` with the form, which is refused.
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_revoking_takes_effect_at_once(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONFALL_HOME", str(tmp_path / "data"))
    kept, ended = service.store.add(FIREFOX, "Firefox"), service.store.add(CHROME, "")
    assert service.check("Hallo", ended).status == 200
    listed = CliRunner().invoke(main, ["pair", "--list"])
    (line,) = [line for line in listed.output.splitlines() if CHROME in line]
    assert "browser unknown" in line

    result = CliRunner().invoke(main, ["pair", "--revoke", line.split()[0]])

    assert result.exit_code == 0
    assert service.check("Hallo", ended).status == 401
    assert service.check("Hallo", kept).status == 200
    assert CHROME not in CliRunner().invoke(main, ["pair", "--list"]).output
    assert CliRunner().invoke(main, ["pair", "--revoke", line.split()[0]]).exit_code == 2


def test_the_command_wants_one_thing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONFALL_HOME", str(tmp_path))

    assert "No browser is paired" in CliRunner().invoke(main, ["pair", "--list"]).output
    assert CliRunner().invoke(main, ["pair"]).exit_code == 2
    assert CliRunner().invoke(main, ["pair", "--list", "--revoke", "x"]).exit_code == 2


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"pairings": [{"id": 1}]}', '{"pairings": 3}', "\udcff"]
)
def test_a_broken_file_pairs_nobody(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    monkeypatch.setenv("TONFALL_HOME", str(tmp_path / "data"))
    token = service.store.add(CHROME, "Chrome")
    file = tmp_path / "data" / "pairings.json"

    file.write_bytes(content.encode("utf-8", "surrogateescape"))

    assert service.check("Hallo", token).status == 401
    with pytest.raises(StoreError, match="remove it and pair the browsers again"):
        service.store.all()
    listed = CliRunner().invoke(main, ["pair", "--list"])
    assert listed.exit_code == 1
    assert "pairings.json" in listed.output


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreError):
        PairingStore(tmp_path / "file" / "pairings.json").add(CHROME, "")


class TestRequests:
    """Few, and not for long."""

    def test_expire(self) -> None:
        now = [0.0]
        requests = PairingRequests(clock=lambda: now[0])
        request = requests.start(CHROME, "")
        assert request
        now[0] = EXPIRES_IN - 1
        assert requests.waiting(request.id)

        now[0] = EXPIRES_IN

        assert requests.waiting(request.id) is None
        assert not requests.approve(request.id, request.nonce)
        assert requests.finish(request.id, CHROME) is None

    def test_expire_after_the_click_too(self) -> None:
        now = [0.0]
        requests = PairingRequests(clock=lambda: now[0])
        request = requests.start(CHROME, "")
        assert request
        assert requests.approve(request.id, request.nonce)

        now[0] = EXPIRES_IN

        assert requests.finish(request.id, CHROME) is None

    def test_a_new_one_replaces_the_same_browsers_earlier_one(self) -> None:
        requests = PairingRequests()
        first, second = requests.start(CHROME, ""), requests.start(CHROME, "")
        assert first
        assert second
        assert requests.waiting(first.id) is None
        assert requests.waiting(second.id)

    def test_are_few(self) -> None:
        now = [0.0]
        requests = PairingRequests(clock=lambda: now[0])
        started = [requests.start(f"chrome-extension://{number}", "") for number in range(MAX_WAITING + 1)]
        assert all(started[:-1])
        assert started[-1] is None

        now[0] = EXPIRES_IN
        assert requests.start(CHROME, "")


def test_too_many_are_told_to_wait(service: Service) -> None:
    for number in range(MAX_WAITING):
        begin(service, f"chrome-extension://{number}")

    answer = service.ask("POST", "/v1/pair/start", {}, {"Origin": CHROME})

    assert answer.status == 503
    assert answer.headers["Retry-After"] == "60"


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (CHROME, True),
        (FIREFOX, True),
        (None, False),
        ("null", False),
        ("https://x.com", False),
        ("chrome-extension://", False),
        (f"{CHROME}/", False),
        (f"{CHROME}\n", False),
        ("chrome-extension://*", False),
        (f"x{CHROME}", False),
    ],
)
def test_what_an_extension_is(origin: str | None, expected: bool) -> None:
    assert is_extension(origin) is expected


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (AGENT, "Chrome/Chromium"),
        (f"{AGENT} Edg/156.0", "Edge"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", "Firefox"),
        ("curl", ""),
    ],
)
def test_browser_names(agent: str, name: str) -> None:
    assert browser_name(agent) == name

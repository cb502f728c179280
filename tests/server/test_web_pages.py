"""The try-out page: its own token, both languages, nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.server.service import CHROME, Service

from tonfall.team.config import Location
from tonfall.team.source import Source
from tonfall.web import pages

FOREIGN = re.compile(r"""(?:src|href|action)=["'](?:[a-z]+:)?//""")


def page_token(service: Service, host: str = "127.0.0.1") -> str:
    page = service.ask("GET", "/", None, {"Host": f"{host}:{service.port}"})
    found = re.search(r'name="tonfall-token" content="([^"]+)" data-port="(\d+)"', page.text)
    assert found
    assert int(found[2]) == service.port
    return found[1]


def test_its_token_is_good_for_its_own_origin_only(service: Service) -> None:
    token = page_token(service)
    service.store.add(CHROME, "Chrome")

    assert service.check("Hallo", token, Origin=service.origin).status == 200
    for origin in (CHROME, "https://x.com", "null", f"http://localhost:{service.port}"):
        assert service.check("Hallo", token, Origin=origin).status == 403


def test_under_the_name_localhost_too(service: Service) -> None:
    host, origin = f"localhost:{service.port}", f"http://localhost:{service.port}"

    assert service.check("Hallo", page_token(service, "localhost"), Host=host, Origin=origin).status == 200


def test_every_process_has_another_token(start_service: Callable[..., Service]) -> None:
    one, two = start_service(), start_service()

    assert page_token(one) != page_token(two)
    assert two.check("Hallo", page_token(one)).status == 401


@pytest.mark.parametrize(
    ("accepted", "query", "language", "title"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "", "de", "Eine Antwort ausprobieren"),
        ("en-GB,en;q=0.9,de;q=0.8", "", "en", "Try a reply"),
        ("fr", "", "en", "Try a reply"),
        ("", "", "en", "Try a reply"),
        ("en", "?lang=de", "de", "Eine Antwort ausprobieren"),
        ("de", "?lang=en", "en", "Try a reply"),
        ("de", "?lang=fr", "de", "Eine Antwort ausprobieren"),
    ],
)
def test_both_languages(service: Service, accepted: str, query: str, language: str, title: str) -> None:
    page = service.ask("GET", f"/{query}", None, {"Accept-Language": accepted})

    assert f'<html lang="{language}">' in page.text
    assert f"<h1>{title}</h1>" in page.text


def test_nothing_comes_from_elsewhere(service: Service) -> None:
    page = service.ask("GET", "/")
    css = service.ask("GET", "/static/pages.css")

    assert not FOREIGN.search(page.text)
    assert "//" not in re.sub(r"/\*.*?\*/", "", css.text, flags=re.DOTALL)
    assert "<script>" not in page.text
    assert "style=" not in page.text
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "connect-src 'self'" in page.headers["Content-Security-Policy"]


def test_it_says_so_while_its_script_is_not_built(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "BUNDLE", tmp_path / "tryout.js")
    missing = service.ask("GET", "/").text
    (tmp_path / "tryout.js").touch()
    built = service.ask("GET", "/").text

    assert "make run" in missing
    assert "<script" not in missing
    assert "make run" not in built
    assert '<script type="module" src="/static/built/tryout.js">' in built


def test_it_knows_the_company(start_service: Callable[..., Service]) -> None:
    example = Path(__file__).parents[2] / "examples" / "tonfall.yaml"
    service = start_service(source=Source(Location(example, "--config")))

    assert 'id="company" autocomplete="off" value="Muster GmbH"' in service.ask("GET", "/").text


def test_a_name_is_text_and_no_markup(start_service: Callable[..., Service], tmp_path: Path) -> None:
    path = tmp_path / "tonfall.yaml"
    path.write_text("""company: {names: ['"><script>alert(1)</script>']}\n""")
    service = start_service(source=Source(Location(path, "--config")))

    assert "<script>alert" not in service.ask("GET", "/").text

"""No draft text on disk or in a log: a marker goes everywhere a draft can go, and is then searched for."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

MARKER = "Geheimwort4711"
DRAFT = f"Sie haben wohl die Anleitung nicht gelesen, Sie Idiot. {MARKER} "
EXTENSION = "chrome-extension://abcdefghijklmnopabcdefghijklmnop"


def test_a_full_run_leaves_no_draft_anywhere(tmp_path: Path) -> None:
    home, temporary, cache = (tmp_path / name for name in ("home", "tmp", "cache"))
    for folder in (home, temporary, cache):
        folder.mkdir()
    (home / "tonfall.yaml").write_text("competitors: [Beispiel AG]\n")
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("tonfall")), "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=temporary,
        env=os.environ
        | {
            "TONFALL_HOME": str(home),
            "TONFALL_CONFIG": "",
            "HOME": str(home),
            "TMPDIR": str(temporary),
            "XDG_CACHE_HOME": str(cache),
            "PYTHONDEVMODE": "0",
        },
    )
    try:
        assert process.stdout
        port = int(process.stdout.readline().rpartition(":")[2])
        tokens = use(port)
        (home / "tonfall.yaml").write_text(f"competitors: {MARKER[:3]}\n")
        use(port)
    finally:
        process.terminate()
        out, err = process.communicate(timeout=30)

    assert process.returncode == 0
    for secret in (MARKER, *tokens):
        assert secret not in out + err
        for file in tmp_path.rglob("*"):
            assert secret not in file.name
            assert not file.is_file() or secret.encode() not in file.read_bytes(), file


def use(port: int) -> list[str]:
    """Check drafts in every way that works and in every way that fails; the tokens that were used."""
    origin = f"http://127.0.0.1:{port}"

    def ask(
        method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        connection.request(method, path, sent, {"Content-Type": "application/json"} | dict(headers or {}))
        response = connection.getresponse()
        answer = response.read().decode()
        connection.close()
        return response.status, answer

    started = json.loads(ask("POST", "/v1/pair/start", {}, {"Origin": EXTENSION})[1])
    page = ask("GET", f"/pair?request={started['request']}")[1]
    nonce = re.findall(r'name="nonce" value="([^"]+)"', page)[0]
    form = f"request={started['request']}&nonce={nonce}".encode()
    form_type = {"Content-Type": "application/x-www-form-urlencoded", "Origin": origin}
    assert ask("POST", "/pair", form, form_type)[0] == 200
    finished = ask("POST", "/v1/pair/finish", {"request": started["request"]}, {"Origin": EXTENSION})
    token = json.loads(finished[1])["token"]
    page_token = re.findall(r'name="tonfall-token" content="([^"]+)"', ask("GET", "/")[1])[0]
    allowed = {"Authorization": f"Bearer {token}", "Origin": EXTENSION}

    everything = {"text": DRAFT, "comment": DRAFT, "commenter": MARKER, "company": MARKER}
    assert ask("POST", "/v1/check", everything, allowed)[0] == 200
    case = {"rule": "de.defensive.not-read", "start": 0, "end": 5}
    around = f"{MARKER} ist mein Name. Sie haben wohl die Anleitung nicht gelesen. {MARKER}, wie gesagt."
    at = around.index("haben")
    kept = ask("POST", "/v1/feedback", case | {"text": around, "start": at, "end": at + 5}, allowed)
    assert json.loads(kept[1]) == {"sentence": "Sie haben wohl die Anleitung nicht gelesen."}
    by_page = {"Authorization": f"Bearer {page_token}", "Origin": origin}
    assert ask("POST", "/v1/check", {"text": DRAFT * 200}, by_page)[0] == 200
    refused = [
        ask("POST", "/v1/check", everything, {}),
        ask("POST", "/v1/check", everything, {"Authorization": f"Bearer {MARKER}"}),
        ask("POST", "/v1/check", everything, allowed | {"Origin": f"https://{MARKER}.example"}),
        ask("POST", "/v1/check", everything, allowed | {"Host": MARKER}),
        ask("POST", "/v1/check", everything, allowed | {"Content-Type": f"text/{MARKER}"}),
        ask("POST", "/v1/check", {"text": DRAFT, MARKER: DRAFT}, allowed),
        ask("POST", "/v1/check", {"text": [DRAFT], "platform": DRAFT, "commented_at": DRAFT}, allowed),
        ask("POST", "/v1/check", b'{"text": "' + DRAFT.encode(), allowed),
        ask("POST", "/v1/check", {"text": DRAFT * 1000}, allowed),
        ask("POST", "/v1/check", {"text": DRAFT * 20_000}, allowed),
        ask("POST", "/v1/feedback", case | {"text": DRAFT, "rule": MARKER}, allowed),
        ask("POST", "/v1/feedback", case | {"text": DRAFT, "end": 4000}, allowed),
        ask("POST", "/v1/feedback", case | {"text": DRAFT}, {}),
        ask("PUT", "/v1/check", everything, allowed),
        ask("POST", f"/v1/{MARKER}", everything, allowed),
        ask("GET", f"/?{MARKER}=1&text={MARKER}", everything, {"Origin": f"https://{MARKER}.example"}),
        ask("POST", "/v1/pair/finish", {"request": MARKER}, {"Origin": EXTENSION}),
    ]
    for status, answer in refused:
        assert 400 <= status < 500
        assert MARKER not in answer
    return [token, page_token]

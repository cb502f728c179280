"""tonfall check and tonfall rules, as somebody calls them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tonfall.cli import COMMANDS, main

BAD = "Das 😀 ist JETZT UNSER Paket. Danke."
CLEAN = "Die Kasse war am Samstag nur mit einer Person besetzt."


@pytest.fixture(autouse=True)
def no_configuration(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TONFALL_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TONFALL_CONFIG", raising=False)


def run(*arguments: str, given: str | bytes = "") -> Result:
    return CliRunner().invoke(main, list(arguments), input=given)


def test_every_command_has_a_help() -> None:
    for command in COMMANDS:
        result = run(command, "--help")
        assert result.exit_code == 0, command
        assert "Usage:" in result.output


def test_clean() -> None:
    result = run("check", CLEAN)
    assert result.exit_code == 0
    assert CLEAN in result.output
    assert "Nichts gefunden." in result.output


def test_readable() -> None:
    result = run("check", BAD)
    lines = result.output.splitlines()
    assert result.exit_code == 1
    assert lines[0] == "  " + BAD
    # an emoji is two columns wide
    assert lines[1] == "  " + " " * 11 + "~" * len("JETZT UNSER")
    assert lines[3].startswith("Warnung (wahrscheinlich)  JETZT UNSER  ")
    assert "Großbuchstaben wirken wie Anschreien." in result.output
    assert "→ jetzt unser" in result.output
    assert "\x1b" not in result.output


def test_language_of_the_reasons() -> None:
    english = run("check", BAD, "--language", "en").output
    assert "Warning (likely)  JETZT UNSER  " in english
    assert "Capital letters read like shouting." in english


def test_a_hint_alone_ends_with_0() -> None:
    result = run("check", "Danke für das Foto!!!", "--format", "json")
    assert [f["severity"] for f in json.loads(result.output)["findings"]] == ["hint"]
    assert result.exit_code == 0


def test_file_and_standard_input(tmp_path: Path) -> None:
    file = tmp_path / "draft.txt"
    file.write_text(BAD + "\n", encoding="utf-8")
    for result in (run("check", str(file)), run("check", "-", given=BAD + "\n")):
        assert result.exit_code == 1
        assert result.output == run("check", BAD).output


def test_json() -> None:
    report = json.loads(run("check", BAD, "--format", "json").output)
    assert set(report) == {"language", "score", "parts", "findings", "rewrite", "fingerprint", "pending"}
    (finding,) = report["findings"]
    assert (finding["start"], finding["end"]) == (11, 22)
    assert finding["suggestions"] == [{"replacement": "jetzt unser", "start": 11, "end": 22, "variant": ""}]
    assert report["rewrite"]["text"] == "Das 😀 ist jetzt unser Paket. Danke."


def test_what_is_known_around_the_draft() -> None:
    arguments = ["check", "Unsere Jacken sind super.", "--format", "json"]
    assert run(*arguments, "--role", "employee").exit_code == 1
    assert run(*arguments).exit_code == 0
    assert run("check", "Wir schreiben dir.", "--comment", "Können Sie helfen?").exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", BAD, "--role", "boss"],
        ["check", BAD, "--format", "xml"],
        ["check", BAD, "--config", "/nowhere/tonfall.yaml"],
        ["check", "--format", "jsonl", "/nowhere/drafts.jsonl"],
        ["chek"],
    ],
)
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_broken_configuration_ends_with_2(tmp_path: Path) -> None:
    file = tmp_path / "tonfall.yaml"
    file.write_text("rules: {de.x: loud}\n", encoding="utf-8")
    result = run("check", CLEAN, "--config", str(file))
    assert result.exit_code == 2
    assert f"{file}:1: " in result.output


def test_a_configuration_in_force(tmp_path: Path) -> None:
    file = tmp_path / "tonfall.yaml"
    file.write_text("rules: {any.insult.shouting: 'off'}\n", encoding="utf-8")
    assert run("check", BAD, "--config", str(file)).exit_code == 0


def answers(given: str | bytes, *, status: int = 0) -> list[dict[str, Any]]:
    result = run("check", "--format", "jsonl", given=given)
    assert result.exit_code == status
    return [json.loads(line) for line in result.output.splitlines()]


def test_the_filter_keeps_order_and_ids() -> None:
    requests = [
        {"id": f"n{n}", "text": BAD if n % 2 else CLEAN, "platform": "x", "comment": ""} for n in range(6)
    ]
    found = answers("".join(json.dumps(r) + "\n" for r in requests))
    assert [a["id"] for a in found] == [r["id"] for r in requests]
    assert [len(a["findings"]) for a in found] == [0, 1] * 3


def test_the_filter_tells_what_was_posted_before() -> None:
    text = "Die Karte kommt am Freitag mit der Post zu Ihnen nach Hause."
    (first,) = answers(json.dumps({"id": 1, "text": text}) + "\n")
    (again,) = answers(json.dumps({"id": 2, "text": text, "posted": [first["fingerprint"]]}) + "\n")
    assert not first["findings"]
    assert [finding["rule"] for finding in again["findings"]] == ["any.boilerplate.posted-before"]


@pytest.mark.parametrize(
    ("line", "name", "says"),
    [
        ("{", None, "not JSON"),
        ("[]", None, "an object with `id` and `text`"),
        ('{"id": "b"}', "b", "text is missing"),
        ('{"id": "b", "text": 3}', "b", "text must be text"),
        ('{"id": "b", "text": "x", "role": "boss"}', "b", "write one of official, employee"),
        ('{"id": "b", "text": "x", "role": []}', "b", "write one of official, employee"),
        ('{"id": "b", "text": "x", "mood": 1}', "b", "unknown field 'mood'; known: text"),
        ('{"id": "b", "text": "x", "commented_at": "today"}', "b", "a time with its offset"),
        ('{"id": "b", "text": "x", "posted": "ab"}', "b", "a list of fingerprints"),
        ('{"id": "b", "text": "x", "posted": [[]]}', "b", "a list of fingerprints"),
        ('{"id": "b", "text": "x", "posted": ["00\\n"]}', "b", "a list of fingerprints"),
        (
            json.dumps({"id": "b", "text": "x", "posted": ["00" * 16] * 301}),
            "b",
            "posted may hold 300 at most",
        ),
        ("[" * 100_000, None, ""),
    ],
)
def test_a_bad_line_gets_an_answer_and_loses_nothing(line: str, name: str | None, says: str) -> None:
    good = json.dumps({"id": "good", "text": CLEAN})
    found = answers(f"{good}\n{line}\n{good}\n", status=2)
    assert [a["id"] for a in found] == ["good", name, "good"]
    assert says in found[1]["error"]
    assert "error" not in found[2]


def test_a_line_that_is_not_utf8() -> None:
    found = answers(b'{"id": 1, "text": "\xff"}\n{"id": 2, "text": "ok"}\n', status=2)
    assert [("error" in a) for a in found] == [True, False]


def test_half_a_surrogate_pair_survives() -> None:
    (found,) = answers('{"id": 1, "text": "\\ud83d[was?] NICHT UNSER Fehler"}\n')
    assert "[was?]" in [finding["quote"] for finding in found["findings"]]


def test_as_a_real_process() -> None:
    """Through the entry point, as bench/score.py calls it; colours only where asked for."""
    tonfall = Path(sys.executable).with_name("tonfall")
    done = subprocess.run(
        [tonfall, "check", "--format", "jsonl"],
        input=json.dumps({"id": 1, "text": BAD}) + "\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["id"] == 1


def test_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    coloured = CliRunner().invoke(main, ["check", BAD], color=True)
    assert "\x1b[" in coloured.output
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in CliRunner().invoke(main, ["check", BAD], color=True).output


RULE = """\
- id: team.vague.rule
  category: vague
  severity: hint
  message: Wann genau?
  principle: concrete
  match: ["demnächst"]
  examples:
    flag: ["Wir melden uns «demnächst».", "Das kommt «demnächst»."]
    pass: ["Wir melden uns am Montag.", "Das kommt im Mai."]
"""


def test_rules_test(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(RULE, encoding="utf-8")
    result = run("rules", "test", str(tmp_path))
    assert (result.exit_code, result.output) == (0, "1 rules, 4 examples, 0 failed\n")
    file.write_text(
        RULE.replace("«demnächst»", "«bald»", 1).replace("am Montag", "demnächst"), encoding="utf-8"
    )
    result = run("rules", "test", str(tmp_path))
    assert result.exit_code == 1
    assert f"{file}:8: team.vague.rule does not find" in result.output
    assert f"{file}:9: team.vague.rule finds 'demnächst'" in result.output
    file.write_text(RULE.replace('["demnächst"]', '["<wann>"]'), encoding="utf-8")
    result = run("rules", "test", str(tmp_path))
    assert result.exit_code == 1
    assert "there is no word class <wann>" in result.output


def test_rules_list() -> None:
    result = run("rules", "list", "--category", "register")
    assert result.exit_code == 0
    assert any(line.startswith("any.register.mixed") for line in result.output.splitlines())

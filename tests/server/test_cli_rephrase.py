"""tonfall rephrase, as somebody calls it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tonfall.cli import main

BAD = "Sie haben wohl die Anleitung nicht gelesen."
COMMENT = ("--comment", "Die Jacke ist nach zwei Tagen kaputt!")


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("TONFALL_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TONFALL_CONFIG", raising=False)
    return tmp_path / "home"


def run(*arguments: str, given: str | bytes = "") -> Result:
    return CliRunner().invoke(main, ["rephrase", *arguments], input=given)


def test_readable() -> None:
    result = run(BAD, *COMMENT, "--stage", "detailed")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0] == "Ausführliche Antwort"
    assert "  · Kritik anerkannt" in lines
    assert "Ganze Antwort:" in lines


def test_in_english_with_a_guess() -> None:
    lines = run("Please read the manual.", "--comment", "It broke.").output.splitlines()
    assert lines[0] == "Detailed answer (guessed; --stage says it for sure)"
    assert "Whole reply:" in lines


def test_json() -> None:
    found = json.loads(run(BAD, *COMMENT, "--format", "json").output)
    assert set(found) == {"language", "stage", "stage_guessed", "parts", "reply"}
    assert [part["part"] for part in found["parts"]] == ["acknowledgement", "lesson", "next_step"]
    assert found["reply"]["text"]


def test_again_gives_another_version_and_keeps_numbers_alone(home: Path) -> None:
    texts = [
        json.loads(run(BAD, *COMMENT, "--format", "json", *again).output)["reply"]["text"]
        for again in ((), ("--again",), ("--again",))
    ]
    assert len(set(texts)) == 3
    kept = (home / "used.json").read_text()
    assert "Anleitung" not in kept
    assert "Jacke" not in kept


def test_as_a_filter() -> None:
    request = json.dumps({"id": 7, "text": BAD, "comment": COMMENT[1], "stage": "first"})
    result = run("--format", "jsonl", given=f"{request}\nnonsense\n")
    answers = [json.loads(line) for line in result.output.splitlines()]
    assert result.exit_code == 2
    assert answers[0]["id"] == 7
    assert answers[0]["stage"] == "first"
    assert "not JSON" in answers[1]["error"]


@pytest.mark.parametrize("arguments", [(), (BAD, "--stage", "later"), (BAD, "--config", "/nowhere.yaml")])
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_an_empty_draft() -> None:
    assert "Ganze Antwort:" in run("", *COMMENT, "--language", "de").output

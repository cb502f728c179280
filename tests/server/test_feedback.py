"""Cases marked “not so”: what is kept of them, what is refused, and what comes out again."""

from __future__ import annotations

import json
import logging
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from tests.server.service import CHROME, Answer, Service

from tonfall import __version__, feedback
from tonfall.cli import main
from tonfall.feedback import Case, CaseStore, as_yaml, examples
from tonfall.rules.schema import ExampleEntry, Examples
from tonfall.web.problems import TYPE

RULE = "de.insult.test"
DRAFT = "Hallo 👋🏽, danke. Das 😀 steht im Laden. Geheim bleibt das."


@pytest.fixture
def token(service: Service) -> str:
    return service.store.add(CHROME, "Chrome")


def send(service: Service, token: str, **changed: Any) -> Answer:
    start = utf16(DRAFT[: DRAFT.index("steht")])
    request = {"rule": RULE, "text": DRAFT, "start": start, "end": start + 5} | changed
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    return service.ask("POST", "/v1/feedback", json.dumps(request), headers)


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def case(sentence: str = "Das steht so.", rule: str = RULE, **changed: Any) -> Case:
    return replace(Case.now(rule, sentence, "facebook", "official"), **changed)


class TestKeeping:
    def test_only_the_sentence_is_kept(self, service: Service, token: str) -> None:
        assert send(service, token, role="employee").json == {"sentence": "Das 😀 steht im Laden."}

        (line,) = service.cases.path.read_text(encoding="utf-8").splitlines()
        kept = json.loads(line)
        assert kept.pop("time").endswith("+00:00")
        assert kept == {
            "rule": RULE,
            "sentence": "Das 😀 steht im Laden.",
            "platform": "facebook",
            "role": "employee",
            "version": __version__,
        }

    def test_a_finding_over_two_sentences_has_both(self, service: Service, token: str) -> None:
        whole = send(service, token, start=utf16("Hallo 👋🏽, "), end=utf16(DRAFT[: DRAFT.index("im")])).json

        assert whole == {"sentence": "Hallo 👋🏽, danke. Das 😀 steht im Laden."}

    def test_nobody_else_may_read_it(self, service: Service, token: str) -> None:
        for _ in range(2):
            send(service, token)
            assert stat.S_IMODE(service.cases.path.stat().st_mode) == 0o600
        assert [path.name for path in service.cases.path.parent.iterdir() if "feedback" in path.name] == [
            "feedback.jsonl"
        ]

    def test_the_oldest_go(self, service: Service, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(feedback, "MAX_CASES", 3)
        for number in range(5):
            send(service, token, text=f"Nummer {number} hier.", start=0, end=3)
        assert [c.sentence for c in service.cases.all()] == [f"Nummer {n} hier." for n in (2, 3, 4)]

        size = service.cases.path.stat().st_size
        monkeypatch.setattr(feedback, "MAX_BYTES", size - 1)
        send(service, token, text="Nummer 5 hier.", start=0, end=3)
        assert [c.sentence for c in service.cases.all()] == [f"Nummer {n} hier." for n in (4, 5)]


class TestRefusing:
    @pytest.mark.parametrize(
        ("changed", "fields"),
        [
            ({"rule": "de.insult.unknown"}, ["rule"]),
            ({"rule": ""}, ["rule"]),
            ({"start": 1000, "end": 1005}, ["end", "start"]),
            ({"end": 10**30}, ["end", "start"]),
            ({"start": 7}, ["end", "start"]),  # in the middle of the hand
            ({"start": 0, "end": 7}, ["end", "start"]),
            ({"start": 9, "end": 3}, ["end", "start"]),
            ({"start": 0, "end": 0}, ["end", "start"]),
            ({"text": "      ", "start": 1, "end": 3}, ["end", "start"]),
            ({"start": -1}, ["start"]),
            ({"start": 1.5}, ["start"]),
            ({"start": "1"}, ["start"]),
            ({"start": True}, ["start"]),
            ({"text": None}, ["text"]),
            ({"platform": "myspace"}, ["platform"]),
            ({"comment": "Kaputt!"}, ["comment"]),
            ({"commenter": "Jana K."}, ["commenter"]),
        ],
    )
    def test_a_mistake_is_named_with_its_field(
        self, service: Service, token: str, changed: dict[str, Any], fields: list[str]
    ) -> None:
        answer = send(service, token, **changed)

        assert (answer.status, answer.json["type"]) == (422, TYPE + "invalid")
        assert sorted(answer.json["errors"]) == fields
        assert not service.cases.path.exists()

    def test_a_huge_text(self, service: Service, token: str) -> None:
        answer = send(service, token, text="a" * 2001, start=0, end=1)
        assert (answer.status, answer.json["type"]) == (413, TYPE + "sentence-too-long")
        assert send(service, token, text="a" * 20_001).json["type"] == TYPE + "draft-too-long"
        assert send(service, token, text="a" * 600_000).json["type"] == TYPE + "body-too-large"
        assert not service.cases.path.exists()

    def test_without_a_token(self, service: Service) -> None:
        assert send(service, "").status == 401
        assert send(service, "guessed").status == 401
        assert not service.cases.path.exists()

    def test_half_a_surrogate_pair_is_one_unit(self, service: Service, token: str) -> None:
        answer = send(service, token, text="\ud83d Das steht so.", start=2, end=5)

        assert answer.json == {"sentence": "\ufffd Das steht so."}

    def test_what_cannot_be_written_is_told(
        self, service: Service, token: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        service.cases.path.mkdir()

        with caplog.at_level(logging.INFO):
            answer = send(service, token)

        assert (answer.status, answer.json["type"]) == (500, TYPE + "not-kept")
        assert "feedback.jsonl: cannot be written" in caplog.text
        assert "steht" not in caplog.text + answer.text


def parsed(cases: list[Case]) -> Any:
    return YAML(typ="rt").load("\n".join(as_yaml(cases)))


def sentences(rules: Any) -> dict[str, list[str]]:
    """The texts of the examples, read as a rule file's are."""
    found = {}
    for rule in rules:
        assert set(rule) == {"id", "examples"}
        flag = ["«a»", "«b»"]
        read = Examples.model_validate({"flag": flag, "pass": [*rule["examples"]["pass"], "x", "y"]})
        found[rule["id"]] = [e.text if isinstance(e, ExampleEntry) else e for e in read.passing[:-2]]
    return found


class TestExamples:
    def test_they_are_grouped_by_rule_and_each_there_once(self) -> None:
        cases = [case("Zwei."), case("Eins.", "any.insult.model"), case("Zwei."), case("Drei.")]

        assert sentences(parsed(cases)) == {"any.insult.model": ["Eins."], RULE: ["Zwei.", "Drei."]}

    def test_what_was_unusual_around_it_comes_along(self) -> None:
        found = examples([case("Eins.", role="employee", platform="x"), case("Eins.")])

        assert found == {RULE: [{"text": "Eins.", "role": "employee", "platform": "x"}, "Eins."]}
        assert parsed([case("Eins.", role="employee")])[0]["examples"]["pass"][0]["role"] == "employee"

    @pytest.mark.parametrize(
        "sentence",
        [
            'Er sagte: "Nein" \\ und ging.',
            "- kein: Listenpunkt # kein Kommentar",
            "yes",
            "1e3",
            "👩‍👩‍👧 🇩🇪 ❤️ Cafe\u0301",
            "a\u2028b\x07c\x85d\ufeffe\x7ff\U000e0041",
            "%TAG ! !!str &a *a",
            "'",
        ],
    )
    def test_nothing_is_lost_on_the_way(self, sentence: str) -> None:
        assert sentences(parsed([case(sentence)])) == {RULE: [sentence]}

    @given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=80), min_size=1, max_size=5))
    def test_whatever_the_sentence(self, texts: list[str]) -> None:
        written = parsed([case(text) for text in texts])

        assert written[0]["examples"]["pass"] == list(dict.fromkeys(texts))


class TestCommand:
    @pytest.fixture
    def store(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CaseStore:
        monkeypatch.setenv("TONFALL_HOME", str(tmp_path))
        return CaseStore.usual()

    def run(self, *arguments: str, given: str = "") -> Result:
        return CliRunner().invoke(main, ["feedback", *arguments], input=given)

    def test_list(self, store: CaseStore) -> None:
        assert self.run("list").output.startswith("No cases.")

        store.add(case("Das\x1b[2J 😀\nsteht so."))

        (line,) = self.run("list").output.splitlines()
        assert line.split(maxsplit=2)[1:] == [RULE, "Das [2J 😀 steht so."]

    def test_export(self, store: CaseStore) -> None:
        assert self.run("export").output == ""

        store.add(case("Er sagte: „Nein“ 😀."))
        store.add(case('Sie sagte: "Ja".', "any.insult.model"))

        assert sentences(YAML(typ="safe").load(self.run("export").output)) == {
            RULE: ["Er sagte: „Nein“ 😀."],
            "any.insult.model": ['Sie sagte: "Ja".'],
        }
        lines = self.run("export", "--format", "jsonl").output.splitlines()
        assert [Case(**json.loads(line)) for line in lines] == store.all()

    def test_clear_asks_first(self, store: CaseStore) -> None:
        store.add(case())
        assert self.run("clear", given="n\n").exit_code == 1
        assert store.path.exists()
        assert self.run("clear", given="y\n").exit_code == 0
        assert not store.path.exists()
        assert self.run("clear", "--yes").exit_code == 0

    @pytest.mark.parametrize("line", ["{", "[]", "3", "{}", '{"rule": 1}', "[" * 100_000])
    def test_a_broken_line_is_named(self, store: CaseStore, line: str) -> None:
        store.add(case())
        with store.path.open("a") as file:
            file.write(line + "\n")

        result = self.run("export")

        assert result.exit_code == 1
        assert f"{store.path}:2: is not a case; remove this line" in result.output
        # and it stops nobody from keeping more
        store.add(case())
        assert len(store.path.read_text().splitlines()) == 3

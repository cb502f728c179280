"""The second reader: what it may say, when, and that nobody ever waits for it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.server import model_server
from tests.server.model_server import Behaviour, ModelServer, Reply, says, serving

from tonfall import second_look
from tonfall.checker import Checker
from tonfall.draft import Category, Draft, Report, Severity
from tonfall.llm import second_reader
from tonfall.llm.second_reader import MOST_OPINIONS, MOST_WAITING, ModelReader, judgement
from tonfall.rules.load import load_shipped
from tonfall.team.config import Location
from tonfall.team.source import Source
from tonfall.text.document import Document
from tonfall.web.live import LiveChecker

SENTENCE = "Das Paket lag schon am Freitag beim Nachbarn."


@pytest.fixture
def unsure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Checkers are unsure of everything, so that tests don't hang on the weights of the models."""

    def every(_matches: object, document: Document, _context: object) -> list[tuple[str, str]]:
        return [(sentence.text, "de") for sentence in document.sentences]

    monkeypatch.setattr(second_look, "unsure", every)


@pytest.fixture
def reading() -> Iterator[Callable[[ModelServer], ModelReader]]:
    readers: list[ModelReader] = []

    def make(server: ModelServer, timeout: float = 5.0) -> ModelReader:
        readers.append(ModelReader(server.settings(timeout, model="m")))
        return readers[-1]

    yield make
    for reader in readers:
        reader.close()


def answer(category: str | None, quote: str) -> Behaviour:
    return says(json.dumps({"category": category, "quote": quote}, ensure_ascii=False))


def until(checker: Checker, draft: Draft) -> Report:
    end = time.monotonic() + 20
    while (report := checker.check(draft)).pending and time.monotonic() < end:
        time.sleep(0.02)
    return report


def of_reader(report: Report) -> list[tuple[str, str, str]]:
    return [(f.rule, f.quote, f.certainty) for f in report.findings if f.rule.endswith(".second-reader")]


@pytest.mark.usefixtures("unsure")
def test_an_opinion_comes_out_at_the_next_check(reading: Callable[..., ModelReader]) -> None:
    with serving(answer("insult", "beim Nachbarn")) as server:
        checker = Checker(second_reader=reading(server))
        draft = Draft(f"Danke. 😀 {SENTENCE}")

        first = checker.check(draft)
        assert first.pending
        assert not of_reader(first)
        last = until(checker, draft)

        assert not last.pending
        assert of_reader(last) == [("any.insult.second-reader", "beim Nachbarn", "perhaps")]
        [finding] = [f for f in last.findings if f.rule == "any.insult.second-reader"]
        assert finding.severity == Severity.HINT
        assert finding.message.startswith("Vielleicht: ")
        assert json.loads(server.asked[0]["messages"][1]["content"])["sentence"] in draft.text
        asked = len(server.asked)
        checker.check(draft)
        time.sleep(0.2)
        assert len(server.asked) == asked  # once is enough


def test_every_category_has_a_rule_that_only_hints() -> None:
    rules = {rule.id: rule for pack in load_shipped() for rule in pack.rules}
    for category in Category:
        rule = rules[second_look.SECOND_READER.format(category)]
        assert (rule.category, rule.severity, rule.confidence) == (category, Severity.HINT, 0.5)
        assert rule.message.de.startswith("Vielleicht: ")
        assert rule.message.en.startswith("Perhaps: ")


@pytest.mark.parametrize(
    "said",
    [
        "",
        "null",
        "[]",
        "{}",
        '"insult"',
        '{"category": "insult"}',
        '{"category": "rude", "quote": "Paket"}',
        '{"category": "insult", "quote": ""}',
        '{"category": "insult", "quote": " "}',
        '{"category": "insult", "quote": "paket"}',
        '{"category": "insult", "quote": ["Paket"]}',
        '{"category": ["insult"], "quote": "Paket"}',
        '{"category": {"a": 1}, "quote": "Paket"}',
        '{"category": null, "quote": "Paket"}',
        '{"category": "insult", "quote": "Paket", "severity": "block"}',
        '```json\n{"category": "insult", "quote": "Paket"}\n```',
        'Gern! {"category": "insult", "quote": "Paket"}',
        '{"category": "insult", "quote": "Paket"}{}',
        "[" * 100_000,
    ],
)
def test_anything_but_the_json_asked_for_is_dropped(said: str) -> None:
    assert judgement(said, SENTENCE) is None


def test_the_json_asked_for() -> None:
    said = json.dumps({"category": "lecturing", "quote": "Paket"})
    start = SENTENCE.index("Paket")
    assert judgement(said, SENTENCE) == (Category.LECTURING, start, start + 5)


@pytest.mark.usefixtures("unsure")
@pytest.mark.parametrize(
    "behave",
    [
        model_server.silent,
        model_server.drips,
        model_server.fails,
        model_server.hangs_up,
        model_server.endless,
        model_server.garbage,
        says("Das ist alles Unsinn."),
        says('{"category": "block", "quote": "Da"}'),
    ],
)
def test_a_bad_model_changes_nothing_and_is_not_waited_for(
    behave: Behaviour, reading: Callable[..., ModelReader]
) -> None:
    with serving(behave) as server:
        checker = Checker(second_reader=reading(server, timeout=1.0))
        draft = Draft(SENTENCE)
        plain = Checker().check(draft)

        assert replace(checker.check(draft), pending=False) == plain
        assert until(checker, draft) == plain


@pytest.mark.usefixtures("unsure")
def test_a_model_out_of_reach_is_left_alone_for_longer_each_time(
    reading: Callable[..., ModelReader], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_reader, "FIRST_PAUSE", 0.2)
    with serving(model_server.fails) as server:
        reader = reading(server)
        asked = []
        end = time.monotonic() + 2.5
        while time.monotonic() < end:
            reader.ask([(SENTENCE, "de")])
            time.sleep(0.01)
            asked.append(len(server.asked))
        assert 2 <= asked[-1] <= 5  # after 0, 0.2, 0.6, 1.4 seconds and some
        server.behave = answer("insult", "Paket")
        until_true(lambda: reader.ask([(SENTENCE, "de")]))
        until_true(lambda: not reader.ask([(SENTENCE, "de")]))
        assert reader.opinion(Document.of(SENTENCE).sentences[0])


def until_true(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_questions_and_opinions_are_bounded(
    reading: Callable[..., ModelReader], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = threading.Event()

    def waits(reply: Reply) -> None:
        held.wait(20)
        answer(None, "")(reply)

    monkeypatch.setattr(second_reader, "MOST_OPINIONS", 5)
    with serving(waits) as server:
        reader = reading(server, timeout=60.0)
        for number in range(200):
            assert reader.ask([(f"Satz Nummer {number} steht hier.", "de")])
        assert len(reader._waiting) == MOST_WAITING
        held.set()
        until_true(lambda: not reader._waiting and reader._reading is None)

        sentences = [json.loads(each["messages"][1]["content"])["sentence"] for each in server.asked]
        assert "Satz Nummer 199 steht hier." in sentences[:2]  # the newest first
        assert len(reader._opinions) == 5
    assert MOST_OPINIONS > 5


def test_a_very_long_sentence_is_not_asked_about(reading: Callable[..., ModelReader]) -> None:
    with serving(answer(None, "")) as server:
        assert not reading(server).ask([("lang " * 200, "de")])


def test_it_stops_while_the_model_is_silent(reading: Callable[..., ModelReader]) -> None:
    with serving(model_server.silent) as server:
        reader = reading(server, timeout=60.0)
        reader.ask([(SENTENCE, "de")])
        until_true(lambda: bool(server.asked))
        start = time.monotonic()
        reader.close()

        assert time.monotonic() - start < 5
        assert not reader.ask([(SENTENCE, "de")])
        names = {thread.name for thread in threading.enumerate()}
        assert not names & {"tonfall-model", "tonfall-second-reader"}


@pytest.mark.usefixtures("unsure")
def test_it_never_says_what_the_checker_says_already(reading: Callable[..., ModelReader]) -> None:
    with serving(answer("insult", "Sie")) as server:
        checker = Checker(second_reader=reading(server))
        draft = Draft("Sie haben wirklich keine Ahnung, Sie Idiot.")
        report = until(checker, draft)

        assert any(f.category == Category.INSULT for f in report.findings)
        assert not of_reader(report)


def test_the_sentences_that_are_asked_about() -> None:
    """Those near a threshold, never those that something was found in, and none of a few words."""
    asked: list[str] = []

    class Notes:
        def opinion(self, sentence: object) -> None:
            return None

        def ask(self, questions: list[tuple[str, str]]) -> bool:
            asked.extend(text for text, _ in questions)
            return False

    checker = Checker(second_reader=Notes())  # type: ignore[arg-type]
    text = f"{SENTENCE} Danke. Sie haben wohl die Anleitung nicht gelesen, Sie Idiot. Die Rechnung liegt bei."
    checker.check(Draft(text))

    assert "Danke." not in asked
    assert not [each for each in asked if "Idiot" in each]
    assert set(asked) <= {sentence.text for sentence in Document.of(text).sentences}


@pytest.mark.usefixtures("unsure")
def test_the_service_has_the_configured_one_and_ends_it(tmp_path: Path) -> None:
    with serving(answer("insult", "beim Nachbarn")) as server:
        file = tmp_path / "tonfall.yaml"
        file.write_text(f"rewriter: {{url: '{server.url}', model: m, second_reader: true}}", encoding="utf-8")
        live = LiveChecker(Source(Location(file, "--config"), look_every=0.0))
        until_true(lambda: not live.current().check(Draft(SENTENCE)).pending)
        assert of_reader(live.current().check(Draft(SENTENCE)))
        assert live.rewriter()

        file.write_text("competitors: [Beispiel AG]", encoding="utf-8")
        assert not of_reader(live.current().check(Draft(SENTENCE)))
        assert live.rewriter() is None
        live.close()
        assert "tonfall-second-reader" not in {thread.name for thread in threading.enumerate()}

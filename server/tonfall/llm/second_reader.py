"""The second reader: has the model judge sentences in the background and remembers what it said.

A check only looks into a dictionary and leaves its questions; it never waits. What the model says counts if
it is the JSON that was asked for and quotes the sentence exactly; everything else is dropped.
Opinions live in memory, and only the latest of them.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import closing

from tonfall.detectors.context import Opinion, Question
from tonfall.draft import Category
from tonfall.llm import prompts
from tonfall.llm.client import ModelError, stream
from tonfall.team.config import RewriterSettings
from tonfall.text.document import Sentence

MOST_OPINIONS = 2_000
MOST_WAITING = 32
"""Sentences; of more, the oldest go: people go on typing, and the newest are what they look at."""

MOST_LETTERS = 600
"""Of a sentence that is put to the model."""

MOST_TOKENS = 200
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
"""Seconds for which a model that gave no answer is left alone; each time in a row twice as long."""

log = logging.getLogger(__name__)


class ModelReader:
    """A second reader that asks the model. Thread-safe; its thread begins with the first question."""

    def __init__(self, settings: RewriterSettings) -> None:
        self._settings = settings
        self._lock = threading.Condition()
        self._opinions: OrderedDict[Question, Opinion | None] = OrderedDict()
        self._waiting: list[Question] = []
        self._reading: Question | None = None
        self._failures = 0
        self._silent_until = 0.0
        self._closed = False
        self._thread: threading.Thread | None = None

    def opinion(self, sentence: Sentence) -> Opinion | None:
        """What the model said of the sentence; None: nothing, or nothing yet."""
        question = sentence.text, sentence.languages[0]
        with self._lock:
            if question in self._opinions:
                self._opinions.move_to_end(question)
            return self._opinions.get(question)

    def ask(self, questions: Sequence[Question]) -> bool:
        """Leave questions. True: one of them will be answered, unless the model fails."""
        with self._lock:
            if self._closed or time.monotonic() < self._silent_until:
                return False
            new = [q for q in questions if q not in self._opinions and len(q[0]) <= MOST_LETTERS]
            fresh = [q for q in new if q != self._reading]
            if fresh:
                self._waiting = [*(q for q in self._waiting if q not in fresh), *reversed(fresh)][
                    -MOST_WAITING:
                ]
                if self._thread is None:
                    self._thread = threading.Thread(
                        target=self._run, name="tonfall-second-reader", daemon=True
                    )
                    self._thread.start()
                self._lock.notify_all()
            return bool(new)

    def close(self) -> None:
        """Stop, giving up what is being read."""
        with self._lock:
            self._closed = True
            self._waiting = []
            self._lock.notify_all()
        if self._thread:
            self._thread.join(5)

    def _run(self) -> None:
        while (question := self._next()) is not None:
            try:
                answer = self._answer(question[0])
            except ModelError as error:
                self._failed(error)
                continue
            with self._lock:
                self._failures = 0
                self._reading = None
                self._opinions[question] = judgement(answer, question[0])
                if len(self._opinions) > MOST_OPINIONS:
                    self._opinions.popitem(last=False)

    def _next(self) -> Question | None:
        """The newest question; None: it is over."""
        with self._lock:
            while not self._closed and not self._waiting:
                self._lock.wait()
            self._reading = None if self._closed else self._waiting.pop()
            return self._reading

    def _answer(self, sentence: str) -> str:
        answer = ""
        with closing(
            stream(self._settings, prompts.judging(sentence), most_tokens=MOST_TOKENS, schema=prompts.SCHEMA)
        ) as pieces:
            for piece in pieces:
                if self._closed:
                    break
                answer += piece
        return answer

    def _failed(self, error: ModelError) -> None:
        """Leave the model alone for a while, and whoever waits for it with it."""
        with self._lock:
            pause = min(FIRST_PAUSE * 2**self._failures, LONGEST_PAUSE)
            self._failures = min(self._failures + 1, 10)
            self._silent_until = time.monotonic() + pause
            self._waiting = []
            self._reading = None
        log.log(
            logging.WARNING if self._failures == 1 else logging.DEBUG,
            "second reader: the model at %s is %s; asked again in %.0f s",
            self._settings.url,
            error.trouble,
            pause,
        )


def judgement(answer: str, sentence: str) -> Opinion | None:
    """What the model's answer says of the sentence; None: nothing wrong, or not the JSON it was asked for."""
    try:
        said = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or said.keys() != {"category", "quote"}:
        return None
    category, quote = said["category"], said["quote"]
    if category not in [*Category] or not isinstance(quote, str) or not quote.strip():
        return None
    start = sentence.find(quote)
    return (Category(category), start, start + len(quote)) if start >= 0 else None

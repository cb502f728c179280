"""The checker for the configuration in force, built anew when that changes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from tonfall.draft import Draft, Rephrasing, Report
from tonfall.team.config import Config, ConfigError
from tonfall.team.source import Source
from tonfall.text.document import forget

if TYPE_CHECKING:
    from tonfall.detectors.context import SecondReader
    from tonfall.llm.rewriter import Rewriter
    from tonfall.llm.second_reader import ModelReader

log = logging.getLogger(__name__)


class Judge(Protocol):
    """What the service needs of a checker."""

    def check(self, draft: Draft) -> Report:
        """Judge one draft."""
        ...

    def rephrase(self, draft: Draft, avoid: Sequence[str] = ()) -> Rephrasing:
        """Propose the missing parts and a whole reply."""
        ...

    def packs(self) -> dict[str, int]:
        """Rule packs and how many rules each has in force."""
        ...

    def knows(self, rule: str) -> bool:
        """Whether there is a rule with this id."""
        ...


def build_checker(config: Config, second_reader: SecondReader | None = None) -> Judge:
    """The checker for `config`. Raises ConfigError where a team's pack is broken."""
    from tonfall.checker import Checker
    from tonfall.rules.load import RuleError

    try:
        return Checker(config, second_reader=second_reader)
    except RuleError as error:
        raise ConfigError(str(error)) from None


class LiveChecker:
    """Follows a Source. While one thread builds the new checker, the others go on with the old one."""

    def __init__(self, source: Source, build: Callable[[Config], Judge] | None = None) -> None:
        """`build` makes checkers in tests; else they are real, with a second reader if configured."""
        self._source = source
        self._build = build or self._with_second_reader
        self._second_reader: ModelReader | None = None
        self._rewriter: Rewriter | None = None
        self._building = threading.Lock()
        self._config: Config | None = None
        self._judge: Judge | None = None
        self._pack_problem: str | None = None

    @property
    def problem(self) -> str | None:
        """What is wrong with the configuration or a pack of it, if anything is."""
        self.current()
        return self._source.problem or self._pack_problem

    def current(self) -> Judge:
        """The checker in force; the first call builds it."""
        judge = self._judge
        if judge is not None and (self._source.current() is self._config or self._building.locked()):
            return judge
        with self._building:
            config = self._source.current()
            if self._judge is None or config is not self._config:
                self._judge = self._for(config)
                forget()
                self._config = config
                self._rewriter = self._rewriter_for(config, self._judge)
            return self._judge

    def _for(self, config: Config) -> Judge:
        try:
            judge = self._build(config)
            self._pack_problem = None
        except ConfigError as error:
            self._pack_problem = str(error)
            log.warning("rule packs kept as they were: %s", error)
            judge = self._judge or self._build(replace(config, packs=()))
        return judge

    def rewriter(self) -> Rewriter | None:
        """What rephrases with the configured language model; None: none is configured."""
        self.current()
        return self._rewriter

    def close(self) -> None:
        """End what works in the background."""
        if self._second_reader:
            self._second_reader.close()
            self._second_reader = None

    def _with_second_reader(self, config: Config) -> Judge:
        """The real checker; its second reader takes the place of the one before."""
        reader: ModelReader | None = None
        if config.rewriter and config.rewriter.second_reader:
            from tonfall.llm.second_reader import ModelReader

            reader = ModelReader(config.rewriter)
        judge = build_checker(config, reader)
        self.close()
        self._second_reader = reader
        return judge

    @staticmethod
    def _rewriter_for(config: Config, judge: Judge) -> Rewriter | None:
        if config.rewriter is None:
            return None
        from tonfall.checker import Checker
        from tonfall.llm.rewriter import Rewriter

        return Rewriter(config.rewriter, judge) if isinstance(judge, Checker) else None

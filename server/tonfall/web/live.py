"""The checker for the configuration in force, built anew when that changes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from tonfall.draft import Draft, Report
from tonfall.team.config import Config, ConfigError
from tonfall.team.source import Source

log = logging.getLogger(__name__)


class Judge(Protocol):
    """What the service needs of a checker."""

    def check(self, draft: Draft) -> Report:
        """Judge one draft."""
        ...

    def packs(self) -> dict[str, int]:
        """Rule packs and how many rules each has in force."""
        ...

    def knows(self, rule: str) -> bool:
        """Whether there is a rule with this id."""
        ...


def build_checker(config: Config) -> Judge:
    """The checker for `config`. Raises ConfigError where a team's pack is broken."""
    from tonfall.checker import Checker
    from tonfall.rules.load import RuleError

    try:
        return Checker(config)
    except RuleError as error:
        raise ConfigError(str(error)) from None


class LiveChecker:
    """Follows a Source. While one thread builds the new checker, the others go on with the old one."""

    def __init__(self, source: Source, build: Callable[[Config], Judge] = build_checker) -> None:
        self._source = source
        self._build = build
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
                self._config = config
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

"""All rules in force, compiled for each language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tonfall.draft import Category, Language, Severity, Texts
from tonfall.rules.cache import cached_pack, cached_principles
from tonfall.rules.compile import Compiled, Names, compile_packs
from tonfall.rules.load import LANGUAGES, SHIPPED, SHIPPED_PACKS, RuleError, clashes
from tonfall.rules.rule import Pack, Rule
from tonfall.team.config import Config


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """What a checker judges by. `principles`: id → title and reason."""

    packs: tuple[Pack, ...]
    rules: dict[str, Rule]
    compiled: dict[Language, Compiled]
    principles: dict[str, tuple[Texts, Texts]]
    weighed: frozenset[str]
    """Rules whose findings the second look may doubt: shipped patterns that don't block."""

    @classmethod
    def of(cls, config: Config, packs: Sequence[Pack] | None = None) -> Rulebook:
        """The shipped packs and the configured ones, or just `packs`. Raises RuleError."""
        if packs is None:
            packs = (*_shipped(), *(cached_pack(Path(folder)) for folder in config.packs))
        problems = clashes(packs)
        if problems:
            raise RuleError(problems)
        names = Names(config.company.names, config.company.products, config.competitors)
        compiled = {language: compile_packs(packs, language, names) for language in LANGUAGES}
        return cls(
            tuple(packs),
            {rule.id: rule for pack in packs for rule in pack.rules},
            compiled,
            cached_principles(),
            frozenset(rule.id for pack in packs for rule in pack.rules if _weighed(rule)),
        )


def _weighed(rule: Rule) -> bool:
    return (
        bool(rule.match)
        and rule.category != Category.REGISTER
        and rule.severity != Severity.BLOCK
        and Path(rule.file).resolve().is_relative_to(SHIPPED)
    )


@lru_cache(maxsize=1)
def _shipped() -> tuple[Pack, ...]:
    return tuple(cached_pack(SHIPPED / name) for name in SHIPPED_PACKS)

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
from tonfall.rules.rule import Block, Pack, Rule
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
    own: frozenset[str]
    """A team's rules."""
    blocks: dict[tuple[str, Language], tuple[Block, ...]]
    """Purpose and language → building blocks, a team's own first."""

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
        problems = []
        for block in (block for pack in packs for block in pack.blocks if block.about):
            if compiled[block.language].has_class(f"about-{block.about}"):
                # now rather than in the first check: base forms of a team's own take seconds to look up
                compiled[block.language].word_class(f"about-{block.about}")
            else:
                problems.append(
                    f"{block.file}:{block.line}: there is no word class <about-{block.about}>; correct "
                    "`about:`, or name it in a words.yaml beside"
                )
        if problems:
            raise RuleError(problems)
        return cls(
            tuple(packs),
            {rule.id: rule for pack in packs for rule in pack.rules},
            compiled,
            cached_principles(),
            frozenset(rule.id for pack in packs for rule in pack.rules if _weighed(rule)),
            frozenset(rule.id for pack in packs for rule in pack.rules if not _is_shipped(rule)),
            _blocks(packs),
        )


def _blocks(packs: Sequence[Pack]) -> dict[tuple[str, Language], tuple[Block, ...]]:
    found: dict[tuple[str, Language], list[Block]] = {}
    for block in sorted((b for pack in packs for b in pack.blocks), key=lambda b: not b.team):
        found.setdefault((block.purpose, block.language), []).append(block)
    return {key: tuple(blocks) for key, blocks in found.items()}


def _is_shipped(rule: Rule) -> bool:
    return Path(rule.file).resolve().is_relative_to(SHIPPED)


def _weighed(rule: Rule) -> bool:
    return (
        bool(rule.match)
        and rule.category != Category.REGISTER
        and rule.severity != Severity.BLOCK
        and _is_shipped(rule)
    )


@lru_cache(maxsize=1)
def _shipped() -> tuple[Pack, ...]:
    return tuple(cached_pack(SHIPPED / name) for name in SHIPPED_PACKS)

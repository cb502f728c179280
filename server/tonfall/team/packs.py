"""Everything that is wrong with a tonfall.yaml and the rule packs it names."""

from __future__ import annotations

import difflib
from pathlib import Path

from tonfall.rules.book import Rulebook
from tonfall.rules.load import RuleError, clashes, load_pack, load_shipped
from tonfall.team.config import ConfigError, line_of, load, read


def problems_of(path: Path) -> list[str]:
    """One line each, `FILE:LINE: what, how to mend`; none if everything is right."""
    try:
        config = load(path)
    except ConfigError as error:
        return list(error.problems)
    problems: list[str] = []
    packs = load_shipped()
    for folder in config.packs:
        try:
            packs.append(load_pack(folder))
        except RuleError as error:
            problems += error.problems
    problems += clashes(packs)
    if problems:
        return problems
    try:
        Rulebook.of(config, packs)
    except RuleError as error:
        return list(error.problems)
    known = {rule.id for pack in packs for rule in pack.rules}
    written = read(path)
    for rule in config.rules:
        if rule not in known:
            close = difflib.get_close_matches(rule, known, n=1)
            mend = f"did you mean {close[0]}?" if close else "tonfall rules list shows all"
            problems.append(f"{path}:{line_of(written, ('rules', rule))}: there is no rule {rule}; {mend}")
    return problems

"""How often the category insult is right, function by function.

The cases: functions.yaml, and HateCheck where it lies near. `rules`: by what rules name. `checker`: with the
models' findings, hints too. `warned`: findings of at least a warning.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tonfall.checker import Checker
from tonfall.draft import Category, Draft, Language, Match, Severity
from tonfall.second_look import NAME

HERE = Path(__file__).parent
CORPORA = HERE.parents[2] / "shared" / "corpora"
HATECHECK: dict[Language, str] = {
    "de": "hatecheck_de/hatecheck_cases_final_german.csv",
    "en": "hatecheck_en/test_suite_cases.csv",
}
INSULTS = [
    "target_indiv_nh",
    "slur_h",
    "profanity_h",
    "derog_neg_emote_h",
    "derog_neg_attrib_h",
    "derog_dehum_h",
    "spell_char_swap_h",
    "spell_char_del_h",
    "spell_leet_h",
    "spell_space_add_h",
    "spell_space_del_h",
]
NO_INSULTS = ["negate_neg_nh", "counter_quote_nh", "counter_ref_nh", "profanity_nh", "target_obj_nh"]
"""HateCheck's functions that concern insults; those about single people are insults here."""

_FILLER = re.compile(r"\{(\w+)\}")
_ARTICLE = re.compile(r"\b([Aa])n? (?=([\w$]))")


@dataclass(frozen=True)
class Case:
    """A sentence, and whether it insults somebody."""

    language: Language
    function: str
    text: str
    insult: bool


@dataclass
class Share:
    """How many cases of a function came out right."""

    insult: bool
    cases: int = 0
    rules: int = 0
    checker: int = 0
    warned: int = 0


def own() -> Iterator[Case]:
    """The cases of functions.yaml."""
    languages: dict[Language, dict[str, Any]] = YAML(typ="safe").load(HERE / "functions.yaml")
    for language, functions in languages.items():
        for name, function in functions.items():
            texts = [text for template in function["cases"] for text in filled(template, function, language)]
            for text in dict.fromkeys(texts):
                yield Case(language, name, text, function["insult"])


def filled(template: str, fillers: dict[str, list[str]], language: Language) -> Iterator[str]:
    """The template with every combination of its fillers."""
    names = list(dict.fromkeys(_FILLER.findall(template)))
    for words in product(*(fillers[name] for name in names)):
        text = template
        for name, word in zip(names, words, strict=True):
            text = text.replace(f"{{{name}}}", word)
        yield _ARTICLE.sub(_article, text) if language == "en" and names else text


def _article(found: re.Match[str]) -> str:
    return f"{found.group(1)}{'n' if found.group(2).lower() in 'aeiou' else ''} "


def hatecheck() -> Iterator[Case]:
    """The cases of the real HateCheck, where the corpora lie."""
    for language, name in HATECHECK.items():
        if not (CORPORA / name).is_file():
            continue
        with (CORPORA / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                function = row["functionality"]
                if function in INSULTS or function in NO_INSULTS:
                    yield Case(language, function, row["test_case"], function in INSULTS)


@cache
def _checker() -> Checker:
    return Checker()


def found(case: Case) -> tuple[bool, bool, bool]:
    """Whether rules, rules or models, and anything of at least a warning call the case an insult."""
    checker, draft = _checker(), Draft(case.text)
    rules = checker.book.rules

    def insults(matches: Iterable[Match]) -> list[Match]:
        return [match for match in matches if rules[match.rule].category == Category.INSULT]

    named = insults(checker.recognised(draft, case.language))
    told = insults(checker.matches(draft, case.language))
    return (
        any(rules[match.rule].detector != NAME for match in named),
        bool(told),
        any(checker.severity(match) != Severity.HINT for match in told),
    )


def shares(cases: Iterable[Case]) -> dict[tuple[Language, str], Share]:
    """Language and function → how many cases came out right."""
    counted: dict[tuple[Language, str], Share] = {}
    for case in cases:
        share = counted.setdefault((case.language, case.function), Share(case.insult))
        rules, checker, warned = (seen == case.insult for seen in found(case))
        share.cases += 1
        share.rules += rules
        share.checker += checker
        share.warned += warned
    return counted


def table(counted: dict[tuple[Language, str], Share]) -> list[str]:
    """The shares as a Markdown table."""
    lines = ["| | function | cases | rules | checker | warned |", "|---|---|---|---|---|---|"]
    sums: dict[tuple[Language, bool], Share] = defaultdict(lambda: Share(True))
    for (language, function), share in counted.items():
        lines.append(_row(language, function, share))
        total = sums[language, share.insult]
        for name in ("cases", "rules", "checker", "warned"):
            setattr(total, name, getattr(total, name) + getattr(share, name))
    for (language, insult), share in sums.items():
        lines.append(_row(language, f"**all that {'must' if insult else 'must not'} be found**", share))
    return lines


def _row(language: str, function: str, share: Share) -> str:
    rates = " | ".join(f"{each / share.cases:.2f}" for each in (share.rules, share.checker, share.warned))
    return f"| {language} | {function} | {share.cases} | {rates} |"


def main() -> None:
    """Print the shares; with `--wrong [FUNCTION]` also the cases that the rules get wrong."""
    wanted = sys.argv[2:]
    for title, cases in (("Our own cases", [*own()]), ("HateCheck", [*hatecheck()])):
        if not cases:
            continue
        print(f"\n{title}\n")
        print("\n".join(table(shares(cases))))
        if "--wrong" in sys.argv:
            for case in cases:
                if (not wanted or case.function in wanted) and found(case)[0] != case.insult:
                    print(f"{case.language} {case.function}: {case.text}")


if __name__ == "__main__":
    main()

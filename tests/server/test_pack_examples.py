"""The examples of every rule that ships, each as a test of its own."""

import pytest

from tonfall.checker import Checker
from tonfall.draft import Category
from tonfall.rules import examples
from tonfall.rules.load import load_shipped
from tonfall.rules.rule import PartRule, Rule

PACKS = load_shipped()
RULES = [rule for pack in PACKS for rule in pack.rules]
PARTS = [part for pack in PACKS for part in pack.parts]


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(examples.EXAMPLE_CONFIG, PACKS)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule(checker: Checker, rule: Rule) -> None:
    failures = [failure.text for failure in examples.run(checker, [rule])]
    assert not failures, "\n".join(failures)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: f"{part.language}.{part.part}")
def test_part(checker: Checker, part: PartRule) -> None:
    failures = [failure.text for failure in examples.run(checker, [], [part])]
    assert not failures, "\n".join(failures)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("category", ["insult", "defensive", "lecturing", "boilerplate"])
def test_the_core_categories_have_enough_rules(language: str, category: Category) -> None:
    assert sum(rule.language == language and rule.category == category for rule in RULES) >= 15

"""The documentation is tested: what the code has, the docs name."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest

from tonfall.cli import main
from tonfall.detectors import DETECTORS
from tonfall.draft import Category
from tonfall.rules.load import load_shipped
from tonfall.team.config import Config

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("category", list(Category))
def test_every_category_is_explained(category: Category) -> None:
    assert f"`{category}`" in read("categories.md")


def test_every_endpoint_is_explained() -> None:
    paths = json.loads(read("openapi.json"))["paths"]
    assert paths
    assert [path for path in paths if path not in read("api.md")] == []


def test_every_setting_is_explained() -> None:
    settings = list(Config.__dataclass_fields__)
    assert settings
    assert [name for name in settings if f"`{name}" not in read("configuration.md")] == []


def verbs(group: click.Group, prefix: str) -> list[str]:
    context = click.Context(group)
    found = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        full = f"{prefix} {name}"
        found += verbs(command, full) if isinstance(command, click.Group) else [full]
    return found


def test_every_command_is_named_somewhere() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [verb for verb in verbs(main, "tonfall") if verb not in text] == []


def test_every_detector_has_a_rule_with_examples() -> None:
    named = {rule.detector for pack in load_shipped() for rule in pack.rules}
    assert set(DETECTORS) - {"rules"} <= named


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    local = [target for target in targets if not target.startswith(("http:", "https:"))]
    assert [target for target in local if not (page.parent / target).exists()] == []

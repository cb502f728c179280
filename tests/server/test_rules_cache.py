"""Packs that were read before: the same, and never out of date."""

import json
from pathlib import Path

import pytest

from tonfall.rules import cache
from tonfall.rules.load import SHIPPED, SHIPPED_PACKS, RuleError, load_pack

RULE = """\
- id: team.vague.rule
  category: vague
  severity: hint
  message: Wann genau?
  principle: concrete
  match: ["demnächst"]
  examples:
    flag: ["Wir melden uns «demnächst».", "Das kommt «demnächst»."]
    pass: ["Wir melden uns am Montag.", "Das kommt im Mai."]
"""


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("TONFALL_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "cache"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "rules.yaml").write_text(RULE, encoding="utf-8")
    return tmp_path / "pack"


@pytest.mark.parametrize("name", SHIPPED_PACKS)
def test_nothing_is_lost(name: str) -> None:
    pack = load_pack(SHIPPED / name)
    assert cache.from_json(json.loads(json.dumps(cache.to_json(pack)))) == pack


def test_read_once(home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = cache.cached_pack(folder)
    monkeypatch.setattr(cache, "load_pack", lambda path: pytest.fail("read again"))
    assert cache.cached_pack(folder) == first


def test_a_change_is_seen(home: Path, folder: Path) -> None:
    cache.cached_pack(folder)
    (folder / "rules.yaml").write_text(RULE.replace("Wann genau?", "Bis wann?"), encoding="utf-8")
    assert cache.cached_pack(folder).rules[0].message.de == "Bis wann?"
    (folder / "more.yaml").write_text(RULE.replace("vague.rule", "vague.more"), encoding="utf-8")
    assert len(cache.cached_pack(folder).rules) == 2
    (folder / "more.yaml").write_text("- id: [", encoding="utf-8")
    with pytest.raises(RuleError):
        cache.cached_pack(folder)


@pytest.mark.parametrize("held", ["", "{", "[]", '{"key": "KEY"}', '{"key": "KEY", "value": {"rules": [1]}}'])
def test_a_damaged_file_does_no_harm(home: Path, folder: Path, held: str) -> None:
    expected = cache.cached_pack(folder)
    (file,) = home.iterdir()
    file.write_text(
        held.replace("KEY", json.loads(file.read_text(encoding="utf-8"))["key"]), encoding="utf-8"
    )
    assert cache.cached_pack(folder) == expected


def test_a_folder_that_cannot_be_written_does_no_harm(home: Path, folder: Path) -> None:
    home.parent.mkdir()
    home.write_text("a file where the folder should be", encoding="utf-8")
    assert cache.cached_pack(folder).rules


def test_principles(home: Path) -> None:
    assert cache.cached_principles() == cache.cached_principles()

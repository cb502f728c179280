"""Loading packs: what a rule file may say, and how mistakes are told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tonfall.draft import Category, Severity, Texts
from tonfall.rules.load import RuleError, load_folder, load_pack, load_shipped, principles
from tonfall.rules.rule import Rephrase

RULE = """\
- id: team.defensive.not-read
  category: defensive
  severity: warning
  message: Das schiebt die Schuld auf andere.
  principle: not-defensive
  match:
    - "hast|haben {0-6} nicht [lesen]"
  rephrase: ["Die Anleitung war nicht klar genug.", {du: "Frag gern.", sie: "Fragen Sie gern."}]
  examples:
    flag: ["Sie «haben die Anleitung nicht gelesen».", "«Hast du es nicht gelesen»?"]
    pass: ["Wir lesen alles.", "Haben Sie Fragen?"]
"""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(text: str, name: str = "rules.yaml") -> Path:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write


def problem(folder: Path) -> str:
    with pytest.raises(RuleError) as error:
        load_folder(folder)
    assert len(error.value.problems) == 1, error.value.problems
    return error.value.problems[0]


def test_a_rule(write: Write) -> None:
    (rule,) = load_folder(write(RULE))
    assert rule.id == "team.defensive.not-read"
    assert rule.category is Category.DEFENSIVE
    assert rule.severity is Severity.WARNING
    assert rule.confidence == 0.9
    assert rule.language is None
    assert rule.message == Texts(*["Das schiebt die Schuld auf andere."] * 2)
    assert rule.rephrase[1] == Rephrase("Frag gern.", "Fragen Sie gern.", "Fragen Sie gern.")
    assert [e.line for e in (*rule.flag, *rule.passing)] == [10, 10, 11, 11]
    assert rule.line == 1


def test_the_language_comes_from_id_or_folder(write: Write) -> None:
    write(RULE, "en/one.yaml")
    folder = write(RULE.replace("team.", "de."), "two.yaml")
    assert {rule.id.split(".")[0]: rule.language for rule in load_folder(folder)} == {
        "team": "en",
        "de": "de",
    }


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("category: defensive", "category: defensiv", 2, "write 'insult', 'defensive'"),
        (
            "severity: warning",
            "severity: warning\n  scop: reply",
            4,
            "unknown key 'scop'; did you mean scope?",
        ),
        ("principle: not-defensive", "principle: not-defensiv", 5, "did you mean not-defensive?"),
        ("nicht [lesen]", "nicht [lesen", 7, "column 24: this bracket is never closed; add ]"),
        ("{0-6}", "{0-60}", 7, "column 12: a gap of at most 12 words"),
        (', "«Hast du es nicht gelesen»?"', "", 10, "at least two flag and two pass examples"),
        ('"Wir lesen alles.", ', "", 11, "at least two flag and two pass examples"),
        ("«Hast du es nicht gelesen»", "Hast du es nicht gelesen", 10, "put « and »"),
        ("Frag gern.", "Frag {vorname}.", 8, "unknown {vorname}; known: {company}"),
        ("id: team.defensive.not-read", "id: Nicht Gelesen", 1, "must look like pack.category.name"),
        ('  match:\n    - "hast|haben {0-6} nicht [lesen]"\n', "", 1, "needs `match`"),
        ("  message: Das schiebt die Schuld auf andere.\n", "", 1, "message is missing"),
        (
            "message: Das schiebt die Schuld auf andere.",
            "message: {de: Nur deutsch}",
            4,
            "message.en is missing",
        ),
        ("match:\n    -", "match:", 6, "must be a list"),
        ("severity: warning", "severity: warning\n  detector: moods", 1, "needs `match`"),
    ],
)
def test_mistakes_name_line_and_mend(write: Write, old: str, new: str, line: int, says: str) -> None:
    assert old in RULE
    text = problem(write(RULE.replace(old, new)))
    assert f"rules.yaml:{line}: " in text, text
    assert says in text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id: x", "begin each rule with `- id:`"),
        ("- nur text", "not a rule"),
        ("- id: [", "check indentation"),
        (RULE + RULE.split("\n", 1)[0].replace("- id", "  id"), "duplicate key"),
        (RULE + RULE, "there is a rule team.defensive.not-read already, at "),
    ],
)
def test_broken_files(write: Write, text: str, says: str) -> None:
    assert says in problem(write(text))


def test_a_file_that_is_not_utf8(write: Write, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_bytes(b"- id: a\n  message: \xfc\n")
    assert "rules.yaml:2: is not UTF-8" in problem(tmp_path)


def test_every_mistake_is_told_at_once(write: Write) -> None:
    folder = write(RULE.replace("{0-6}", "{0-60}").replace("[lesen]", "[lesen").replace("«Hast", "Hast"))
    with pytest.raises(RuleError) as error:
        load_folder(folder)
    assert len(error.value.problems) == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("classes: {good name: [a]}", "no name for a class"),
        ("classes: {answers: [yes, true]}", "put true and false in quotes"),
        ("classes: {a: ['[lesen']}", "never closed"),
        ("words: {a: [b]}", "words.yaml holds `classes:`"),
        ("classes: {a: [b]}\nmore: 1", "unknown key 'more'"),
    ],
)
def test_word_classes(write: Write, text: str, says: str) -> None:
    assert says in problem(write(text, "words.yaml"))


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "no such folder" in problem(tmp_path / "nowhere")


def test_what_ships_loads_with_both_languages() -> None:
    known = principles()
    for pack in load_shipped():
        for rule in pack.rules:
            assert rule.principle in known
            assert rule.id.startswith(f"{pack.name}.{rule.category}."), rule.id
            assert rule.message.de != rule.message.en, f"{rule.id} needs its message in both languages"


def test_words_and_parts_of_a_pack(write: Write) -> None:
    write("classes: {we: [wir, uns]}", "words.yaml")
    pack = load_pack(write(RULE))
    assert [(c.name, c.entries) for c in pack.classes] == [("we", ("wir", "uns"))]

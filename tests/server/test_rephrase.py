"""Rephrasings of findings, and whole replies, as somebody gets them."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from tests.bench import recognition
from training import bench

from tonfall.checker import Checker
from tonfall.detectors import slots
from tonfall.draft import Category, Draft, Finding, Language, Part, Rephrasing
from tonfall.rephrase.slots import filled
from tonfall.rephrase.template import wordings
from tonfall.rules.load import RuleError
from tonfall.team.config import Config
from tonfall.text.document import code_point
from tonfall.text.xlength import weight

COMMENT = "Eure Jacke ist nach zwei Tagen kaputt!"
BAD = "Sie haben wohl die Anleitung nicht gelesen. Die Jacke ist für den Alltag gemacht."


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker()


def first(checker: Checker, draft: Draft) -> Finding:
    return checker.check(draft).findings[0]


def applied(text: str, start: int, end: int, replacement: str) -> str:
    return text[: code_point(text, start)] + replacement + text[code_point(text, end) :]


def replies(checker: Checker, draft: Draft, **how: tuple[str, ...]) -> Rephrasing:
    return checker.rephrase(draft, **how)


# ---- for a finding


def test_the_form_of_address_is_the_draft_s(checker: Checker) -> None:
    for text, words in (
        ("Du hast wohl die Anleitung nicht gelesen.", {"du", "dich", "dir", "dein", "deine"}),
        ("Sie haben wohl die Anleitung nicht gelesen.", {"Sie", "Ihnen", "Ihr", "Ihre"}),
        (
            "Ihr habt wohl die Anleitung nicht gelesen, meldet euch.",
            {"ihr", "euch", "euer", "eure", "Euer", "Eure"},
        ),
    ):
        others = {"du", "dich", "dir", "Sie", "Ihnen", "euch", "ihr"} - words
        offered = first(checker, Draft(text, comment=COMMENT)).suggestions
        said = {word.strip(".,:;") for s in offered for word in s.replacement.split()}
        assert offered
        assert not said & others, (text, said)


def test_a_comment_that_says_ihr_to_the_company_is_answered_with_du(checker: Checker) -> None:
    draft = Draft("Alle anderen sind zufrieden, da stimmt wohl was nicht.", comment="Ihr seid echt unfähig.")
    text = replies(checker, draft).reply
    assert text
    assert not {"euch", "ihr", "Sie", "Ihnen"} & set(text.text.replace(",", " ").split())


def test_greeting_and_facts_of_the_sentence_stay(checker: Checker) -> None:
    text = "Hallo Jana, du hast wohl die Anleitung nicht gelesen; die Nummer der Werkstatt ist 0711 5550123."
    finding = first(checker, Draft(text, comment=COMMENT, commenter="Jana K."))
    for suggestion in finding.suggestions:
        changed = applied(text, suggestion.start, suggestion.end, suggestion.replacement)
        assert changed.startswith("Hallo Jana, ")
        assert "0711 5550123" in changed


def test_the_thing_criticised_is_named(checker: Checker) -> None:
    draft = Draft(
        "Da irren Sie sich gewaltig, mein Lieber.", comment="Mein Kundenkonto ist seit Montag gesperrt."
    )
    wording = [s.replacement for f in checker.check(draft).findings for s in f.suggestions]
    assert any("Kundenkonto" in text for text in wording), wording


def test_deleting_is_offered_only_where_something_is_left(checker: Checker) -> None:
    insult = "Sie sind ein Idiot."
    alone = first(checker, Draft(insult))
    beside = first(checker, Draft(f"{insult} Die Jacke tauschen wir bis Freitag um."))
    assert "" not in [s.replacement for s in alone.suggestions]
    assert "" in [s.replacement for s in beside.suggestions]


def test_what_was_taken_today_is_not_offered_again(checker: Checker) -> None:
    draft = Draft(BAD, comment=COMMENT)
    taken: list[str] = []
    for _ in range(12):
        offered = [s for s in first(checker, replace(draft, used=tuple(taken))).suggestions if s.variant]
        assert offered
        assert not {s.variant for s in offered} & set(taken)
        taken.append(offered[0].variant)


def test_ihr_may_have_its_own_wording(tmp_path: Path) -> None:
    checker = Checker(Config(packs=(_team(tmp_path, RULE),)))
    for text, offered in (
        ("Das ist halt so, du.", "Wir rufen dich morgen um 9 Uhr an."),
        ("Das ist halt so, meldet euch.", "Wir rufen euch morgen um 9 Uhr an."),
        ("Das ist halt so, wir schreiben Ihnen.", "Wir rufen Sie morgen um 9 Uhr an."),
    ):
        (finding,) = [f for f in checker.check(Draft(text)).findings if f.rule.startswith("team.")]
        assert finding.suggestions[0].replacement == offered


def test_a_comment_in_another_language_is_answered_in_it(checker: Checker) -> None:
    draft = Draft(
        "Bitte schick uns deine Bestellnummer per Nachricht.", comment="Where is my order? I'm waiting."
    )
    (finding,) = [f for f in checker.check(draft).findings if f.rule == "any.register.other-language"]
    for suggestion in finding.suggestions:
        assert (suggestion.start, suggestion.end) == (0, len(draft.text))
        assert checker.check(Draft(suggestion.replacement)).language == "en"
    assert finding.suggestions


def test_somebody_greeted_formally_is_answered_formally(checker: Checker) -> None:
    draft = Draft(
        "Guten Tag Jana Berg, ob das stimmt, ist fraglich.", commenter="Jana Berg", comment="Kaputt!"
    )
    reply = replies(checker, draft).reply
    assert reply
    assert not {"du", "dich", "dir", "dein", "deine"} & set(reply.text.replace(",", " ").split())


def test_greetings_may_come_again(checker: Checker) -> None:
    draft = Draft("Sehr geehrter Kunde, die Jacke liegt im Laden bereit.", commenter="Jana Berg")
    (finding,) = [f for f in checker.check(draft).findings if f.category == "impersonal"]
    assert finding.suggestions[0].variant == ""


# ---- a team's own words

RULE = """\
- id: team.defensive.that-is-how-it-is
  category: defensive
  severity: warning
  message: Das hilft niemandem.
  principle: not-defensive
  language: de
  match: ["das ist halt so"]
  rephrase:
    - du: Wir rufen dich morgen um 9 Uhr an.
      sie: Wir rufen Sie morgen um 9 Uhr an.
      ihr: Wir rufen euch morgen um 9 Uhr an.
  examples:
    flag: ["«Das ist halt so».", "Ja, «das ist halt so»."]
    pass: ["Das ist gut.", "So ist das."]
"""
BLOCKS = """\
- for: next_step
  text: ["Lea vom Team Muster meldet sich bis [wann?] (bei {dir|Ihnen|euch}|hier)."]
- for: closing
  text: ["Herzlich, Lea"]
"""


def _team(folder: Path, rules: str = "", blocks: str = "") -> Path:
    pack = folder / "team" / "de"
    pack.mkdir(parents=True)
    (pack / "defensive.yaml").write_text(rules, encoding="utf-8")
    (pack / "blocks.yaml").write_text(blocks, encoding="utf-8")
    return pack


def test_a_team_s_building_blocks_come_first(tmp_path: Path) -> None:
    checker = Checker(Config(packs=(_team(tmp_path, blocks=BLOCKS),)))
    found = replies(checker, Draft("", comment=COMMENT))
    (step,) = [review for review in found.parts if review.part == Part.NEXT_STEP]
    assert step.proposals[0].replacement.startswith("Lea vom Team Muster meldet sich bis [wann?]")
    assert found.reply
    assert "Lea vom Team Muster" in found.reply.text
    assert found.reply.text.endswith("Herzlich, Lea")


def test_a_team_s_building_blocks_come_before_a_shipped_rule_s_rephrasings(tmp_path: Path) -> None:
    blocks = '- for: defensive\n  text: ["Lea sieht sich das morgen bis 12 Uhr an."]\n'
    checker = Checker(Config(packs=(_team(tmp_path, blocks=blocks),)))
    finding = first(checker, Draft(BAD, comment=COMMENT))
    assert finding.suggestions[0].replacement == "Lea sieht sich das morgen bis 12 Uhr an."


@pytest.mark.parametrize(
    ("blocks", "message"),
    [
        ("- for: nonsense\n  text: [a]\n", "blocks.yaml:1: for.*is not known"),
        ("- for: lesson\n  text: ['Hallo {nmae}']\n", r"blocks.yaml:2: unknown \{nmae\}"),
        ("- for: lesson\n", "blocks.yaml:1: text is missing"),
        ("- for: lesson\n  text: ['{dir|Ihnen}']\n", "must have three forms"),
        (
            "- for: lesson\n  about: nonsense\n  text: [a]\n",
            "blocks.yaml:1: there is no word class <about-nonsense>",
        ),
    ],
)
def test_a_mistake_in_building_blocks_names_its_line(tmp_path: Path, blocks: str, message: str) -> None:
    with pytest.raises(RuleError, match=message):
        Checker(Config(packs=(_team(tmp_path, blocks=blocks),)))


def test_contact_and_signature_come_from_the_configuration() -> None:
    checker = Checker(
        Config(
            contact={
                "de": {"facebook": "unter hilfe@muster.example", "x": "", "other": ""},
                "en": {"facebook": "", "x": "", "other": ""},
            },
            signature={"de": "Mira vom Muster-Team", "en": ""},
        )
    )
    seen = set()
    taken: tuple[str, ...] = ()
    for _ in range(6):
        reply = replies(checker, Draft("", comment=COMMENT), avoid=taken).reply
        assert reply
        assert reply.text.endswith("Mira vom Muster-Team")
        seen |= {"unter hilfe@muster.example" in reply.text}
        taken += reply.variants
    assert True in seen


# ---- the whole reply


def test_the_parts_there_and_missing(checker: Checker) -> None:
    found = replies(checker, Draft("Mira ruft dich morgen vor 12 Uhr an.", comment=COMMENT, stage="detailed"))
    assert [(r.part, r.present, r.wanted) for r in found.parts] == [
        (Part.ACKNOWLEDGEMENT, False, True),
        (Part.LESSON, False, True),
        (Part.NEXT_STEP, True, True),
    ]
    assert [bool(review.proposals) for review in found.parts] == [True, True, False]


def test_proposals_are_put_in_where_they_belong(checker: Checker) -> None:
    text = "Hallo Jana, die Werkstatt hat offen.\nLG Mira"
    found = replies(checker, Draft(text, comment=COMMENT, commenter="Jana K.", stage="detailed"))
    for review in found.parts:
        for s in review.proposals:
            changed = applied(text, s.start, s.end, s.replacement)
            assert changed.startswith("Hallo Jana, ")
            assert changed.endswith("\nLG Mira")
            at, kept = (
                changed.index(s.replacement.strip()[:15]),
                changed.lower().index("die werkstatt hat offen"),
            )
            assert (at < kept) == (review.part == Part.ACKNOWLEDGEMENT)


def test_a_first_reaction_is_short_and_says_until_when(checker: Checker) -> None:
    draft = Draft("", comment=COMMENT, stage="first")
    found = replies(checker, draft)
    assert found.reply
    assert not found.parts[1].wanted
    assert "[wann?]" in found.reply.text
    assert len(found.reply.text) < 220
    detailed = replies(checker, replace(draft, stage="detailed")).reply
    assert detailed
    assert len(detailed.text) > len(found.reply.text)


def test_asking_again_gives_another_reply(checker: Checker) -> None:
    draft = Draft(BAD, comment=COMMENT)
    texts: list[str] = []
    taken: tuple[str, ...] = ()
    for _ in range(8):
        reply = replies(checker, draft, avoid=taken).reply
        assert reply
        texts.append(reply.text)
        taken += reply.variants
    assert len(set(texts)) == 8


def test_on_facebook_paragraphs_on_x_one_that_fits(checker: Checker) -> None:
    draft = Draft(BAD, comment=COMMENT, commenter="Jana K.", stage="detailed")
    facebook = replies(checker, draft).reply
    x = replies(checker, replace(draft, platform="x", commenter="@jana")).reply
    assert facebook
    assert x
    assert "\n\n" in facebook.text
    assert "\n" not in x.text
    assert weight(x.text) <= 280


def test_closing_and_good_sentences_are_kept(checker: Checker) -> None:
    text = "Hallo Jana, Idiot! Die neue Jacke ist ab Freitag, 9 Uhr, im Laden für dich zurückgelegt. LG Mira"
    reply = replies(checker, Draft(text, comment=COMMENT, commenter="Jana K.")).reply
    assert reply
    assert "ab Freitag, 9 Uhr" in reply.text
    assert reply.text.startswith("Hallo Jana,")
    assert reply.text.endswith("LG Mira")


@pytest.mark.parametrize("text", ["", " ", "😀", "\u200b", "[bis wann?]", "Nein.", "x" * 3000, "\n\n\n"])
def test_any_draft_can_be_asked_about(checker: Checker, text: str) -> None:
    found = replies(checker, Draft(text, comment=COMMENT))
    assert len(found.parts) == 3


# ---- whatever is shown holds up


def _drafts(language: Language) -> list[Draft]:
    """Every ninth of our own drafts, and of dev.jsonl and train.jsonl where they are."""
    rows = bench.drafts(language)[::9]
    drafts = [Draft(row["draft"], **{name: row[name] for name in recognition.KNOWN}) for row in rows]
    if recognition.DEV.exists():
        drafts += recognition.dev_drafts(language)[::3] + recognition.train_drafts(language)[::40]
    return drafts


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_suggestion_removes_its_finding_and_adds_none(checker: Checker, language: Language) -> None:
    shown = 0
    for draft in _drafts(language):
        before = Counter(match.rule for match in checker.matches(draft))
        for finding in checker.check(draft).findings:
            for s in finding.suggestions:
                shown += 1
                for wording in {s.replacement, filled(s.replacement, language)}:
                    text = applied(draft.text, s.start, s.end, wording)
                    after = Counter(match.rule for match in checker.matches(replace(draft, text=text)))
                    assert after[finding.rule] < before[finding.rule], (finding.rule, text)
                    assert not {r for r in after if after[r] > before[r]} - {slots.RULE}, (finding.rule, text)
    assert shown > 100


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_whole_reply_has_its_parts_and_no_finding(checker: Checker, language: Language) -> None:
    for draft in _drafts(language)[::4]:
        for stage in ("first", "detailed"):
            found = replies(checker, replace(draft, stage=stage))
            if found.reply:
                report = checker.check(replace(draft, text=filled(found.reply.text, language)))
                assert not report.findings, found.reply.text
                assert {r.part for r in found.parts if r.wanted} <= set(report.parts)


@pytest.mark.parametrize("language", ["de", "en"])
def test_building_blocks_are_whole_sentences(checker: Checker, language: Language) -> None:
    for (purpose, spoken), blocks in checker.book.blocks.items():
        for text in (w.text for b in blocks if spoken == language for t in b.texts if t for w in wordings(t)):
            assert text[-1] in ".?," or purpose == "closing", text
            assert "  " not in text
            assert text.count("(") == text.count(")") == 0, text


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_category_has_something_to_offer(checker: Checker, language: Language) -> None:
    without = {Category.REGISTER, Category.PRIVATE_OPINION}  # their detectors know what to put in
    for category in set(Category) - without:
        blocks = checker.book.blocks[str(category), language]
        assert any(block.texts for block in blocks), category


# ---- too long for X


def test_what_is_too_long_for_x_says_what_could_go(checker: Checker) -> None:
    text = (
        "Das dauert viel zu lange, da hast du recht. "
        + "Wir haben im Lager lange gesucht und alles geprüft. " * 4
        + "Deine Jacke geht am Freitag um 9 Uhr raus."
    )
    (finding,) = [
        f for f in checker.check(Draft(text, platform="x")).findings if f.rule == "any.register.too-long"
    ]
    assert text.endswith(finding.quote)
    assert weight(text[: finding.start]) <= 280 < weight(text[: finding.start + 1])
    assert finding.suggestions
    for s in finding.suggestions:
        shorter = applied(text, s.start, s.end, s.replacement)
        assert weight(shorter) <= 280
        assert "Freitag um 9 Uhr" in shorter
    assert not [f for f in checker.check(Draft(text)).findings if f.rule == "any.register.too-long"]


def test_no_suggestion_makes_a_post_too_long(checker: Checker) -> None:
    text = (
        "Sie haben wohl die Anleitung nicht gelesen. "
        + "Die Jacke ist im Laden 12 zu haben. " * 6
        + "Bis bald, Mira."
    )
    assert weight(text) <= 280
    for finding in checker.check(Draft(text, platform="x", comment=COMMENT)).findings:
        for s in finding.suggestions:
            assert weight(applied(text, s.start, s.end, s.replacement)) <= 280

"""The pattern language: what it finds, and what it says about mistakes."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonfall.rules.compile import Builder, CompileError, Names, Program
from tonfall.rules.match import candidates, find, occurs, possible
from tonfall.rules.pattern import PatternError, parse
from tonfall.rules.rule import WordClass
from tonfall.text.document import Document

CLASSES = [
    WordClass("customer", None, ("=Sie", "=Ihnen", "=Ihr*", "du", "dein*"), "words.yaml", 1),
    WordClass("neg", None, ("nicht", "kein*", "auf keinen fall"), "words.yaml", 2),
    WordClass("both", None, ("<customer>", "ihr"), "words.yaml", 3),
    WordClass("round", None, ("<round>",), "words.yaml", 4),
]


def program(pattern: str) -> Program:
    return Builder("de", CLASSES, Names(company=("Muster GmbH",))).program(pattern, 0)


def found(pattern: str, text: str) -> list[str]:
    compiled = program(pattern)
    spans = []
    for sentence in Document.of(text, hint="de").sentences:
        for first, last in find(compiled, sentence.analysis):
            spans.append(sentence.text[sentence.tokens[first].start : sentence.tokens[last - 1].end])
    return spans


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("wort", "Ein WORT.", ["WORT"]),
        ("groesse", "Die Größe", ["Größe"]),
        ("=Sie", "sie, Sie", ["Sie"]),
        ("=Sie haben", "Da haben sie und Sie haben", ["Sie haben"]),
        ("anleit*", "Die Anleitung", ["Anleitung"]),
        ("*leitung", "Die Anleitung", ["Anleitung"]),
        ("=Ihr*", "ihre und Ihre", ["Ihre"]),
        ("[haben] gesagt", "Wir hatten gesagt", ["hatten gesagt"]),
        ("[haben|sein] da", "Du bist da, wir haben da", ["bist da", "haben da"]),
        ("aa|bb cc", "aa cc, bb cc, aa bb", ["aa cc", "bb cc"]),
        ("(aa bb|cc {0-2} dd) ee", "aa bb ee, cc xx dd ee, cc xx xx xx dd ee", ["aa bb ee", "cc xx dd ee"]),
        ("aa bb? cc", "aa cc, aa bb cc", ["aa cc", "aa bb cc"]),
        ("aa (bb cc)? dd", "aa dd; aa bb cc dd", ["aa dd", "aa bb cc dd"]),
        ("<customer> da", "Sie da, Ihre da, sie da", ["Sie da", "Ihre da"]),
        ("<both> da", "ihr da, Sie da", ["ihr da", "Sie da"]),
        ("<company> hilft", "Die Muster GmbH hilft", ["Muster GmbH hilft"]),
        ("aa {0-2} bb", "aa bb, aa xx xx bb, aa xx xx xx bb", ["aa bb", "aa xx xx bb"]),
        ("aa {2} bb", "aa xx bb, aa xx xx bb", ["aa xx xx bb"]),
        ("aa {0-3 !nicht|<neg>} bb", "aa xx bb, aa nicht bb, aa auf keinen fall bb", ["aa xx bb"]),
        ("aa !bb cc|dd|bb", "aa bb, aa cc", ["aa cc"]),
        ("aa !<neg> {0-1} bb", "aa auf bb, aa auf keinen fall", ["aa auf bb"]),
        ("^ aa", "aa bb aa", ["aa"]),
        ("aa $", "aa bb aa", ["aa"]),
        ("aa , bb", "aa bb, aa, bb", ["aa, bb"]),
        ("aa ?", "aa bb aa?", ["aa"]),
        ("🙄", "Na klar 🙄", ["🙄"]),
        ("👍", "Klar 👍🏽", ["👍🏽"]),
        ("<number> uhr", "bis 16 Uhr", ["16 Uhr"]),
        ("bis <number>|<emoji>", "bis 🙂", ["bis 🙂"]),
        ("e-mail", "eine E-Mail", ["E-Mail"]),
        ("customers' fault", "the customers’ fault", ["customers’ fault"]),
        ("you're late", "You're late, youre late", ["You're late", "youre late"]),
        ("you are|'re late", "you are late, you're late", ["you are late", "you're late"]),
        ("idiot", "Du 1diot und I d i o t", ["1diot", "I d i o t"]),
        ("aa aa", "aa aa aa aa", ["aa aa", "aa aa"]),
    ],
)
def test_matching(pattern: str, text: str, expected: list[str]) -> None:
    assert found(pattern, text) == expected


@pytest.mark.parametrize(
    ("pattern", "column", "says"),
    [
        ("", 1, "write a word"),
        ("a (b", 3, "never closed"),
        ("a b)", 4, "opened before"),
        ("a [lesen", 3, "never closed"),
        ("a <customer", 3, "looks like <customer>"),
        ("a {0-20} b", 3, "at most 12"),
        ("a {3-1} b", 3, "smaller number first"),
        ("a {x} b", 3, "a gap looks like"),
        ("a {0} b", 3, "does nothing"),
        ("a {0-2 !} b", 3, "name the words"),
        ("ab*", 1, "at least 3 letters"),
        ("*wort*", 1, "one end only"),
        ("=*wort", 1, "don't go together"),
        ("a|", 3, "a word is missing"),
        (", a", 1, "punctuation follows a word"),
        ("so! dumm", 1, "not one word"),
        ("a{0-2} b", 2, "space between"),
        ("((((((((((a))))))))))", 10, "brackets inside each other"),
        ("[]", 2, "base forms"),
        ("x" * 3000, 2000, "longer than"),
    ],
)
def test_mistakes_name_column_and_mend(pattern: str, column: int, says: str) -> None:
    with pytest.raises(PatternError) as error:
        parse(pattern)
    assert error.value.column == column
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("a? b?", "make at least one word necessary"),
        ("{1-3}", "at least one word"),
        ("<customr>", "no word class <customr>; known: "),
        ("<round>", "round in circles"),
        ("a !(b? c)", "after ! only words"),
        ("das passieren?", "only a very common word .das. is necessary"),
    ],
)
def test_what_cannot_be_compiled(pattern: str, says: str) -> None:
    with pytest.raises(CompileError, match=says):
        program(pattern)


@given(st.text(st.sampled_from("ab |()[]{}<>?!^$,=*0-9\n"), max_size=30))
def test_any_pattern_parses_or_says_what_is_wrong(pattern: str) -> None:
    with suppress(PatternError):
        parse(pattern)


ELEMENTS = st.sampled_from(
    [
        "aa",
        "bb",
        "aa|bb",
        "cc?",
        "{0-2}",
        "{1-3 !bb}",
        "!aa",
        "(aa bb|cc)",
        "(aa {0-2} bb)?",
        "^",
        "$",
        ",",
        "<neg>",
        "{0-12}",
        "(aa? bb? cc)",
    ]
)


@given(
    st.lists(ELEMENTS, min_size=1, max_size=8),
    st.lists(st.sampled_from(["aa", "bb", "cc,", "nicht"]), max_size=12),
)
def test_both_ways_of_matching_agree(elements: list[str], words: list[str]) -> None:
    try:
        compiled = program(" ".join(elements))
    except (PatternError, CompileError):
        return
    for sentence in Document.of(" ".join(words), hint="de").sentences:
        analysis = sentence.analysis
        spans = find(compiled, analysis)
        assert occurs(compiled, analysis) == bool(spans)
        assert not spans or possible(compiled, analysis)


HOSTILE = [
    "aa " + "{0-12} aa " * 20,
    "aa? " * 60 + "bb",
    "(aa|aa|aa|aa) " * 30 + "bb",
    "(aa {0-12} (aa {0-12} (aa {0-12} aa)?)?)? bb",
    "aa " + "(aa? aa? aa? aa?)? " * 20 + "$ bb",
    "{0-12} " * 20 + "bb",
]


@pytest.mark.parametrize("pattern", HOSTILE)
def test_hostile_patterns_take_linear_time(pattern: str) -> None:
    """Counted in visits, not by the clock: at most one for each step and token."""
    compiled = program(pattern)
    for length in (50, 400):
        analysis = Document.of(" ".join(["aa"] * length), hint="de").sentences[0].analysis
        visited: set[int] = set()
        find(compiled, analysis, visited)
        assert len(visited) <= len(compiled.steps) * (length + 1)


def test_only_candidates_are_run() -> None:
    """Thousands of rules about other words cost nothing."""
    from tonfall.draft import Category, Severity, Texts
    from tonfall.rules.compile import compile_packs
    from tonfall.rules.rule import Pack, Rule

    def rule(number: int) -> Rule:
        pattern = f"<customer> haben {{0-6}} nicht wort{number}"
        return Rule(
            f"de.x.r{number}",
            Category.INSULT,
            Severity.HINT,
            0.9,
            Texts("", ""),
            None,
            "",
            "f",
            1,
            "de",
            (pattern,),
        )

    compiled = compile_packs([Pack("de", tuple(map(rule, range(10_000))), (), tuple(CLASSES[:2]))], "de")
    analysis = Document.of("Sie haben das nicht wort77 genannt.", hint="de").sentences[0].analysis
    assert len(list(candidates(compiled, analysis))) == 1

"""Offsets hold for every text that a keyboard, a paste or a broken client can produce."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tonfall.text.document import Document, code_point
from tonfall.text.sentences import split

# every code point, lone surrogates too, with plenty of what usually breaks offsets
TRICKY = st.sampled_from(
    [
        "😀",
        "👩‍💻",
        "🇩🇪",
        "e\u0301",
        "\u00ad",
        "\u200b",
        "ß",
        "İ",
        "ﬁ",
        "𝓘",
        "\r\n",
        "\n",
        " ",
        ".",
        "„",
        "“",
        "»",
        "…",
        "!",
        "Sie",
        "z.B.",
    ]
)
TEXTS = st.lists(TRICKY | st.text(st.characters(), max_size=5), max_size=30).map("".join)


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(TEXTS)
def test_utf16_counts_as_browsers_do(text: str) -> None:
    document = Document.of(text)
    for index in range(len(text) + 1):
        assert document.utf16(index) == units(text[:index])


@given(TEXTS)
def test_there_and_back(text: str) -> None:
    document = Document.of(text)
    for index in range(len(text) + 1):
        assert code_point(text, document.utf16(index)) == index


@given(TEXTS)
def test_tokens_slice_back(text: str) -> None:
    for sentence in Document.of(text).sentences:
        assert text[sentence.start : sentence.end] == sentence.text
        end = 0
        for token in sentence.tokens:
            assert end <= token.start < token.end <= len(sentence.text)
            assert token.norm
            assert sentence.text[end : token.start] == token.before
            end = token.end


@given(TEXTS)
def test_sentences_hold_everything_but_space(text: str) -> None:
    spans = split(text)
    assert all(a < b for a, b in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    covered = {i for a, b in spans for i in range(a, b)}
    assert all(text[i].isspace() for i in range(len(text)) if i not in covered)


def test_emoji_and_combining_marks() -> None:
    text = "👩‍💻 cafe\u0301 zu?"
    tokens = Document.of(text).sentences[0].tokens
    assert [(t.norm, t.kind) for t in tokens] == [("👩‍💻", "emoji"), ("cafe", "word"), ("zu", "word")]
    assert Document.of(text).utf16(tokens[1].start) == 6


REPLIES = st.lists(
    st.sampled_from(
        ["Das stimmt.", "Wirklich?", "Wir melden uns.", "am 3.", "Mai", "…", "🙂", "„Ja“", "Dr.", "\n", "ok"]
    ),
    max_size=6,
).map(" ".join)


@given(REPLIES, REPLIES, st.integers(0, 80), st.integers(0, 80))
def test_a_replaced_part_gives_the_document_of_the_new_text(text: str, new: str, one: int, two: int) -> None:
    start, end = sorted((min(one, len(text)), min(two, len(text))))
    changed = Document.of(text).replaced(start, end, new)
    fresh = Document.of(text[:start] + new + text[end:])
    assert changed.text == fresh.text
    assert changed.language == fresh.language
    assert [(s.start, s.end, s.text, s.languages) for s in changed.sentences] == [
        (s.start, s.end, s.text, s.languages) for s in fresh.sentences
    ]


@given(
    st.lists(
        st.sampled_from(["Das stimmt so.", "Wirklich wahr?", "am 3. Mai geht das."]), min_size=1, max_size=5
    ),
    st.data(),
)
def test_a_replaced_sentence_too(parts: list[str], data: st.DataObject) -> None:
    document = Document.of(" ".join(parts))
    sentence = data.draw(st.sampled_from(document.sentences))
    new = data.draw(
        st.sampled_from(
            ["Wir melden uns.", "Bis [wann?] geht das.", "so eben", "Ja. Und nein sagen wir.", "Siehe Nr."]
        )
    )
    changed = document.replaced(sentence.start, sentence.end, new)
    fresh = Document.of(document.text[: sentence.start] + new + document.text[sentence.end :])
    assert [(s.start, s.end, s.text) for s in changed.sentences] == [
        (s.start, s.end, s.text) for s in fresh.sentences
    ]

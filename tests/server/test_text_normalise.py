"""One spelling for every way to write a word, disguises included."""

import pytest

from tonfall.text.document import Document
from tonfall.text.normalise import fold, spellings


@pytest.mark.parametrize(
    ("written", "norm"),
    [
        ("Größe", "groesse"),
        ("GROESSE", "groesse"),
        ("Café", "cafe"),
        ("u\u0308ber", "ueber"),
        ("don’t", "don't"),
        ("Id\u00adi\u200bot", "idiot"),
        ("ｉｄｉｏｔ", "idiot"),
        ("𝐢𝐝𝐢𝐨𝐭", "idiot"),
    ],
)
def test_fold(written: str, norm: str) -> None:
    assert fold(written) == norm


@pytest.mark.parametrize(
    ("written", "among"),
    [
        ("1diot", "idiot"),
        ("1d10t", "idiot"),
        ("I d i o t", "idiot"),
        ("I.d.i.o.t", "idiot"),
        ("Idioooot", "idiot"),
        ("cooool", "cool"),
        ("duuumm", "dumm"),
        ("d*mm", "dumm"),
        ("f**k", "f**k"),
        ("Sch3isse", "scheisse"),
        ("$cheiße", "scheisse"),
        ("sh!t", "shit"),
        ("іdіot", "idiot"),
        ("Kund*innen", "kundinnen"),
        ("Kund:innen", "kundinnen"),
        ("dont", "don't"),
    ],
)
def test_disguises(written: str, among: str) -> None:
    tokens = Document.of(f"So {written} eben").sentences[0].tokens
    assert len(tokens) == 3, [t.text for t in tokens]
    assert among in (tokens[1].norm, *tokens[1].others)


@pytest.mark.parametrize("word", ["24h", "3D", "100", "Covid19", "A4", "16:30", "10.000,50"])
def test_numbers_stay(word: str) -> None:
    assert spellings(word)[0] == word.lower()


def test_shortened_words_are_two_tokens() -> None:
    text = "You're late, we've waited, youre late, geht's?"
    norms = [t.norm for s in Document.of(text).sentences for t in s.tokens]
    assert norms == ["you", "'re", "late", "we", "'ve", "waited", "you", "'re", "late", "geht", "'s"]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Sie schreiben „so ein Saftladen“, das trifft.", "so ein Saftladen"),
        ("»So ein Saftladen« trifft.", "So ein Saftladen"),
        ("You wrote “what a joke” here.", "what a joke"),
        ('You wrote "what a joke" here.', "what a joke"),
        ("Sie schreiben ‚Saftladen‘ dazu.", "Saftladen"),
        ("It's the customers' choice, isn't it", ""),
        ("„Alles in Anführungszeichen“", ""),
        ("Er sagte: „Das ist dumm. Und faul.“ Stimmt.", "Das ist dumm Und faul"),
    ],
)
def test_quotations(text: str, quoted: str) -> None:
    found = [t.text for s in Document.of(text).sentences for t in s.tokens if t.quoted]
    assert " ".join(found) == quoted

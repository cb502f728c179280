"""German, English, another language or nothing to tell by."""

import pytest

from tonfall.draft import Language
from tonfall.text.document import Document


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wir haben Ihre Nachricht gelesen.", "de"),
        ("We have read your message.", "en"),
        ("Leider ausverkauft", "de"),
        ("Merci pour votre message, nous sommes désolés.", None),
        ("Gracias por tu mensaje, lo sentimos mucho.", None),
        ("Спасибо за сообщение", None),
        ("ありがとうございます", None),
        ("👍", None),
        ("", None),
    ],
)
def test_language(text: str, language: Language | None) -> None:
    assert Document.of(text).language == language


def test_mixed_text_by_sentence() -> None:
    document = Document.of("Danke für das Foto. We will get back to you tomorrow. Ok! Bis morgen dann.")
    assert [s.language for s in document.sentences] == ["de", "en", "en", "de"]


def test_an_unsure_text_follows_its_hint() -> None:
    assert Document.of("Idiot!", hint="de").language == "de"
    assert Document.of("Idiot!").sentences[0].languages == ("de", "en")
    assert Document.of("We have read it.", hint="de").language == "en"


def test_another_language_has_no_rules() -> None:
    assert Document.of("Merci pour votre message, nous sommes désolés.").sentences[0].languages == ()

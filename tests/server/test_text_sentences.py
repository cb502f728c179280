"""Where sentences end."""

import pytest

from tonfall.text.sentences import split


@pytest.mark.parametrize(
    "text",
    [
        "Hallo Jana, danke.| Wir melden uns.",
        "Das geht z.B. am 3. Mai um 10 Uhr.| Passt das?",
        "Siehe S. 4, d.h. ganz hinten.| Danke!",
        "Es waren drei.| wir melden uns.",
        "Nein!| das geht nicht.",
        "Sie haben... nicht gelesen.",
        "Wirklich?!| Ja.",
        "Zeile eins\n|Zeile zwei",
        "Danke 🙂| Wir melden uns.",
        "Danke 🙂 für alles.",
        "Das ist so.🙂",
        "Siehe www.example.de/a.b?c=d und mail@example.com.| Danke.",
        "Danke.|Wir melden uns.",
        "Das kostet 3.50 Euro (inkl. MwSt.) im Jahr.",
        "Am 19.11. um 10 Uhr.",
        "Der 1. FC und Dr. Berg kommen.",
        "Sie (!) haben das geschrieben.",
        "Bestellnr. 4711 kam in die Ahornstr. 27.| In der Ahornstr.| Wir kommen.",
        "„Das stimmt nicht.“| Doch.",
        "We open at 9, e.g. on Mondays.| Mr. Miller knows.",
        "Schrauben, Dübel usw.| Wir schicken alles.",
        "Wir melden uns [bis wann?] bei dir.",
        "",
        "🙂🙂",
    ],
)
def test_split(text: str) -> None:
    expected = [part.strip() for part in text.split("|") if part.strip()]
    plain = text.replace("|", "")
    assert [plain[a:b] for a, b in split(plain)] == expected

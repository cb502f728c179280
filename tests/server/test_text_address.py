"""Whom a German text addresses."""

import pytest

from tonfall.draft import Address
from tonfall.text.address import address
from tonfall.text.document import Document


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Wir haben dir geschrieben.", "du"),
        ("Schick uns bitte die Nummer.", "du"),
        ("Wir haben Ihnen geschrieben.", "sie"),
        ("Haben Sie das Paket bekommen?", "sie"),
        ("Sie haben das Paket bekommen.", "sie"),
        ("Habt ihr das gelesen?", None),
        ("Wir melden uns bei euch.", "ihr"),
        ("Die Kollegin ist krank, sie kommt Montag wieder.", None),
        ("Sie ist krank.", None),
        ("„Du bist schuld“ hat niemand gesagt.", None),
        ("We wrote to you.", None),
        ("Ich schick die Nummer gleich.", None),
    ],
)
def test_address(text: str, form: Address | None) -> None:
    assert address(Document.of(text)) == form

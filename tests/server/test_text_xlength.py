"""X's weighted length, by the examples that twitter-text's rules give."""

import pytest

from tonfall.text.xlength import fits, weight


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("This is a test.", 15),
        ("Größe", 5),
        ("日本語", 6),
        ("e\u0301", 1),
        ("🙂", 2),
        ("👨‍👩‍👧‍👦", 2),
        ("👍🏽", 2),
        ("🇩🇪", 2),
        ("https://example.com/a/very/long/path?with=parameters", 23),
        ("Siehe example.com jetzt", 6 + 23 + 6),
        ("https://example.com/ und http://example.org", 23 + 5 + 23),
        ("“quoted” – dash…", 17),
    ],
)
def test_weight(text: str, expected: int) -> None:
    assert weight(text) == expected


def test_the_limit() -> None:
    assert fits("a" * 280)
    assert not fits("a" * 281)
    assert fits("語" * 140)
    assert not fits("語" * 140 + "a")

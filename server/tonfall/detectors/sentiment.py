"""VADER for English, TextBlob-DE for German: one weak signal, asked only when a match needs it."""

from __future__ import annotations

import warnings
from functools import cache, lru_cache
from typing import Any

from tonfall.draft import Language


@lru_cache(maxsize=2048)
def polarity(text: str, language: Language) -> float:
    """From -1 (negative) to 1 (positive); 0 where the lexicon knows no word."""
    if language == "en":
        return float(_vader().polarity_scores(text)["compound"])
    blob, tokenizer = _textblob()
    return float(blob(text, tokenizer=tokenizer).sentiment.polarity)


def warm_up() -> None:
    """Load both, which takes most of a second; a service does so in the background."""
    polarity("gut", "de")
    polarity("good", "en")


@cache
def _vader() -> Any:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()


@cache
def _textblob() -> tuple[Any, Any]:
    with warnings.catch_warnings():
        # textblob-de 0.4.3 has regular expressions that newer Pythons warn of, and leaves its word lists open
        warnings.simplefilter("ignore")
        from textblob_de import PatternTokenizer, TextBlobDE

        tokenizer = PatternTokenizer()
        # a known word, a verb and an unknown word: each makes it read another list
        TextBlobDE("Das ist gut, sie lasen Wetterhahnung.", tokenizer=tokenizer).sentiment  # noqa: B018
    return TextBlobDE, tokenizer

"""Words, numbers, emoji, mentions, tags and addresses of a sentence. Punctuation is no token."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tonfall.text.misspelt import glued, is_insult
from tonfall.text.normalise import INVISIBLE, clean, fold, fold_emoji, spellings

_PICTURE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u231a-\u23ff\u25aa-\u27bf\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001f1e5\U0001f200-\U0001faff]"
)
_SHADE = "[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*"
_MARKS = "\u0300-\u036f"

EMOJI = rf"[\U0001f1e6-\U0001f1ff]{{2}}|[#*0-9]\ufe0f?\u20e3|{_PICTURE}{_SHADE}(?:\u200d{_PICTURE}{_SHADE})*"
"""Regular expression for one emoji as people see it."""

URL = (
    r"(?:(?i:https?)://|(?i:www)\.)[^\s<>\"„“”»«]*[^\s<>\"„“”»«.,;:!?…)\]'’]"
    r"|(?<![\w.-])(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.){1,4}"
    r"(?i:de|com|org|net|at|ch|eu|io|info|shop|app|uk|test|example)\b(?!\.\w)(?:/[^\s<>\"„“”»«]*[^\s<>\"„“”»«.,;:!?…)\]'’])?"
)
EMAIL = r"(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}"

# Between letters an apostrophe, a hyphen, a censoring star and the star or colon of "Kund*innen" belong to
# the word; "!" only between consonants, where it stands for i.
_CHARACTER = rf"(?:[^\W_]|[{_MARKS}{INVISIBLE}])"
_WORD = (
    rf"(?:[$](?=[^\W\d_]{{3}}))?[^\W_](?:{_CHARACTER}"
    r"|(?!['’ʼ](?:re|ve|ll|[mdsMDS])(?!\w))['’ʼ‘`´\-\u2010\u2011·](?=[^\W_])|[*:_](?=in(?:nen)?\b)|(?<=[^\W\d_])[*$]{1,6}(?=[^\W\d_])"
    r"|(?<=[b-df-hj-np-tv-z])!(?=[b-df-hj-np-tv-z]))*"
)

_TOKEN = re.compile(
    # nine of ten tokens are plain words, which need none of the other alternatives
    r"(?P<plain>[^\W\d_]{2,}+(?=[\s,;]|[.?!](?:\s|$)|$))"
    rf"|(?P<email>{EMAIL})|(?P<url>{URL})|(?P<mention>@\w+(?:[.]\w+)*)|(?P<tag>\#\w+)|(?P<emoji>{EMOJI})"
    r"|(?P<number>\d+(?:[.,:/]\d+)*(?![^\W_]))"
    r"|(?P<spaced>(?<![\w'’])(?:(?:[^\W\d_] ){3,30}|(?:[^\W\d_][.\-_*·]){3,30})[^\W\d_](?![\w'’]|\.\w))"
    r"|(?P<short>(?:[^\W\d_]\.){2,8}(?!\w))"
    rf"|(?P<word>{_WORD}|(?<=[^\W_])['’ʼ](?:re|ve|ll|[mdsMDS])(?!\w))"
)
# "you're" is two tokens, so that rules for "you are" need not list it; carelessly written, it still is.
_CARELESS = {"youre": 3, "theyre": 4, "youve": 3, "theyve": 4, "weve": 2, "ive": 1, "thats": 4, "whats": 4}


FACTS = ("number", "url", "email")
"""Kinds of tokens that state something, which is not to get lost with a sentence."""


@dataclass(slots=True, weakref_slot=False)
class Token:
    """One token; `start` and `end` are code points within its sentence.

    `norm` is folded with disguises undone, `others` are further readings of a disguise, `text` is as written
    without invisible characters, `kind` is word, number, emoji, url, email, mention or tag. `before` and
    `after` are what stands between it and its neighbours.
    """

    text: str
    norm: str
    start: int
    end: int
    kind: str
    others: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    quoted: bool = False


def _glued(word: str) -> int:
    """Where an insult begins that was run into the word before: "duIdiot", "I h a t e"; 0 for other words."""
    if word[1:2] == " ":
        return 2 if word[0] in "aAI" and is_insult(fold(word[2:]).replace(" ", "")) else 0
    # none of the words before has an umlaut, so the place is the same in the folded word
    return glued(fold(word))


def tokenise(text: str) -> list[Token]:
    """The tokens of one sentence, in order."""
    tokens: list[Token] = []
    end = 0
    previous: Token | None = None
    for found in _TOKEN.finditer(text):
        start = found.start()
        kind = found.lastgroup or "word"
        word = found.group()
        between = text[end:start]
        if previous:
            previous.after = between
        end = found.end()
        if kind in ("plain", "word", "spaced"):
            cut = _CARELESS.get(word.lower()) if len(word) < 8 else None
            if cut is None and (cut := _glued(word)):
                front = word[:cut].rstrip()
                tokens.append(Token(front, fold(front), start, start + len(front), "word", (), between))
                norm, *others = spellings(word[cut:])
                previous = Token(clean(word[cut:]), norm, start + cut, end, "word", tuple(others))
                tokens.append(previous)
                continue
            if cut:
                first = Token(word[:cut], word[:cut].lower(), start, start + cut, "word", (), between)
                tokens.append(first)
                previous = Token(word[cut:], "'" + word[cut:].lower(), start + cut, end, "word")
                tokens.append(previous)
                continue
            norm, *others = spellings(word)
            previous = Token(clean(word), norm, start, end, "word", tuple(others), between)
        elif kind == "emoji":
            previous = Token(word, fold_emoji(word), start, end, kind, (), between)
        else:
            previous = Token(word, fold(word), start, end, "word" if kind == "short" else kind, (), between)
        tokens.append(previous)
    if previous:
        previous.after = text[end:]
    return tokens

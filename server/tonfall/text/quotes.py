"""Where somebody else's words are quoted."""

from __future__ import annotations

import re

_LONGEST = 600
"""Code points between two quotation marks; what is further apart belongs to two quotations."""

_PAIRS = ('„“”"', "»«", "«»", "“”", "‚‘’", "‹›", "›‹")
_SINGLE = {"‚", "‘"}
_QUOTE = re.compile(
    "|".join(
        [
            *(
                rf"{opening}[^{opening}{closing}\n]{{1,{_LONGEST}}}[{closing}]"
                + (r"(?!\w)" if opening in _SINGLE else "")
                for opening, closing in ((pair[0], pair[1:]) for pair in _PAIRS)
            ),
            rf"(?<!\w)‘[^‘\n]{{1,{_LONGEST}}}?’(?!\w)",
            rf"(?<!\w)\"[^\"\n]{{1,{_LONGEST}}}\"(?!\w)",
            r"(?m:^[ \t]*>[^\n]+)",
        ]
    )
)
_ANY = re.compile('["„»«“‚‘‹›>]')


def may_quote(text: str) -> bool:
    """Whether a quotation mark stands in the text at all."""
    return _ANY.search(text) is not None


def quotations(text: str) -> list[tuple[int, int]]:
    """Start and end (code points, marks included) of each quotation.

    A text that is a quotation as a whole quotes nobody: the marks are then just decoration.
    """
    if not may_quote(text):
        return []
    found = [m.span() for m in _QUOTE.finditer(text)]
    whole = text.strip()
    if len(found) == 1 and text[slice(*found[0])] == whole:
        return []
    return found

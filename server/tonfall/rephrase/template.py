"""The language that rephrasings and building blocks are written in.

| written | means |
|---|---|
| `(this|that)` | one of these; each makes a wording of its own |
| `{du|Sie|ihr}` | by the form of address; German only |
| `{name}`, `{thing.dat}` | what is known of the draft, see VALUES; without it the wording is left out |
| `[bis wann?]` | a slot: the writer fills it in |
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from tonfall.draft import Address

VALUES = ("company", "name", "disclosure", "contact", "signature", "thing", "thing.acc", "thing.dat")
MOST_WORDINGS = 200
"""Of one template."""

_FORMS: tuple[Address, ...] = ("du", "sie", "ihr")
_FIELD = re.compile(r"\{([^{}]*)\}")
_CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")
_CONTRACTED = {
    "bei dem": "beim",
    "von dem": "vom",
    "zu dem": "zum",
    "an dem": "am",
    "in dem": "im",
    "zu der": "zur",
}
_PREPOSITION = re.compile(r"\b([Bb]ei|[Vv]on|[Zz]u|[Aa]n|[Ii]n) (dem|der)(?= [A-ZÄÖÜ])")


class TemplateError(ValueError):
    """What is wrong with a template, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A template with its choices made. `variant`: 12 hex digits, which wording it is."""

    text: str
    variant: str

    def filled(self, address: Address, values: Mapping[str, str]) -> str | None:
        """The text for this form of address; None where a value isn't known."""
        return fill(self.text, address, values)


def look_at(text: str) -> None:
    """Raise TemplateError where the template can't be filled in."""
    for field in _FIELD.findall(text):
        forms = field.split("|")
        if len(forms) == 1 and field not in VALUES:
            known = ", ".join(f"{{{value}}}" for value in VALUES)
            raise TemplateError(f"unknown {{{field}}}; known: {known}, and {{du|Sie|ihr}}")
        if len(forms) not in (1, len(_FORMS)):
            raise TemplateError(f"{{{field}}} must have three forms, like {{dir|Ihnen|euch}}")


@lru_cache(maxsize=4096)
def wordings(template: str) -> tuple[Wording, ...]:
    """Every wording of a template."""
    return tuple(Wording(text, variant(text)) for text in islice(_wordings(template), MOST_WORDINGS))


def variant(text: str) -> str:
    """Which wording a text is, whatever is filled in."""
    return hashlib.blake2s(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def fill(text: str, address: Address, values: Mapping[str, str]) -> str | None:
    """The text for this form of address; None where a value isn't known or is empty."""
    missing = False

    def value(found: re.Match[str]) -> str:
        nonlocal missing
        forms = found.group(1).split("|")
        known = forms[_FORMS.index(address)] if len(forms) > 1 else values.get(forms[0], "")
        missing = missing or (not known and len(forms) == 1)
        return known

    filled = _FIELD.sub(value, text)
    return None if missing else _PREPOSITION.sub(_contracted, filled)


def _contracted(found: re.Match[str]) -> str:
    """ "bei dem Paket" as people say it: "beim Paket"."""
    short = _CONTRACTED.get(found.group().lower())
    return found.group() if short is None else found.group(1)[0] + short[1:]


def _wordings(template: str) -> Iterator[str]:
    # split puts what the choices hold at every second place; `|` within {…} is no choice
    held: list[str] = []

    def hide(found: re.Match[str]) -> str:
        held.append(found.group())
        return f"\x00{len(held) - 1}\x00"

    def show(text: str) -> str:
        return re.sub("\x00(\\d+)\x00", lambda found: held[int(found.group(1))], text)

    pieces = _CHOICE.split(_FIELD.sub(hide, template))
    for chosen in product(*(p.split("|") if n % 2 else (p,) for n, p in enumerate(pieces))):
        # a choice may be empty
        yield re.sub(" {2,}", " ", show("".join(chosen))).strip()

"""What the model is told; the texts are in data/.

What strangers wrote goes to it as JSON, so that no delimiter can be forged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tonfall.draft import Address, Category, Draft, Language, Stage
from tonfall.llm.client import Message
from tonfall.text.xlength import LIMIT

_ADDRESS: Mapping[Address | None, str] = {
    "du": "Sprich die Person mit du an.",
    "sie": "Sprich die Person mit Sie an.",
    "ihr": "Sprich die Personen mit ihr an.",
    None: "Sprich die Person mit Sie an.",
}
_LENGTH = {
    "de": f"Höchstens {LIMIT - 20} Zeichen.",
    "en": f"At most {LIMIT - 20} characters.",
}
_FIELDS: Mapping[Language, tuple[str, str, str, str]] = {
    "de": ("entwurf", "kommentar", "kommentar_von", "unternehmen"),
    "en": ("draft", "comment", "comment_by", "company"),
}

_CATEGORIES: Mapping[Category, str] = {
    Category.INSULT: "insults, ridicules, mocks or shows contempt for a person",
    Category.DEFENSIVE: "denies, excuses, plays down, shifts the blame, or apologises only conditionally",
    Category.LECTURING: "talks down, schools the customer, insists on being right",
    Category.BOILERPLATE: "is a stock phrase that could stand under any comment",
    Category.VAGUE: "promises or explains nebulously: no who, what or when",
    Category.DEFLECTION: "sends the customer away without a usable contact",
    Category.COMPETITOR: "speaks badly of a competitor",
    Category.CONFIDENTIAL: "makes public what is internal or somebody's personal data",
    Category.SILENCING: "announces or threatens deleting, blocking or forbidding criticism",
    Category.IMPERSONAL: "addresses the customer as nobody, like 'Dear customer'",
    Category.REGISTER: "mixes du and Sie",
    Category.ADVERTISING: "uses the complaint to sell, or praises the own company",
    Category.PRIVATE_OPINION: "is a private opinion about the own employer that isn't marked as private",
}

SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "category": {"anyOf": [{"type": "string", "enum": [*map(str, Category)]}, {"type": "null"}]},
        "quote": {"type": "string"},
    },
    "required": ["category", "quote"],
    "additionalProperties": False,
}
"""Of the answer to `judging`."""


def rephrasing(draft: Draft, stage: Stage, language: Language, address: Address | None) -> Sequence[Message]:
    """Have a draft rephrased, or written where it is empty."""
    system = _text(f"reply.{language}").format(
        parts=_text(f"{stage}.{language}"),
        address=_ADDRESS[address] if language == "de" else "",
        length=_LENGTH[language] if draft.platform == "x" else "",
    )
    known = (draft.text, draft.comment, draft.commenter, draft.company)
    said = {name: text for name, text in zip(_FIELDS[language], known, strict=True) if text}
    return _messages(system, said)


def judging(sentence: str) -> Sequence[Message]:
    """Have a sentence judged."""
    categories = "\n".join(f"- {category}: {what}" for category, what in _CATEGORIES.items())
    return _messages(_text("judge").format(categories=categories), {"sentence": sentence})


@cache
def _text(name: str) -> str:
    return (Path(__file__).parent / "data" / f"{name}.txt").read_text(encoding="utf-8").strip()


def _messages(system: str, data: Mapping[str, str]) -> Sequence[Message]:
    return [
        {"role": "system", "content": system},
        {"role": "user", "content": json.dumps(data, ensure_ascii=False)},
    ]

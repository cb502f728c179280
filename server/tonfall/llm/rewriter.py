"""Have the model rephrase a reply, and let nothing of it through that doesn't hold up.

The text is shown while it comes; whether it may be put in is said at the end. It is judged like any draft: no
finding that the draft didn't have, nothing invented, short enough for X, in the draft's language.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Literal

from tonfall.checker import Checker
from tonfall.detectors import slots
from tonfall.draft import Draft, Language, Stage, Texts
from tonfall.llm import facts, names, prompts
from tonfall.llm.client import ModelError, Trouble, stream
from tonfall.rephrase.stage import guess
from tonfall.team.config import RewriterSettings
from tonfall.text.address import address
from tonfall.text.document import Document
from tonfall.text.xlength import LIMIT, fits, weight

MOST_TOKENS = 700
"""Of an answer; long replies have 300."""

MOST_ASKED = 4_000
"""Characters of draft and of comment that the model is given."""

MOST_QUOTED = 60
"""Characters of the model's wording in a reason."""

_TROUBLE: dict[Trouble, Texts] = {
    "unreachable": Texts(
        "Das Sprachmodell ist nicht erreichbar. Läuft sein Server unter der Adresse in tonfall.yaml?",
        "The language model can't be reached. Is its server running at the address in tonfall.yaml?",
    ),
    "refused": Texts(
        "Der Server des Sprachmodells hat abgelehnt. Gibt es das Modell aus tonfall.yaml dort?",
        "The language model's server refused. Does it have the model that tonfall.yaml names?",
    ),
    "slow": Texts(
        "Das Sprachmodell hat zu lange gebraucht. Mehr Zeit gibt rewriter.timeout in tonfall.yaml.",
        "The language model took too long. rewriter.timeout in tonfall.yaml gives it more time.",
    ),
    "too-long": Texts(
        "Das Sprachmodell hörte nicht auf zu schreiben und wurde angehalten.",
        "The language model didn't stop writing and was stopped.",
    ),
    "broken": Texts(
        "Die Antwort des Sprachmodells brach ab. Noch einmal versuchen.",
        "The language model's answer broke off. Try again.",
    ),
}
_INVENTED: dict[facts.Kind, Texts] = {
    "promise": Texts("etwas zugesagt: «{}»", "promised something: “{}”"),
    "address": Texts("eine Kontaktangabe erfunden: «{}»", "made up a contact: “{}”"),
    "amount": Texts("einen Betrag erfunden: «{}»", "made up an amount: “{}”"),
    "time": Texts("einen Zeitpunkt erfunden: «{}»", "made up a time: “{}”"),
    "number": Texts("eine Zahl erfunden: «{}»", "made up a number: “{}”"),
    "name": Texts("einen Namen erfunden: «{}»", "made up a name: “{}”"),
}
_HAS = Texts(
    "Das Sprachmodell hat {}. Davon steht nichts in Entwurf oder Einstellungen.",
    "The language model {}. Neither draft nor settings say so.",
)
_FINDING = Texts(
    "Am Vorschlag wäre selbst etwas auszusetzen: «{}». {}", "The proposal has a flaw of its own: “{}”. {}"
)
_TOO_LONG = Texts(
    "Der Vorschlag ist zu lang für X: {} statt {} Zeichen.",
    "The proposal is too long for X: {} instead of {} characters.",
)
_LANGUAGE = Texts("Der Vorschlag ist in der falschen Sprache.", "The proposal is in the wrong language.")
_NOTHING = Texts("Das Sprachmodell hat nichts vorgeschlagen.", "The language model proposed nothing.")
_SAME = Texts(
    "Das Sprachmodell hätte am Entwurf nichts geändert.", "The language model wouldn't change the draft."
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One step of a rephrasing, in this order: any number of `text`, then one of the others.

    `text` of a `text` is to be appended and shown, "" means that nothing came for a moment; of `done` it is
    the reply, which may be put in; of `rejected` and `failed` why there is none, for the person.
    """

    type: Literal["text", "done", "rejected", "failed"]
    text: str


class Rewriter:
    """Rephrases by one configuration. Thread-safe, keeps nothing."""

    def __init__(self, settings: RewriterSettings, checker: Checker) -> None:
        self._settings = settings
        self._checker = checker
        # its dictionaries take seconds, and nobody shall wait for them when the text is there
        threading.Thread(target=names.load, daemon=True).start()

    def rewrite(self, draft: Draft, stage: Stage | None = None) -> Generator[Piece, None, None]:
        """The steps of rephrasing the draft, or of writing one where it is empty.

        `stage` None: the draft's, else guessed. Closing the iterator cancels the model's work.
        """
        comment = Document.of(draft.comment)
        document = Document.of(draft.text, hint=comment.language)
        language = document.language or comment.language or draft.interface_language or "de"
        spoken = draft.interface_language or language
        stage = stage or draft.stage or guess(draft, ())
        asked = replace(draft, text=draft.text[:MOST_ASKED], comment=draft.comment[:MOST_ASKED])
        messages = prompts.rephrasing(asked, stage, language, address(document) or address(comment))
        said = ""
        try:
            with closing(stream(self._settings, messages, most_tokens=MOST_TOKENS)) as pieces:
                for piece in pieces:
                    said += piece
                    yield Piece("text", piece)
        except ModelError as error:
            yield Piece("failed", getattr(_TROUBLE[error.trouble], spoken))
            return
        text = _bare(said)
        reason = self._reason(text, draft, language)
        yield Piece("rejected", getattr(reason, spoken)) if reason else Piece("done", text)

    def _reason(self, text: str, draft: Draft, language: Language) -> Texts | None:
        """Why the text may not be put in; None: it may."""
        if not text:
            return _NOTHING
        if text == draft.text.strip():
            return _SAME
        if draft.platform == "x" and not fits(text):
            return _filled(_TOO_LONG, weight(text), LIMIT)
        if Document.of(text, hint=language).language != language:
            return _LANGUAGE
        sources = facts.Sources.of(draft, self._checker.config)
        for fact in facts.invented(text, sources, language, self._checker.book):
            what, quote = _INVENTED[fact.kind], _short(fact.text)
            return Texts(_HAS.de.format(what.de.format(quote)), _HAS.en.format(what.en.format(quote)))
        before = Counter(match.rule for match in self._checker.matches(draft))
        changed = replace(draft, text=text)
        for match in self._checker.matches(changed):
            before[match.rule] -= 1
            if before[match.rule] < 0 and match.rule != slots.RULE:
                message, quote = (
                    self._checker.book.rules[match.rule].message,
                    _short(text[match.start : match.end]),
                )
                return Texts(_FINDING.de.format(quote, message.de), _FINDING.en.format(quote, message.en))
        return None


def _bare(said: str) -> str:
    """The reply without the quotation marks that models like to put around it."""
    text = "".join(c for c in said if c.isprintable() or c == "\n").strip()
    for opening, closing_ in ('""', "„“", "“”", "«»", "»«"):
        inside = text[1:-1]
        if text[:1] == opening and text[-1:] == closing_ and not {opening, closing_} & set(inside):
            return inside.strip()
    return text


def _short(quote: str) -> str:
    quote = " ".join(quote.split())
    return quote if len(quote) <= MOST_QUOTED else quote[: MOST_QUOTED - 1] + "…"


def _filled(texts: Texts, *values: object) -> Texts:
    return Texts(texts.de.format(*values), texts.en.format(*values))

"""The labelled drafts of training/drafts and the passages and corpora of ../shared, as training needs them.

dev.jsonl is never read.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tonfall.draft import Address, Language
from tonfall.rephrase.slots import filled
from tonfall.rephrase.template import wordings
from tonfall.rules.load import SHIPPED, load_pack
from tonfall.text.sentences import split

SHARED = Path(__file__).resolve().parents[2] / "shared"
DRAFTS = Path(__file__).parent / "drafts"
SENTENCES = Path(__file__).parent / "sentences"
CATEGORIES = (
    "insult", "defensive", "lecturing", "boilerplate", "vague", "deflection", "competitor", "confidential",
    "silencing", "impersonal", "advertising", "private_opinion",
)  # fmt: skip
PARTS = ("acknowledgement", "lesson", "next_step")
LABELS = CATEGORIES + PARTS
LOUD = ("insult", "defensive", "lecturing", "competitor", "confidential", "silencing", "private_opinion")
"""What ordinary service talk is taken to be free of."""


@dataclass(slots=True)
class Item:
    """A labelled passage or reply. `parts` is None where nobody labelled them."""

    writer: str
    text: str
    labels: set[str]
    parts: set[str] | None
    quotes: list[tuple[str, str]]
    rewrite: str
    sentences: list[tuple[int, int]] = field(default_factory=list)

    def label(self, name: str) -> float | None:
        """1 or 0, None where unknown."""
        if name in CATEGORIES:
            return float(name in self.labels)
        return None if self.parts is None else float(name in self.parts)

    def sentence_label(self, index: int, name: str) -> float | None:
        """The label of one sentence: told by the quotes, or by there being only one."""
        whole = self.label(name)
        if not whole or len(self.sentences) == 1:
            return whole
        start, end = self.sentences[index]
        quotes = [quote for category, quote in self.quotes if category == name]
        if not quotes:
            return None
        places = [(self.text.find(q), self.text.find(q) + len(q)) for q in quotes if q in self.text]
        return float(any(min(end, b) - max(start, a) >= min(8, (b - a) / 2, end - start) for a, b in places))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def train_items(language: Language) -> list[Item]:
    """The passages of train.jsonl, this project's sentences and building blocks and, last, its drafts."""
    passages = [
        Item(
            writer=row["id"].split("-")[0],
            text=row["text"],
            labels=set(row["labels"]),
            parts=set(row["parts"]) if "parts" in row else None,
            quotes=[(span["category"], span["quote"]) for span in row.get("spans", [])],
            rewrite=row["rewrite"],
            sentences=split(row["text"]),
        )
        for row in _lines(SHARED / "bench/train.jsonl")
        if row["lang"] == language
    ]
    sentences = [
        Item(row["id"].split("-")[0], row["text"], set(row["labels"]), None, [], "", split(row["text"]))
        for path in sorted(SENTENCES.glob(f"*.{language}.jsonl"))
        for row in _lines(path)
    ]
    return passages + sentences + building_blocks(language) + [draft_item(row) for row in drafts(language)]


THINGS: dict[Language, tuple[tuple[str, str, str], ...]] = {
    "de": (
        ("die Lieferung", "die Lieferung", "der Lieferung"), ("der Zug", "den Zug", "dem Zug"),
        ("das Gerät", "das Gerät", "dem Gerät"), ("die Tickets", "die Tickets", "den Tickets"),
        ("die App", "die App", "der App"), ("der Vertrag", "den Vertrag", "dem Vertrag"),
    ),
    "en": tuple((thing,) * 3 for thing in ("the order", "the train", "the kettle", "the app", "the bill")),
}  # fmt: skip
PER_TEMPLATE = 2
"""Wordings of one building block that are examples; the others differ in a word."""


def building_blocks(language: Language) -> list[Item]:
    """What Tonfall itself proposes (packs/LANGUAGE/blocks.yaml) is clean and, for a part, shows it."""
    forms: tuple[Address, ...] = ("du", "sie", "ihr") if language == "de" else ("sie",)
    contact = {"de": "per Direktnachricht", "en": "in a direct message"}[language]
    items: list[Item] = []
    for block in load_pack(SHIPPED / language).blocks:
        parts = {block.purpose} & set(PARTS)
        for template in filter(None, block.texts):
            found = wordings(template)
            step = max(1, len(found) // PER_TEMPLATE)
            for number, wording in enumerate(found[::step]):
                thing = THINGS[language][(len(items) + number) % len(THINGS[language])]
                names = dict(zip(("thing", "thing.acc", "thing.dat"), thing, strict=True))
                values = {
                    **names,
                    "name": "Jana",
                    "contact": contact,
                    "company": "Muster",
                    "signature": "Mira",
                }
                text = wording.filled(forms[number % len(forms)], values)
                if text is None or block.purpose in ("greeting", "closing"):
                    continue
                text = text[:1].upper() + text[1:]
                items += [
                    Item("blocks", each, set(), parts if parts else None, [], "", split(each))
                    for each in dict.fromkeys((text, filled(text, language)))
                ]
    return items


def drafts(language: Language) -> list[dict[str, Any]]:
    """The drafts of training/drafts in one language, in the bench's format."""
    return [row for path in sorted(DRAFTS.glob(f"*.{language}.jsonl")) for row in _lines(path)]


def draft_item(row: dict[str, Any]) -> Item:
    """A draft in the bench's format as an item."""
    return Item(
        writer=row["id"].split("-")[0],
        text=row["draft"],
        labels={label["category"] for label in row["labels"]},
        parts=set(row["parts"]),
        quotes=[(label["category"], label["quote"]) for label in row["labels"] if label["quote"]],
        rewrite="",
        sentences=split(row["draft"]),
    )


def germeval(part: str) -> list[tuple[str, float]]:
    """GermEval 2018, `training` or `test`: text and 1 for OFFENSE."""
    rows = (SHARED / f"corpora/germeval2018/germeval2018.{part}.txt").read_text(encoding="utf-8").splitlines()
    cells = [row.split("\t") for row in rows]
    return [(re.sub(r"@\w+", "@user", c[0].replace("|LBR|", " ")), float(c[1] == "OFFENSE")) for c in cells]


def brand_replies() -> list[str]:
    """Real replies of companies, mostly fine."""
    return [row["reply"] for row in _lines(SHARED / "corpora/brand_replies_en/replies.jsonl")]


def plain_replies(language: Language) -> list[str]:
    """Ordinary service talk that insults nobody and lectures nobody, as counterexamples.

    Of the English replies every second one is kept for measuring.
    """
    if language == "en":
        return brand_replies()[::2]
    folder = SHARED / "corpora/cocoa_mt_de"
    return [
        line
        for kind in ("formal", "informal")
        for line in (folder / f"formality-control.test.call_center.en-de.{kind}")
        .read_text("utf-8")
        .splitlines()
    ]


def harmless(language: Language) -> list[str]:
    """Rough talk that offends nobody, as counterexamples: tweets that annotators found no offence in."""
    if language == "de":
        return [text for text, offence in germeval("training") if not offence]
    path = SHARED / "corpora/davidson/labeled_data.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [re.sub(r"@\w+", "@user", row["tweet"]) for row in csv.DictReader(file) if row["class"] == "2"]


def unlabelled(language: Language) -> list[str]:
    """Texts that word vectors are learnt from (no test part of any shared task)."""
    corpora = SHARED / "corpora"
    if language == "de":
        names = (
            "train.telephony.en-de.formal.de",
            "train.topical-chat.en-de.formal.de",
            "test.call_center.en-de.formal",
        )
        spoken = [(corpora / f"cocoa_mt_de/formality-control.{n}").read_text(encoding="utf-8") for n in names]
        return [text for text, _ in germeval("training")] + [line for t in spoken for line in t.splitlines()]
    texts = brand_replies()
    for path, column in (("oss_incivility/comments.csv", "comment"), ("davidson/labeled_data.csv", "tweet")):
        with (corpora / path).open(encoding="utf-8", newline="") as file:
            texts += [row[column][:1500] for row in csv.DictReader(file)]
    return texts

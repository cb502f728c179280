"""The detectors' own rules and the word classes they need, without the rules of the language packs.

The models' rules are left out too: what they recognise in a test's texts is beside the point.
"""

from dataclasses import replace

from tonfall import second_look
from tonfall.rules.load import SHIPPED, load_pack
from tonfall.rules.rule import Pack


def detector_packs() -> list[Pack]:
    languages = [replace(load_pack(SHIPPED / name), rules=()) for name in ("de", "en")]
    shared = load_pack(SHIPPED / "any")
    return [
        *languages,
        replace(shared, rules=tuple(r for r in shared.rules if r.detector != second_look.NAME)),
    ]

"""One module per kind of judgement. None knows another; each has `detect(document, context)`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import ModuleType

from tonfall.detectors.context import Context
from tonfall.draft import Match
from tonfall.text.document import Document

Detect = Callable[[Document, Context], Iterable[Match]]


def _all() -> dict[str, Detect]:
    from tonfall.detectors import (
        competitor,
        length,
        own_words,
        personal_data,
        posted_before,
        private_opinion,
        register,
        rules,
        shouting,
        slots,
    )

    modules: tuple[ModuleType, ...] = (
        rules,
        register,
        competitor,
        private_opinion,
        personal_data,
        own_words,
        shouting,
        slots,
        posted_before,
        length,
    )
    return {module.__name__.rpartition(".")[2]: module.detect for module in modules}


DETECTORS: dict[str, Detect] = _all()
"""Name (as `detector:` in packs/any) → detector."""

"""What Tonfall recognises must not fall by more than a point below what docs/figures.json records."""

import json

import pytest
from tests.bench import recognition

POINT = 0.01


@pytest.fixture(scope="module")
def figures() -> dict[str, float]:
    if not recognition.DEV.exists():
        pytest.skip("There is no ../shared/bench beside this checkout, so nothing can be measured.")
    return recognition.drafts()


@pytest.mark.parametrize("name", [name for name in recognition.GOALS if name not in ("loading, s",)])
def test_figure(figures: dict[str, float], name: str) -> None:
    recorded = json.loads(recognition.RECORD.read_text(encoding="utf-8"))[name]
    if name.startswith("real replies"):
        assert recognition.worst_real_reply() <= recorded + POINT
    elif name.startswith("shipped"):
        assert recognition.shipped() < recognition.GOALS[name]
    elif name.startswith(recognition.AT_MOST):
        assert figures[name] <= recorded + POINT
    else:
        assert figures[name] >= recorded - POINT

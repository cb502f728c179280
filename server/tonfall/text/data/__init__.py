"""Word lists and tables: data, one word or row a line."""

from pathlib import Path


def words(name: str) -> tuple[str, ...]:
    """The words of NAME.txt."""
    return tuple((Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").split())

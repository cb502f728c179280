"""Tonfall: a co-reader for public replies."""

__version__ = "0.1.0"

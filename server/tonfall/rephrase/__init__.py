"""Suggestions: what could stand there instead, and whether it holds up."""
